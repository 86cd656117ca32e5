// Texts in other languages, keyed by id so that logic is never touched; `easy` beside a question is
// its text in Easy Read.

internal import Surveys
internal import YAML

/// Gathers the translations of a survey and its blocks.
struct TranslationReader {
  private(set) var translations: [String: Translation] = [:]
  private let languages: [Language]
  private var questions: [String: QuestionDraft] = [:]

  init(_ parts: [ModulePart], _ drafts: [QuestionDraft], _ languages: [Language]) {
    self.languages = languages
    for draft in drafts {
      addEasy(draft, of: parts[0])
      for item in draft.items { addEasy(item, of: parts[0]) }
    }
    // Blocks first, so that the survey's own texts win.
    for part in parts.reversed() { read(part) }
  }

  private func isTranslated(_ language: String) -> Bool {
    languages.dropFirst().contains { $0.code == language }
  }

  private mutating func addEasy(_ draft: QuestionDraft, of survey: ModulePart) {
    questions[draft.id] = draft
    guard let easy = draft.fields.text("easy") else { return }
    guard isTranslated(Language.easyRead) else {
      // A block offers Easy Read to whoever lists it.
      guard draft.reporter.file.name == survey.fields.reporter.file.name else { return }
      draft.fields.report(
        .unknownLanguage, "easy",
        "'easy' is the text in Easy Read, which 'languages' does not list",
        suggestion: "add \(Language.easyRead): English (Easy Read) to the languages")
      return
    }
    translations[Language.easyRead, default: Translation()]
      .questions[draft.id, default: .init()].ask = easy
  }

  private mutating func read(_ part: ModulePart) {
    let reporter = part.fields.reporter
    for entry in part.fields.entries("translations") ?? [] {
      guard isTranslated(entry.key) else {
        if !part.isBlock { refuse(entry, reporter) }
        continue
      }
      let keys: KnownKeys = part.isBlock ? .blockTranslation : .translation
      guard let fields = Fields(entry.value, keys, reporter) else { continue }
      if let title = fields.text("title") {
        translations[entry.key, default: Translation()].title = title
      }
      if let about = fields.text("about_this_survey") {
        translations[entry.key, default: Translation()].about = about
      }
      for question in fields.entries("questions") ?? [] {
        read(question, entry.key, part)
      }
    }
  }

  private func refuse(_ entry: YAMLEntry, _ reporter: Reporter) {
    let isOwn = entry.key == languages.first?.code
    reporter.report(
      .unknownLanguage, at: entry.keyPosition,
      isOwn
        ? "'\(entry.key)' is the language of the file itself"
        : "'languages' does not list '\(entry.key)'",
      suggestion: isOwn
        ? "change the texts beside the questions"
        : didYouMean(entry.key, languages.dropFirst().map(\.code))
          ?? "add it to the languages with its name")
  }

  private mutating func read(_ entry: YAMLEntry, _ language: String, _ part: ModulePart) {
    let reporter = part.fields.reporter
    guard let question = questions[entry.key] else {
      if part.leftOut.contains(entry.key) { return }
      reporter.report(
        .unknownInTranslation, at: entry.keyPosition, "there is no question '\(entry.key)'",
        suggestion: didYouMean(entry.key, questions.keys.sorted()))
      return
    }
    guard let fields = Fields(entry.value, .questionTexts, reporter) else { return }
    var texts = translations[language]?.questions[entry.key] ?? .init()
    if let ask = fields.text("ask") {
      if language == Language.easyRead, question.fields.has("easy") {
        fields.report(
          .twoTexts, "ask", "'\(entry.key)' has its Easy Read text in 'easy' already",
          suggestion: "take one of the two out")
      }
      texts.ask = ask
    }
    texts.hint = fields.text("hint") ?? texts.hint
    texts.checkMessage = fields.text("check_message") ?? texts.checkMessage
    read(fields.entries("choices") ?? [], question, &texts, reporter)
    translations[language, default: Translation()].questions[entry.key] = texts
  }

  private func read(
    _ entries: [YAMLEntry], _ question: QuestionDraft, _ texts: inout Translation.QuestionTexts,
    _ reporter: Reporter
  ) {
    guard let kind = question.kind else { return }
    let known = kind.choices.map(\.id)
    let set = Set(known)
    for entry in entries {
      guard set.contains(entry.key) else {
        reporter.report(
          .unknownInTranslation, at: entry.keyPosition,
          "the question '\(question.id)' has no choice '\(entry.key)'",
          suggestion: didYouMean(entry.key, known))
        continue
      }
      guard let text = entry.value.text?.trimmed, !text.isEmpty else {
        reporter.report(
          .wrongForm, at: entry.value.position, "the choice '\(entry.key)' has no text")
        continue
      }
      texts.choices[entry.key] = text
    }
  }
}
