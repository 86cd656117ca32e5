// A survey's texts in one of its languages; what is not translated stays in the language of the file.

/// The texts of a survey as people of one language read them.
public struct SurveyTexts: Sendable {
  /// The survey.
  public let survey: Survey
  /// The language asked for; one of the survey's.
  public let language: Language
  private let translation: Translation?
  /// The fixed words of forms and interviews in this language.
  public let words: FormWords

  /// Texts in a language of the survey; nil when it has no such language.
  public init?(_ survey: Survey, language code: String) {
    guard let language = survey.languages.first(where: { $0.code == code }) else { return nil }
    self.init(survey, language)
  }

  /// Texts in the language of the file.
  public init(_ survey: Survey) {
    self.init(survey, survey.languages.first ?? Language(code: "en", name: "English"))
  }

  private init(_ survey: Survey, _ language: Language) {
    (self.survey, self.language) = (survey, language)
    translation = isFirst(language, survey) ? nil : survey.translations[language.code]
    words = FormWords(language: language.code, own: translation?.words ?? [:])
  }

  /// Whether it is the language of the file, in which no text is missing.
  public var isOriginal: Bool { isFirst(language, survey) }

  private var isEasyRead: Bool { language.code == Language.easyRead }

  /// What people call the survey.
  public var title: String { translation?.title ?? survey.title }

  /// What is asked.
  public func ask(_ question: Question) -> String {
    translation?.questions[question.id]?.ask ?? question.ask
  }

  /// For the researcher.
  public func hint(_ question: Question) -> String? {
    translation?.questions[question.id]?.hint ?? question.hint
  }

  /// What people read when a check fails.
  public func checkMessage(_ question: Question) -> String? {
    translation?.questions[question.id]?.checkMessage ?? question.checkMessage
  }

  /// What people read when the survey ends after the question.
  public func endText(_ question: Question) -> String? {
    translation?.questions[question.id]?.endText ?? question.endText
  }

  /// The text at a point of a scale.
  public func label(_ point: Int, of question: Question, _ scale: Scale) -> String? {
    translation?.questions[question.id]?.labels[point] ?? scale.labels[point]
  }

  /// What a number counts, such as hours.
  public func unitLabel(_ question: Question) -> String? {
    translation?.questions[question.id]?.unitLabel ?? question.unitLabel
  }

  /// A choice's text.
  public func text(_ choice: Choice, of question: Question) -> String {
    translation?.questions[question.id]?.choices[choice.id] ?? choice.text
  }

  /// What is read before the scopes of consent.
  public func opening(_ wording: ConsentWording) -> String {
    translation?.opening ?? wording.opening
  }

  /// What happens when someone may be in danger.
  public func safeguarding(_ wording: ConsentWording) -> String {
    translation?.safeguarding ?? wording.safeguarding
  }

  /// What a scope of consent asks.
  public func ask(_ scope: ConsentScope) -> String {
    translation?.scopes[scope.id]?.ask ?? easy(scope) ?? scope.ask
  }

  /// For the researcher, beside a scope of consent.
  public func hint(_ scope: ConsentScope) -> String? {
    translation?.scopes[scope.id]?.hint ?? scope.hint
  }

  private func easy(_ scope: ConsentScope) -> String? { isEasyRead ? scope.easy : nil }

  /// Whether the question itself is there in this language.
  public func isTranslated(_ question: Question) -> Bool {
    isOriginal || question.ask.isEmpty || translation?.questions[question.id]?.ask != nil
  }

  /// Whether the choice's text is there in this language.
  public func isTranslated(_ choice: Choice, of question: Question) -> Bool {
    isOriginal || translation?.questions[question.id]?.choices[choice.id] != nil
  }

  /// How many of all texts that people see are there in this language, and of how many: the title, what
  /// consent is asked with, questions, choices, labels and messages; hints too, but not in Easy Read,
  /// which is for the person.
  public var completeness: TextCompleteness {
    var count = TextCompleteness()
    count.add("title", translation?.title)
    if case .asked(let wording) = survey.consent { add(wording, to: &count) }
    if !words.areKnown {
      for word in FormWord.allCases {
        count.add("words.\(word.rawValue)", translation?.words[word.rawValue])
      }
    }
    for question in survey.questions where !question.retired {
      add(question, to: &count)
      for item in question.itemQuestions where !item.retired { add(item, to: &count) }
    }
    return isOriginal ? count.whole : count
  }

  private func add(_ wording: ConsentWording, to count: inout TextCompleteness) {
    count.add("opening", translation?.opening)
    count.add("safeguarding", translation?.safeguarding)
    for scope in wording.scopes {
      let own = translation?.scopes[scope.id]
      count.add("scopes.\(scope.id).ask", own?.ask ?? easy(scope))
      if scope.hint != nil, !isEasyRead { count.add("scopes.\(scope.id).hint", own?.hint) }
    }
  }

  private func add(_ question: Question, to count: inout TextCompleteness) {
    let own = translation?.questions[question.id]
    var path = "questions.\(question.id)"
    if case .row(let grid, let row) = question.part {
      path = "questions.\(grid)"
      count.add("\(path).rows.\(row)", own?.ask)
    } else if !question.ask.isEmpty {
      count.add("\(path).ask", own?.ask)
    }
    if question.hint != nil, !isEasyRead { count.add("\(path).hint", own?.hint) }
    if question.checkMessage != nil { count.add("\(path).check_message", own?.checkMessage) }
    if question.endText != nil { count.add("\(path).end_text", own?.endText) }
    // A word such as hours is easy as it is.
    if question.unitLabel != nil, !isEasyRead { count.add("\(path).unit_label", own?.unitLabel) }
    // The entries of lists are the partnership's, not the survey's; yes and no are easy as they are.
    let isTheirs = question.list != nil || isEasyRead && question.kind is YesNo
    for choice in isTheirs ? [] : question.choices where !choice.retired && !choice.text.isEmpty {
      count.add("\(path).choices.\(choice.id)", own?.choices[choice.id])
    }
    for point in (question.kind as? Scale)?.labels.keys.sorted() ?? [] {
      count.add("\(path).labels.\(point)", own?.labels[point])
    }
  }
}

/// How much of a survey's texts is there in a language.
public struct TextCompleteness: Sendable, Hashable {
  /// How many texts people see.
  public private(set) var all = 0
  /// The texts that are not there, each as a translation's file names it: `questions.safe.hint`.
  public private(set) var missing: [String] = []
  /// How many are there.
  public var translated: Int { all - missing.count }

  fileprivate mutating func add(_ path: String, _ text: String?) {
    all += 1
    if text == nil { missing.append(path) }
  }

  /// With nothing missing.
  fileprivate var whole: TextCompleteness {
    var whole = self
    whole.missing = []
    return whole
  }
}

private func isFirst(_ language: Language, _ survey: Survey) -> Bool {
  survey.languages.first.map { $0.code == language.code } ?? true
}
