// Texts in other languages, keyed by id so that logic is never touched; `easy` beside a question is
// its text in Easy Read.

internal import Surveys
internal import YAML

/// Gathers the translations of a survey and its blocks.
struct TranslationReader {
  private(set) var translations: [String: Translation] = [:]
  private let languages: [Language]
  private var questions: [String: QuestionDraft] = [:]
  private var words: [String: SharedWords] = [:]
  /// The scopes that the survey asks for.
  private let scopes: [String]

  /// `own` are the files of translations beside the survey, by language; `wording` is the block of what
  /// consent is asked with.
  init(
    _ parts: [ModulePart], _ drafts: [QuestionDraft], _ languages: [Language],
    own: [(language: String, fields: Fields)] = [], consent: (wording: Fields, scopes: [String])?
  ) {
    self.languages = languages
    scopes = consent?.scopes ?? []
    for draft in drafts {
      addEasy(draft, of: parts[0])
      for item in draft.items { addEasy(item, of: parts[0]) }
    }
    // Blocks first, so that the survey's own texts win.
    if let consent { read(wording: consent.wording) }
    for part in parts.reversed() { read(part) }
    for file in own { read(file.fields, file.language, parts[0]) }
    for (language, words) in words {
      translations[language, default: Translation()].fill(words, drafts)
    }
  }

  /// A wording offers its languages to whoever lists them, and its scopes to whoever asks for them.
  private mutating func read(wording: Fields) {
    let known = (wording.entries("scopes") ?? []).map(\.key)
    for entry in wording.entries("translations") ?? [] where isTranslated(entry.key) {
      guard let fields = Fields(entry.value, .blockTranslation, wording.reporter) else { continue }
      var texts = translations[entry.key] ?? Translation()
      texts.readConsent(fields, scopes: known)
      texts.scopes = texts.scopes.filter { scopes.contains($0.key) }
      translations[entry.key] = texts
      words[entry.key, default: SharedWords()].read(fields)
    }
  }

  private func isTranslated(_ language: String) -> Bool {
    languages.dropFirst().contains { $0.code == language }
  }

  private mutating func addEasy(_ draft: QuestionDraft, of survey: ModulePart) {
    questions[draft.id] = draft
    guard draft.part == nil, let easy = draft.fields.text("easy") else { return }
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
      read(fields, entry.key, part)
    }
  }

  private mutating func read(_ fields: Fields, _ language: String, _ part: ModulePart) {
    if let title = fields.text("title") {
      translations[language, default: Translation()].title = title
    }
    if let about = fields.text("about_this_survey") {
      translations[language, default: Translation()].about = about
    }
    translations[language, default: Translation()].readConsent(
      fields, scopes: part.isBlock ? [] : scopes)
    words[language, default: SharedWords()].read(fields)
    for question in fields.entries("questions") ?? [] {
      read(question, language, part, fields.reporter)
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

  private mutating func read(
    _ entry: YAMLEntry, _ language: String, _ part: ModulePart, _ reporter: Reporter
  ) {
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
    texts.endText = fields.text("end_text") ?? texts.endText
    texts.unitLabel = fields.text("unit_label") ?? texts.unitLabel
    read(fields.entries("choices") ?? [], question, &texts, reporter)
    readLabels(fields, question, &texts)
    translations[language, default: Translation()].questions[entry.key] = texts
    readRows(fields, question, texts.choices, language)
  }

  /// Rows of a grid: each is a question with the grid's choices.
  private mutating func readRows(
    _ fields: Fields, _ question: QuestionDraft, _ choices: [String: String], _ language: String
  ) {
    let rows = (question.kind as? Grid)?.rows ?? []
    let known = rows.map(\.id)
    for entry in fields.entries("rows") ?? [] where !known.contains(entry.key) {
      fields.reporter.report(
        .unknownInTranslation, at: entry.keyPosition,
        "the question '\(question.id)' has no row '\(entry.key)'",
        suggestion: didYouMean(entry.key, known))
    }
    let texts = Dictionary(
      (fields.entries("rows") ?? []).map { ($0.key, $0.value.text?.trimmed ?? "") }
    ) { first, _ in first }
    for row in known {
      let id = "\(question.id).\(row)"
      var own = translations[language]?.questions[id] ?? .init()
      if let text = texts[row], !text.isEmpty { own.ask = text }
      own.choices.merge(choices) { _, new in new }
      translations[language, default: Translation()].questions[id] = own
    }
  }

  private func readLabels(
    _ fields: Fields, _ question: QuestionDraft, _ texts: inout Translation.QuestionTexts
  ) {
    let known = (question.kind as? Scale)?.labels ?? [:]
    for entry in fields.entries("labels") ?? [] {
      guard let point = Int(plain: entry.key), known[point] != nil,
        let text = entry.value.text?.trimmed, !text.isEmpty
      else {
        fields.reporter.report(
          .unknownInTranslation, at: entry.keyPosition,
          "the question '\(question.id)' has no label at '\(entry.key)'",
          suggestion:
            "its labels are at \(known.keys.sorted().map(String.init).joined(separator: ", "))")
        continue
      }
      texts.labels[point] = text
    }
  }

  private func read(
    _ entries: [YAMLEntry], _ question: QuestionDraft, _ texts: inout Translation.QuestionTexts,
    _ reporter: Reporter
  ) {
    guard let kind = question.kind else { return }
    let known = question.choices.isEmpty ? kind.choices.map(\.id) : question.choices.map(\.id)
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
