// A transcript of a conversation as programs write it: plain text, WebVTT or SubRip. It becomes turns, each
// with who speaks; that is a part somebody plays, never a name.

public import Surveys

/// The part that whoever speaks plays.
public enum Speaker: String, Sendable, CaseIterable {
  case person, researcher, interpreter, supporter, staff, other
}

/// Who speaks: a part, and which of several who play it.
public struct SpeakingPart: Sendable, Hashable {
  /// The part.
  public let speaker: Speaker
  /// Which of several people; nil: there is one.
  public let number: Int?

  /// Names a part.
  public init(_ speaker: Speaker, number: Int? = nil) {
    (self.speaker, self.number) = (speaker, number)
  }

  private static let words: [String: Speaker] = [
    "person": .person, "participant": .person, "resident": .person, "respondent": .person,
    "p": .person, "researcher": .researcher, "interviewer": .researcher, "host": .researcher,
    "facilitator": .researcher, "r": .researcher, "interpreter": .interpreter,
    "translator": .interpreter, "supporter": .supporter, "carer": .supporter, "staff": .staff,
    "worker": .staff, "other": .other,
  ]

  /// Reads a label such as `Person`, `Participant 2` or `P2`; nil when it is no part that is known.
  public init?(_ label: some StringProtocol) {
    let text = label.trimmed.lowercased()
    let digits = text.reversed().prefix { $0.isASCII && $0.isNumber }.reversed()
    let word = text.dropLast(digits.count).trimmed
    guard let speaker = Self.words[word], digits.count <= 2 else { return nil }
    self.init(speaker, number: Int(String(digits)))
  }
}

/// What somebody said before somebody else spoke.
public struct TranscriptTurn: Sendable, Hashable {
  /// Who speaks.
  public let part: SpeakingPart
  /// Seconds from the beginning; nil when the transcript does not say.
  public let second: Int?
  /// What was said.
  public internal(set) var said: String
}

/// A transcript that was read, with what is wrong with it.
public struct Transcript: Sendable {
  /// The turns, in their order.
  public let turns: [TranscriptTurn]
  /// What is wrong, each with its line.
  public let problems: [AnswerProblem]

  /// Most turns that are kept; the survey `transcript` takes as many.
  public static let mostTurns = 1_000
  /// How many things wrong are told; what follows is not read.
  static let mostProblems = 50
  /// Largest transcript, in bytes: a day of talk takes less than a quarter of it.
  public static let largest = 4 << 20

  /// Reads a transcript; `speakers` says which part the people play whom it calls otherwise.
  public init(_ text: String, speakers: [String: SpeakingPart] = [:]) {
    var reader = TranscriptReader(speakers: speakers)
    reader.read(text)
    turns = reader.turns
    problems = Array(reader.problems.prefix(Self.mostProblems))
  }
}
