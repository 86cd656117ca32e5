// Reads the lines of a transcript, in whichever of the forms programs write.

internal import Surveys

/// Turns the lines of a transcript into turns.
struct TranscriptReader {
  private let speakers: [String: SpeakingPart]
  private(set) var turns: [TranscriptTurn] = []
  private(set) var problems: [AnswerProblem] = []
  private var line = 0
  /// When the last turn or cue began, and on which line that stands.
  private var last: (second: Int, line: Int)?
  private var cue: Int?
  /// Blocks of WebVTT that are not said: its head, notes and styles end with an empty line.
  private var isSkipping = false
  private var isWebVTT = false
  /// Whether the line before was empty, or there is none.
  private var isAfterEmpty = true
  /// How many cues began so far; programs number them from 1.
  private var cues = 0

  init(speakers: [String: SpeakingPart]) {
    self.speakers = Dictionary(
      speakers.map { ($0.key.trimmed.lowercased(), $0.value) }
    ) { first, _ in first }
  }

  mutating func read(_ text: String) {
    // A byte order mark is no part of what was said.
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, text) in lines.enumerated() {
      if problems.count >= Transcript.mostProblems { return }
      line = index + 1
      let isLast = index + 1 == lines.count
      read(
        line: index == 0 && text.first == "\u{FEFF}" ? text.dropFirst() : text,
        next: isLast ? "" : lines[index + 1])
    }
    if turns.isEmpty, problems.isEmpty {
      refuse("the transcript holds nothing that was said")
    }
    if turns.count > Transcript.mostTurns {
      refuse(
        "the transcript has \(turns.count) turns, at most \(Transcript.mostTurns) are kept; split it"
          + " in two files")
    }
  }

  private mutating func read(line text: Substring, next: Substring) {
    let content = text.trimmed
    defer { isAfterEmpty = content.isEmpty }
    guard !content.isEmpty else {
      isSkipping = false
      return
    }
    if isSkipping { return }
    if line == 1, content.hasPrefix("WEBVTT") {
      (isWebVTT, isSkipping) = (true, true)
      return
    }
    if isWebVTT, isAfterEmpty,
      content.hasPrefix("NOTE ") || ["NOTE", "STYLE", "REGION"].contains(content)
    {
      isSkipping = true
      return
    }
    if let arrow = content.firstRange(of: "-->") {
      cues += 1
      cue = TranscriptTime.seconds(content[..<arrow.lowerBound].trimmed)
      if cue == nil { refuse("the time of this line cannot be read; write it as 00:01:30") }
      cue.map { check($0) }
      return
    }
    if next.contains("-->"), isCueName(content) { return }
    speak(TranscriptLine(content, isContinued: text.first?.isWhitespace == true))
  }

  /// The number or name of a cue says nothing. Where no empty line is before it, it is the last line of
  /// what was said, unless it is the very number that the cue has.
  private func isCueName(_ content: String) -> Bool {
    isAfterEmpty && (isWebVTT || cue != nil || content.allSatisfy(\.isNumber))
      || Int(content) == cues + 1
  }

  private mutating func speak(_ read: TranscriptLine) {
    if let second = read.second, cue == nil { check(second) }
    guard let label = read.label else { return carryOn(read) }
    guard let part = speakers[label.trimmed.lowercased()] ?? SpeakingPart(label) else {
      return refuse(
        "who speaks on this line is no part that somebody plays; write Person, Researcher,"
          + " Interpreter, Supporter, Staff or Other before the colon, with a number where there are"
          + " several, and no name. Or say who it is: --speaker \"LABEL=person 2\". A line that goes on"
          + " with what was said before begins with a space")
    }
    if turns.last?.part == part {
      return append(read.said)
    }
    turns.append(TranscriptTurn(part: part, second: read.second ?? cue, said: read.said))
  }

  private mutating func carryOn(_ read: TranscriptLine) {
    guard !turns.isEmpty else {
      // Of a turn that was refused this is the rest.
      if problems.isEmpty {
        refuse("nobody speaks yet: begin the line with who speaks and a colon, such as Person:")
      }
      return
    }
    append(read.said)
  }

  private mutating func append(_ said: String) {
    guard !said.isEmpty else { return }
    // In place: a copy for every line would take the square of the time.
    if !turns[turns.count - 1].said.isEmpty { turns[turns.count - 1].said += "\n" }
    turns[turns.count - 1].said += said
  }

  private mutating func check(_ second: Int) {
    if let last, second < last.second {
      refuse(
        "this turn begins at \(TranscriptTime.text(second)), before the one on line \(last.line)"
          + " (\(TranscriptTime.text(last.second))); put the turns in the order they were spoken")
    }
    last = (second, line)
  }

  private mutating func refuse(_ message: String) {
    problems.append(AnswerProblem(question: "line \(line)", code: .badField, message: message))
  }
}

/// One line of a transcript: when, who, what.
private struct TranscriptLine {
  var second: Int?
  var label: String?
  let said: String

  init(_ content: String, isContinued: Bool) {
    var rest = content[...]
    if let voice = Self.voice(rest) {
      label = String(voice.label)
      said = Self.withoutTags(voice.rest)
      return
    }
    if let time = Self.time(&rest) { second = time }
    if !isContinued {
      if let colon = Self.colon(rest) {
        label = String(rest[..<colon])
        rest = rest[rest.index(after: colon)...]
      } else if let heading = Self.heading(rest) {
        (label, second) = (String(heading.label), heading.second)
        rest = ""
      }
    }
    said = Self.withoutTags(rest)
  }

  /// `<v Person 2>`, as WebVTT says who speaks.
  private static func voice(_ text: Substring) -> (label: Substring, rest: Substring)? {
    guard text.hasPrefix("<v"), let end = text.firstIndex(of: ">") else { return nil }
    let tag = text[..<end]
    guard let space = tag.firstIndex(of: " ") else { return nil }
    return (tag[tag.index(after: space)...], text[text.index(after: end)...])
  }

  /// A time at the beginning, in brackets or bare.
  private static func time(_ text: inout Substring) -> Int? {
    if let first = text.first, first == "[" || first == "(",
      let end = text.firstIndex(where: { $0 == "]" || $0 == ")" }),
      let time = TranscriptTime.seconds(text[text.index(after: text.startIndex)..<end].trimmed)
    {
      text = text[text.index(after: end)...].drop(while: \.isWhitespace)
      return time
    }
    let word = text.prefix { !$0.isWhitespace }
    guard let time = TranscriptTime.seconds(String(word)), word.endIndex < text.endIndex else {
      return nil
    }
    text = text[word.endIndex...].drop { $0.isWhitespace || $0 == "-" }
    return time
  }

  /// The colon after a label; in the middle of a sentence there is none.
  private static func colon(_ text: Substring) -> Substring.Index? {
    guard let colon = text.firstIndex(of: ":"), colon > text.startIndex,
      text.distance(from: text.startIndex, to: colon) <= 60
    else { return nil }
    let label = text[..<colon]
    let after = text.index(after: colon)
    let isApart = after == text.endIndex || text[after].isWhitespace
    // A name is refused however it is written: `Mrs. Ann Sample:`, `Sample, Ann:`, `Ann:well`.
    if isLikeName(label), isApart || text[after].isLetter { return colon }
    guard isApart, label.count <= 40, !label.contains(where: { ".?!,;".contains($0) }) else {
      return nil
    }
    return colon
  }

  /// Whether every word of it begins with a capital letter.
  private static func isLikeName(_ label: Substring) -> Bool {
    let words = label.split(whereSeparator: \.isWhitespace)
    return (1...5).contains(words.count) && words.allSatisfy { $0.first?.isUppercase == true }
  }

  /// `Speaker 1  0:03` on a line of its own.
  private static func heading(_ text: Substring) -> (label: Substring, second: Int)? {
    guard let word = text.split(whereSeparator: \.isWhitespace).last,
      let second = TranscriptTime.seconds(String(word))
    else { return nil }
    let label = text[..<word.startIndex]
    guard label.hasSuffix("  ") || label.hasSuffix("\t"), label.count <= 42 else { return nil }
    return (label, second)
  }

  private static func withoutTags(_ text: Substring) -> String {
    guard text.contains("<") else { return text.trimmed }
    return text.replacing(/<\/?[a-z0-9:.][^<>]{0,60}>/, with: "").trimmed
  }
}

/// Times within a transcript.
enum TranscriptTime {
  /// Seconds of `01:02:03`, `02:03` or `02:03.500`; nil when it is no time.
  static func seconds(_ text: String) -> Int? {
    guard text.utf8.count <= 16, text.contains(":") else { return nil }
    let whole = text.prefix { $0 != "." && $0 != "," }
    let parts = whole.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count) else { return nil }
    var seconds = 0
    for (index, part) in parts.enumerated() {
      guard (1...3).contains(part.utf8.count), part.allSatisfy({ $0.isASCII && $0.isNumber }),
        let number = Int(part), index == 0 || number < 60
      else { return nil }
      seconds = seconds * 60 + number
    }
    return seconds
  }

  static func text(_ seconds: Int) -> String {
    [seconds / 3600, seconds / 60 % 60, seconds % 60]
      .map { ($0 < 10 ? "0" : "") + String($0) }.joined(separator: ":")
  }
}
