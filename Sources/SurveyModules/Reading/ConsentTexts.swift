// What people are asked to agree to, in another language; and the words that many questions share, such
// as yes and no, or "Please say what.", said once for all of them.

internal import Surveys
internal import YAML

extension Translation {
  /// Reads what consent is asked with; `scopes` are those that there are, none where nobody is asked.
  mutating func readConsent(_ fields: Fields, scopes known: [String]) {
    for key in ["opening", "safeguarding", "scopes"] where known.isEmpty && fields.has(key) {
      fields.report(
        .unknownInTranslation, key, "nobody is asked for consent here, so there is no '\(key)'",
        suggestion: "take it out")
    }
    opening = fields.text("opening") ?? opening
    safeguarding = fields.text("safeguarding") ?? safeguarding
    for entry in fields.entries("scopes") ?? [] where !known.isEmpty {
      guard known.contains(entry.key) else {
        fields.reporter.report(
          .unknownInTranslation, at: entry.keyPosition, "there is no scope '\(entry.key)'",
          suggestion: didYouMean(entry.key, known) ?? "there are \(known.joined(separator: ", "))")
        continue
      }
      guard let own = Fields(entry.value, .scopeTexts, fields.reporter) else { continue }
      var texts = scopes[entry.key] ?? .init()
      texts.ask = own.text("ask") ?? texts.ask
      texts.hint = own.text("hint") ?? texts.hint
      scopes[entry.key] = texts
    }
  }

  /// Fills in words that questions share where a question has none of its own.
  mutating func fill(_ words: SharedWords, _ drafts: [QuestionDraft]) {
    self.words = words.all
    for draft in drafts.flatMap({ [$0] + $0.items }) {
      var texts = questions[draft.id] ?? .init()
      switch draft.part {
      case .otherText: texts.ask = texts.ask ?? words["say_what"]
      case .rowNote(let grid, let row):
        let words = questions["\(grid).\(row)"]?.ask.flatMap { words.sayMore(of: $0) }
        texts.ask = texts.ask ?? words
      case .row, nil: break
      }
      let shared = draft.kind is YesNo ? ["yes", "no", "prefer_not"] : ["other"]
      for choice in draft.kind?.choices ?? [] where shared.contains(choice.id) {
        texts.choices[choice.id] = texts.choices[choice.id] ?? words[choice.id]
      }
      if texts != .init() { questions[draft.id] = texts }
    }
  }
}

/// Words of one language that many questions share, by their keys.
struct SharedWords {
  private static let row = "{row}"
  private var words: [String: String] = [:]

  /// Every word by its key.
  var all: [String: String] { words }

  subscript(key: String) -> String? { words[key] }

  /// Adds the words of a file; those that are there already give way.
  mutating func read(_ fields: Fields) {
    guard let node = fields["words"], let own = Fields(node, .words, fields.reporter) else {
      return
    }
    for key in KnownKeys.words.names { words[key] = own.text(key) ?? words[key] }
    for word in FormWord.allCases { check(word, own) }
    guard let more = own.text("say_more"), !more.contains(Self.row) else { return }
    own.report(
      .wrongForm, "say_more", "'say_more' stands under each row of a grid and needs its text",
      suggestion: "write {row} where the row's text belongs, in quotes: \"{row}: say more?\"")
  }

  /// What is filled in has to have its place.
  private func check(_ word: FormWord, _ own: Fields) {
    guard let text = own.text(word.rawValue),
      let missing = word.places.first(where: { !text.contains($0) })
    else { return }
    own.report(
      .wrongForm, word.rawValue,
      "'\(word.rawValue)' needs \(missing), where something is filled in",
      suggestion: "in English it is \"\(word.english)\"")
  }

  /// What is asked under a row with this text.
  func sayMore(of row: String) -> String? {
    words["say_more"]?.replacing(Self.row, with: row)
  }
}
