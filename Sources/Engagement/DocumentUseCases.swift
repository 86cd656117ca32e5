// Bring in a transcript or minutes: a text becomes a conversation like any other, so that consent, lists,
// exports, search and erasure hold for it as for all.

internal import Conversations
internal import Crypto
internal import Foundation
public import JSON
public import Storage
public import Surveys

/// What kind of text is brought in as a conversation.
public enum ConversationDocument: String, Sendable, CaseIterable {
  /// What people said, turn by turn.
  case transcript
  /// What an organisation wrote down of a meeting: published, or in its role; never residents' voices.
  case minutes

  /// The survey that it is kept under unless another is named.
  public var module: String { rawValue }
  /// Largest text, in bytes; over HTTP a body takes less.
  public static let largest = Transcript.largest
}

extension Engagement {
  /// Logs a conversation from a text: `body` is a conversation's, with `text` in place of what was said,
  /// and for a transcript `speakers`, the part of each whom it calls by something else. The same text is
  /// stored once: its id comes from its lines, however they end.
  public func log(
    _ document: ConversationDocument, _ body: JSONObject, as principal: Principal, origin: Origin,
    reading: AnswerReading = .typed, receiptHash: [UInt8]? = nil
  ) async throws -> Receipt {
    try require(principal, .researcher, .coordinator)
    var object = body
    let text = try Self.text(body["text"])
    (object["text"], object["speakers"]) = (nil, nil)
    let given = body["answers"] ?? .null
    guard given.isNull || given.object != nil else {
      throw Problem(refused: [
        AnswerProblem(
          question: "answers", code: .badField, message: "expected fields with values")
      ])
    }
    var answers = given.object ?? [:]
    let question = document.question
    guard answers[question] == nil else {
      throw Problem(refused: [
        AnswerProblem(
          question: question, code: .badField, message: "this comes from the text; leave it out")
      ])
    }
    answers[question] = .array(
      try document == .transcript
        ? Self.turns(text, Self.speakers(body["speakers"]), reading) : Self.paragraphs(text))
    object["answers"] = .object(answers)
    if object["survey"] ?? .null == .null { object["survey"] = .string(document.module) }
    // Minutes that say where they were published are published ones.
    if document == .minutes, object["citation"] ?? .null != .null, object["basis"] ?? .null == .null
    {
      object["basis"] = "published"
    }
    let isNamed = object["id"] ?? .null != .null
    if !isNamed {
      object["id"] = .string(
        try await identifier(
          of: text, document, said: DocumentWords(answers[question]), object, as: principal
        ).text)
    }
    do {
      return try await log(
        object, as: principal, origin: origin, reading: reading, receiptHash: receiptHash)
    } catch let problem as Problem
      where problem.code == ProblemCode.withdrawn.rawValue && !isNamed && document == .transcript
    {
      throw Problem(
        .withdrawn,
        problem.detail
          + ". If somebody else said these very words, give their conversation an id of its own")
    } catch let problem as Problem
      where problem.code == ProblemCode.otherContent.rawValue && !isNamed
    {
      throw Problem(
        .otherContent,
        "this text is stored already, in another form, with another heading or by somebody else, and is"
          + " not stored twice; edit the conversation \(object["id"]?.string ?? "") instead")
    }
  }

  /// The id of a text: that of its letters and digits, or the one under which it was stored before, by a Hark
  /// that went by its lines or its bytes. Somebody who says little may say what somebody else says, so that the
  /// heading and the receipt code tell these apart.
  private func identifier(
    of text: String, _ document: ConversationDocument, said: DocumentWords, _ heading: JSONObject,
    as principal: Principal
  ) async throws -> UUID {
    var ids: [UUID] = []
    func add(_ written: String, _ kind: String = "") {
      let hash = hexadecimal(Array(SHA256.hash(data: Array(written.utf8))))
      let id = UUID(version5In: principal.partnership, name: "\(document.rawValue)/\(kind)\(hash)")
      if !ids.contains(id) { ids.append(id) }
    }
    let words = DocumentWords.words(text)
    if document == .transcript, said.isShort {
      add("\(words)\n\(DocumentWords.told(in: heading))", "said/")
    }
    if !words.isEmpty { add(words, "words/") }
    for written in [Self.settled(text), text] + Self.otherwise(Self.settled(text)) { add(written) }
    let stored = Set(try await storedBefore(ids, as: principal))
    return ids.first(where: stored.contains) ?? ids[0]
  }

  /// A text without what programs change when they save it: the byte order mark, how lines end, and
  /// spaces and empty lines that follow what is written.
  private static func settled(_ text: String) -> String {
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    if lines.first?.first == "\u{FEFF}" { lines[0] = lines[0].dropFirst() }
    for index in lines.indices {
      while lines[index].last?.isWhitespace == true { lines[index].removeLast() }
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines.joined(separator: "\n") + "\n"
  }

  /// How else a text may have been written when it was stored by a Hark that took its bytes as they came.
  private static func otherwise(_ settled: String) -> [String] {
    let unended = String(settled.dropLast())
    let plain = [
      unended, settled.replacing("\n", with: "\r\n"), unended.replacing("\n", with: "\r\n"),
    ]
    return plain + ([settled] + plain).map { "\u{FEFF}" + $0 }
  }

  private static func text(_ value: JSONValue?) throws -> String {
    func refused(_ code: AnswerProblem.Code, _ message: String) -> Problem {
      Problem(refused: [AnswerProblem(question: "text", code: code, message: message)])
    }
    guard let value, value != .null else {
      throw refused(.missingField, "send the text that is to be stored")
    }
    guard let text = value.string else { throw refused(.badField, "expected a text") }
    guard text.utf8.count <= ConversationDocument.largest else {
      throw refused(
        .tooLong,
        "at most \(ConversationDocument.largest >> 20) MiB are kept, over HTTP 1 MiB; split the text"
      )
    }
    guard !text.unicodeScalars.contains("\0") else {
      throw refused(.forbiddenCharacter, "the text holds a NUL character; take it out")
    }
    return text
  }

  private static func speakers(_ value: JSONValue?) throws -> [String: SpeakingPart] {
    guard let value, value != .null else { return [:] }
    var problems: [AnswerProblem] = []
    var parts: [String: SpeakingPart] = [:]
    for (label, part) in value.object ?? [:] {
      guard let part = part.string.flatMap({ SpeakingPart($0) }) else {
        problems.append(
          AnswerProblem(
            question: "speakers", code: .badField,
            message: "expected one of \(Speaker.allCases.map(\.rawValue).joined(separator: ", ")),"
              + " with a number where there are several, such as person 2"))
        break
      }
      parts[label] = part
    }
    if value.object == nil {
      problems.append(
        AnswerProblem(
          question: "speakers", code: .badField,
          message: "expected labels, each with the part that it stands for"))
    }
    guard problems.isEmpty else { throw Problem(refused: problems) }
    return parts
  }

  private static func turns(
    _ text: String, _ speakers: [String: SpeakingPart], _ reading: AnswerReading
  ) throws -> [JSONValue] {
    let transcript = Transcript(text, speakers: speakers)
    guard transcript.problems.isEmpty else { throw Problem(refused: transcript.problems) }
    func number(_ value: Int?) -> JSONValue? {
      value.map { reading == .typed ? .number(Double($0)) : .string(String($0)) }
    }
    return transcript.turns.map { turn in
      var item: JSONObject = ["speaker": .string(turn.part.speaker.rawValue)]
      item["speaker_number"] = number(turn.part.number)
      item["at_second"] = number(turn.second)
      item["said"] = turn.said.isEmpty ? nil : .string(turn.said)
      return .object(item)
    }
  }

  private static func paragraphs(_ text: String) throws -> [JSONValue] {
    let minutes = Minutes(text)
    guard minutes.problems.isEmpty else { throw Problem(refused: minutes.problems) }
    return minutes.paragraphs.map { paragraph in
      var item: JSONObject = ["paragraph": .string(paragraph.text)]
      item["item"] = paragraph.item.map { .string($0) }
      return .object(item)
    }
  }
}

extension ConversationDocument {
  /// The question whose items the text becomes.
  fileprivate var question: String {
    switch self {
    case .transcript: "turns"
    case .minutes: "paragraphs"
    }
  }
}
