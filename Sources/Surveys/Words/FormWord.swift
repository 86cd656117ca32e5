// The fixed words of forms and interviews: what stands beside a survey's own texts, in English. A word
// in braces is replaced by what belongs there.

/// A fixed word or sentence that people read on a form or hear in an interview.
public enum FormWord: String, Sendable, CaseIterable {
  // What boxes say.
  case yes, no
  case onlyThis = "only_this"
  case goTo = "go_to"
  case goToEnd = "go_to_end"
  case stopHere = "stop_here"
  // What stands above the questions.
  case needsAnswer = "needs_answer"
  case noConsent = "no_consent"
  case inRole = "in_role"
  case keptMonths = "kept_months"
  case noticeAt = "notice_at"
  case noticeAsk = "notice_ask"
  case takeBackAt = "take_back_at"
  case takeBackAsk = "take_back_ask"
  case consent, questions
  // How to answer.
  case tickAll = "tick_all"
  case tickAtLeast = "tick_at_least"
  case tickAtMost = "tick_at_most"
  case tickExactly = "tick_exactly"
  case tickBetween = "tick_between"
  case rankFirst = "rank_first"
  case rankMore = "rank_more"
  case forEach = "for_each"
  case itemNumber = "item_number"
  case addOne = "add_one"
  case addAnother = "add_another"
  case day, month, year
  case forResearcher = "for_researcher"
  case emptySlot = "empty_slot"
  // Who is asked.
  case onlyIfYes = "only_if_yes"
  case answerIf = "answer_if"
  case or, and
  case notSo = "not_so"
  case answered
  case notAnswered = "not_answered"
  case answeredOther = "answered_other"
  case said
  case saidYes = "said_yes"
  case saidNo = "said_no"
  case isEqual = "is_equal"
  case isNotEqual = "is_not_equal"
  case isLess = "is_less"
  case isAtMost = "is_at_most"
  case isMore = "is_more"
  case isAtLeast = "is_at_least"
  case question
  case yourAnswer = "your_answer"
  case numberOfAnswers = "number_of_answers"
  case numberOfLetters = "number_of_letters"

  /// In English.
  public var english: String { Self.english[self] ?? rawValue }

  /// What is replaced in it, each in braces.
  public var places: [String] {
    english.split(separator: "{", omittingEmptySubsequences: false).dropFirst().compactMap { part in
      part.firstIndex(of: "}").map { "{\(part[..<$0])}" }
    }
  }

  static let english: [FormWord: String] = [
    .yes: "Yes", .no: "No", .onlyThis: "only this", .goTo: "→ go to {number}",
    .goToEnd: "→ go to the end", .stopHere: "→ stop here, nothing is kept",
    .needsAnswer: "A question with * needs an answer.",
    .noConsent: "No consent is asked: {reason}",
    .inRole: "You answer in your role, not as a person.",
    .keptMonths: "Answers are kept for {count} months.", .consent: "Consent",
    .noticeAt: "How we look after your data: {place}",
    .noticeAsk: "How we look after your data: ask for our privacy notice before you answer.",
    .takeBackAt:
      "You get six words. With them you can see, change or take back what you said: {place}",
    .takeBackAsk:
      "You get six words. With them you can see, change or take back what you said: ask whoever gave you"
      + " this form where.",
    .questions: "Questions", .tickAll: "Tick all that fit.",
    .tickAtLeast: "Tick {low} or more.", .tickAtMost: "Tick {high} at most.",
    .tickExactly: "Tick {low}.", .tickBetween: "Tick {low} to {high}.",
    .rankFirst: "Write 1 beside the most important; {count} at most.",
    .rankMore: "Write 1 beside the most important, then 2; {count} at most.",
    .forEach: "For each of them, {count} at most:", .itemNumber: "{list}, number {number}",
    .addOne: "Add one?", .addAnother: "{count} so far. Add another?", .day: "Day",
    .month: "Month", .year: "Year", .forResearcher: "For the researcher: {hint}",
    .emptySlot: "(A question stands here whose text its owner has to load: {id}.)",
    .onlyIfYes: "Only if you said yes to {name}.", .answerIf: "Answer this if {rule}.",
    .or: "{one} or {other}", .and: "{one} and {other}", .notSo: "it is not so that {rule}",
    .answered: "you answered {name}", .notAnswered: "you did not answer {name}",
    .answeredOther: "you answered {name}, but not with \u{201C}{choice}\u{201D}",
    .said: "you said {choices} to {name}", .saidYes: "you said yes to {name}",
    .saidNo: "you said no to {name}", .isEqual: "{one} is {other}",
    .isNotEqual: "{one} is not {other}", .isLess: "{one} is less than {other}",
    .isAtMost: "{one} is at most {other}", .isMore: "{one} is more than {other}",
    .isAtLeast: "{one} is at least {other}", .question: "question {number}",
    .yourAnswer: "your answer to {name}",
    .numberOfAnswers: "the number of answers to {name}",
    .numberOfLetters: "the number of letters of {name}",
  ]
}

/// The fixed words in one language: those of a survey's translation, then those that Hark has, then
/// English.
public struct FormWords: Sendable {
  /// In English.
  public static let english = FormWords(language: "en", own: [:])
  private let own: [String: String]
  private let table: [FormWord: String]
  /// Whether Hark itself has the words of the language.
  let areKnown: Bool

  /// The words of a language; `own` are a translation's, by key.
  public init(language: String, own: [String: String]) {
    self.own = own
    let primary = Language.primary(language)
    table = Self.tables[primary] ?? [:]
    areKnown = primary == "en" || !table.isEmpty
  }

  private static let tables = ["cy": FormWord.welsh, "ur": FormWord.urdu]

  /// Whether a word is there in this language.
  public func has(_ word: FormWord) -> Bool { own[word.rawValue] != nil || table[word] != nil }

  /// A word with what belongs into it.
  public func callAsFunction(_ word: FormWord, _ values: [String: String] = [:]) -> String {
    var rest = Substring(own[word.rawValue] ?? table[word] ?? word.english)
    var text = ""
    // What is filled in is never looked through for braces itself.
    while let open = rest.firstIndex(of: "{") {
      text += rest[..<open]
      guard let close = rest[open...].firstIndex(of: "}") else { break }
      let name = String(rest[rest.index(after: open)..<close])
      text += values[name] ?? "{\(name)}"
      rest = rest[rest.index(after: close)...]
    }
    return text + rest
  }
}

extension Language {
  /// Whether it is written from right to left.
  public var isRightToLeft: Bool { Self.rightToLeft.contains(Self.primary(code)) }

  private static let rightToLeft: Set<String> = [
    "ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi",
  ]

  /// The language of a code without script, country or variant.
  public static func primary(_ code: String) -> String {
    code.prefix { $0 != "-" && $0 != "_" }.lowercased()
  }
}
