// The lines of the list of what a restore must not undo. Versions of Hark that know erasures alone pass over the
// others.

internal import Engagement
internal import Foundation
internal import JSON
internal import Storage

extension ListedActs {
  /// Adds what a line says; nothing where it says nothing known.
  mutating func add(_ json: JSONObject) {
    if let hold = ListedHold(json: json) {
      holds.append(hold)
    } else if let change = ListedChange(json: json) {
      changes.append(change)
    } else if let erasure = ErasureEntry(json: json) {
      erasures.append(erasure)
    }
  }
}

/// A line about a hold: it is set, or ended.
struct HoldLine: Hashable {
  private let id: UUID
  private let isEnded: Bool

  init(_ hold: ListedHold) { (id, isEnded) = (hold.id, hold.endedAt != nil) }
}

extension ErasureEntry {
  var json: JSONObject {
    var object: JSONObject = [
      "partnership": .string(partnership.uuidString), "record": .string(hexText(recordHash)),
      "kind": .string(kind), "survey": .string(survey), "reason": .string(reason),
      "at": .number(at.timeIntervalSince1970),
    ]
    object["receipt"] = receiptHash.map { .string(hexText($0)) }
    return object
  }

  fileprivate init?(json: JSONObject) {
    guard let partnership = json.id("partnership"), let record = json.hash("record"),
      let kind = json["kind"]?.string, let survey = json["survey"]?.string,
      let reason = json["reason"]?.string, let at = json.moment("at")
    else { return nil }
    self.init(
      partnership: partnership, recordHash: record,
      receiptHash: json["receipt"]?.string.flatMap(hexBytes), kind: kind, survey: survey,
      reason: reason, at: at)
  }
}

extension ListedChange {
  var json: JSONObject {
    var object: JSONObject = [
      "partnership": .string(partnership.uuidString), "record": .string(hexText(recordHash)),
      "change": .string(id.uuidString), "survey": .string(survey), "scope": .string(scope),
      "given": .bool(given), "at": .number(at.timeIntervalSince1970),
    ]
    if !receiptHashes.isEmpty {
      object["receipts"] = .array(receiptHashes.map { .string(hexText($0)) })
    }
    return object
  }

  fileprivate init?(json: JSONObject) {
    guard let partnership = json.id("partnership"), let record = json.hash("record"),
      let id = json.id("change"), let survey = json["survey"]?.string,
      let scope = json["scope"]?.string, let given = json["given"]?.bool, let at = json.moment("at")
    else { return nil }
    self.init(
      partnership: partnership, id: id, recordHash: record, survey: survey, scope: scope,
      given: given, at: at,
      receiptHashes: (json["receipts"]?.array ?? []).compactMap(\.string).compactMap(hexBytes)
        .filter { $0.count == 32 })
  }
}

extension ListedHold {
  var json: JSONObject {
    var object: JSONObject = [
      "partnership": .string(partnership.uuidString), "hold": .string(id.uuidString),
      "at": .number(since.timeIntervalSince1970),
    ]
    object["keeps"] = record.map { .string($0.uuidString) }
    object["survey"] = survey.map { .string($0) }
    object["ended"] = endedAt.map { .number($0.timeIntervalSince1970) }
    return object
  }

  fileprivate init?(json: JSONObject) {
    let (record, survey) = (json.id("keeps"), json["survey"]?.string)
    guard let partnership = json.id("partnership"), let id = json.id("hold"),
      let since = json.moment("at"), (record == nil) != (survey == nil)
    else { return nil }
    self.init(
      partnership: partnership, id: id, record: record, survey: survey, since: since,
      endedAt: json.moment("ended"))
  }
}

extension JSONObject {
  fileprivate func id(_ name: String) -> UUID? {
    self[name]?.string.flatMap(UUID.init(uuidString:))
  }

  fileprivate func moment(_ name: String) -> Date? {
    self[name]?.number.map(Date.init(timeIntervalSince1970:))
  }

  fileprivate func hash(_ name: String) -> [UInt8]? {
    self[name]?.string.flatMap(hexBytes).flatMap { $0.count == 32 ? $0 : nil }
  }
}

private func hexText(_ bytes: [UInt8]) -> String {
  bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
}

private func hexBytes(_ text: String) -> [UInt8]? {
  let digits = Array(text)
  guard digits.count % 2 == 0 else { return nil }
  let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
    UInt8(String(digits[$0...($0 + 1)]), radix: 16)
  }
  return bytes.count * 2 == digits.count ? bytes : nil
}
