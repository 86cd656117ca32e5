// What a setting for safeguarding may be: each is read and judged by itself, and what is wrong with it is
// said in words for whoever set it.

internal import Conversations
internal import Foundation
internal import JSON
internal import Postgres
internal import Storage
internal import Surveys

/// What is wrong with a setting and what to do.
struct SettingMistake: Error {
  let message: String

  init(_ message: String) { self.message = message }
}

extension SafeguardingRecord {
  /// Sets one setting from JSON; null takes it away.
  mutating func set(
    _ key: String, _ value: JSONValue, stewards: [UUID: String], today: CalendarDay
  ) throws(SettingMistake) {
    switch key {
    case "lead": lead = try Self.account(value, stewards)
    case "deputy": deputy = try Self.account(value, stewards)
    case "lead_email": leadMail = try Self.mail(value)
    case "deputy_email": deputyMail = try Self.mail(value)
    case "webhook": webhook = try Self.webhook(value)
    case "acknowledge_minutes":
      guard let minutes = value.isNull ? 240 : value.int, (5...10_080).contains(minutes) else {
        throw SettingMistake("give minutes from 5 to 10080, which is a week")
      }
      acknowledgeMinutes = minutes
    case "keep_concerns_months":
      guard let months = value.isNull ? 84 : value.int, (12...600).contains(months) else {
        throw SettingMistake("give months from 12 to 600; without it they are 84, seven years")
      }
      keepConcernsMonths = months
    case "contact": contact = try Self.text(value, most: 500)
    case "steps": steps = try Self.text(value, most: 4_000, isLong: true)
    case "phrases": phrases = try Self.phrases(value)
    case "help_lines": helpLines = try Self.helpLines(value, today)
    default: throw SettingMistake("there is no such setting")
    }
  }

  static func text(
    _ value: JSONValue, most: Int, isLong: Bool = false
  ) throws(SettingMistake) -> String? {
    if value.isNull { return nil }
    guard let text = value.string?.trimmed, !text.isEmpty, text.unicodeScalars.count <= most else {
      throw SettingMistake("give a text of 1 to \(most) characters")
    }
    let isPlain = text.unicodeScalars.allSatisfy { scalar in
      scalar == "\n" && isLong
        || ![.control, .format, .lineSeparator, .paragraphSeparator, .surrogate].contains(
          scalar.properties.generalCategory)
    }
    guard isPlain else { throw SettingMistake("it holds invisible characters; take them out") }
    return text
  }

  private static func account(
    _ value: JSONValue, _ stewards: [UUID: String]
  ) throws(SettingMistake) -> UUID? {
    if value.isNull { return nil }
    let name = value.string ?? ""
    guard let found = stewards.first(where: { $0.value == name }) else {
      throw SettingMistake(
        "'\(name)' is no steward of this partnership; an administrator adds one with"
          + " `hark account add NAME --role steward`"
          + (didYouMean(name, Array(stewards.values)).map { "; \($0)" } ?? ""))
    }
    return found.key
  }

  static func mail(_ value: JSONValue) throws(SettingMistake) -> String? {
    guard let text = try text(value, most: 254) else { return nil }
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    let isPlain = text.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x40...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || [0x2B, 0x2D, 0x2E, 0x5F].contains(byte)
    }
    // Two dots in a row, or one at an end, make no address that a mail server takes.
    let isDotted = parts.allSatisfy { part in
      part.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty }
    }
    let labels = parts.last?.split(separator: ".") ?? []
    let isDomain =
      labels.count > 1
      && labels.allSatisfy {
        $0.utf8.count <= 63 && $0.first != "-" && $0.last != "-"
          && !$0.contains(where: { "+_".contains($0) })
      }
    guard isPlain, parts.count == 2, isDotted, isDomain, parts[0].first != "-",
      parts[0].utf8.count <= 64
    else {
      throw SettingMistake("give one address for mail, such as lead@council.example")
    }
    return text
  }

  private static func webhook(_ value: JSONValue) throws(SettingMistake) -> String? {
    guard let text = try text(value, most: 2_000) else { return nil }
    guard let url = URL(string: text), let host = url.host, !host.isEmpty, url.user == nil,
      url.fragment == nil
    else { throw SettingMistake("give an address such as https://alerts.example/hark") }
    let hasPort = text.wholeMatch(of: /[a-z]+:\/\/[^\/?#]*:(?<port>[0-9]*)([\/?#].*)?/)
    if let hasPort, !(1...65_535).contains(Int(hasPort.output.port) ?? 0) {
      throw SettingMistake("a port is a number from 1 to 65535; leave it out for the usual one")
    }
    let isHere = ["localhost", "127.0.0.1", "[::1]", "::1"].contains(host)
    guard url.scheme == "https" || url.scheme == "http" && isHere else {
      throw SettingMistake(
        "an alert goes over https alone, so that nobody reads it on its way; to this machine itself"
          + " it may go over http")
    }
    return text
  }

  private static func phrases(_ value: JSONValue) throws(SettingMistake) -> String? {
    if value.isNull { return nil }
    guard let text = value.string, text.utf8.count <= 200_000, !text.contains("\0") else {
      throw SettingMistake("give a plain text of 200,000 bytes at most, a phrase a line")
    }
    let list: PhraseList
    do throws(PhraseMistakes) { list = try PhraseList(text) } catch {
      throw SettingMistake("\(error)")
    }
    guard !list.isEmpty else {
      throw SettingMistake(
        "it holds no phrase, so that no words would raise a concern; leave it out to use Hark's own"
      )
    }
    return text
  }

  private static func helpLines(
    _ value: JSONValue, _ today: CalendarDay
  ) throws(SettingMistake) -> JSONText {
    guard let items = value.isNull ? [] : value.array, items.count <= 30 else {
      throw SettingMistake("give a list of 30 numbers at most")
    }
    var lines: [JSONValue] = []
    for (index, item) in items.enumerated() {
      guard let line = HelpLine(item) else {
        throw SettingMistake(
          "number \(index + 1) needs name, number and checked_on, a day such as 2026-11-20")
      }
      for text in [line.name, line.number, line.hint ?? "-"] {
        _ = try Self.text(.string(text), most: 200)
      }
      guard (2...30).contains(line.number.count), line.number.count(where: \.isNumber) >= 2,
        line.number.allSatisfy({ $0.isASCII && ($0.isNumber || "+ -()".contains($0)) })
      else {
        throw SettingMistake("'\(line.number)' is no number to call; write digits and spaces")
      }
      guard line.checkedOn <= today else {
        throw SettingMistake("\(line.name) is checked on a day that has not come yet")
      }
      lines.append(.object(line.json))
    }
    return JSONText(JSONValue.array(lines).encoded())
  }
}
