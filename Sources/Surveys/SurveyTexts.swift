// A survey's texts in one of its languages; what is not translated stays in the language of the file.

/// The texts of a survey as people of one language read them.
public struct SurveyTexts: Sendable {
  /// The survey.
  public let survey: Survey
  /// The language asked for; one of the survey's.
  public let language: Language
  private let translation: Translation?

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

  /// A choice's text.
  public func text(_ choice: Choice, of question: Question) -> String {
    translation?.questions[question.id]?.choices[choice.id] ?? choice.text
  }

  /// What a scope of consent asks.
  public func ask(_ scope: ConsentScope) -> String {
    isEasyRead ? scope.easy ?? scope.ask : scope.ask
  }

  /// Whether the question itself is there in this language.
  public func isTranslated(_ question: Question) -> Bool {
    isOriginal || question.ask.isEmpty || translation?.questions[question.id]?.ask != nil
  }

  /// How many of the questions that people see are there in this language, and of how many.
  public var completeness: (translated: Int, of: Int) {
    let shown = survey.questions.flatMap { [$0] + $0.itemQuestions }
      .filter { !$0.ask.isEmpty && !$0.retired }
    return (shown.count(where: isTranslated), shown.count)
  }

  /// How many of all texts that people see are there in this language, and of how many: the title,
  /// questions, hints, choices, labels and messages.
  public var texts: (translated: Int, of: Int) {
    let questions = survey.questions.flatMap { [$0] + $0.itemQuestions }.filter { !$0.retired }
    var (there, all) = (translation?.title == nil ? 0 : 1, 1)
    func add(_ count: Int, _ translated: Int) { (there, all) = (there + translated, all + count) }
    for question in questions {
      let own = translation?.questions[question.id]
      if !question.ask.isEmpty { add(1, own?.ask == nil ? 0 : 1) }
      if question.hint != nil { add(1, own?.hint == nil ? 0 : 1) }
      if question.checkMessage != nil { add(1, own?.checkMessage == nil ? 0 : 1) }
      if question.endText != nil { add(1, own?.endText == nil ? 0 : 1) }
      let shown = question.choices.filter { !$0.retired && !$0.text.isEmpty }
      if !(question.kind is YesNo) {
        add(shown.count, shown.count { own?.choices[$0.id] != nil })
      }
      let labels = (question.kind as? Scale)?.labels.keys.count ?? 0
      add(labels, own?.labels.count ?? 0)
    }
    return isOriginal ? (all, all) : (there, all)
  }
}

private func isFirst(_ language: Language, _ survey: Survey) -> Bool {
  survey.languages.first.map { $0.code == language.code } ?? true
}
