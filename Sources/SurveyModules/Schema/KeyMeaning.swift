// What a key means and how its value looks, in the words that editors show beside it. Which keys there
// are stands in KnownKeys and in the kinds of question, which the reader goes by; this adds the words.

internal import JSON
internal import Surveys

/// How the value of a key looks.
indirect enum KeyForm: Sendable {
  case text, flag, wholeNumber, number, day, month, time, rule
  /// A whole number between two ends.
  case whole(ClosedRange<Int>)
  /// A text of that pattern.
  case pattern(String)
  /// One word of a closed list.
  case words([String])
  case list(KeyForm)
  /// A list of so many items.
  case many(KeyForm, ClosedRange<Int>)
  /// Names of the survey's own, each with a value.
  case named(KeyForm)
  /// The same, where the names have a pattern.
  case keyed(String, KeyForm)
  /// A part of the schema by its name.
  case part(String)
  case either([KeyForm])
  case anything

  static let idPattern = "^[a-z][a-z0-9_]*$"
  static let id = KeyForm.pattern(idPattern)
  /// The id of a question or choice, which is no word of the rule language.
  static let ownID = KeyForm.pattern(
    "^(?!(\(ChoiceReader.reserved.sorted().joined(separator: "|")))$)[a-z][a-z0-9_]*$")
  /// A question, a row of a grid, or a question of an item of a list: `places[2].spot`.
  static let pathPattern =
    "^\\s*[a-z][a-z0-9_]*([.][a-z][a-z0-9_]*)?(\\[[1-9][0-9]*\\][.][a-z][a-z0-9_]*([.][a-z][a-z0-9_]*)?)?\\s*$"
  static let paths = KeyForm.list(.pattern(pathPattern))
  /// The code of a language.
  static let languagePattern = "^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$"
  /// A role or question, `place` with kinds of places around it, `period` with its lengths.
  static let breakdown = KeyForm.pattern("^[a-z][a-z0-9_]*([.][a-z][a-z0-9_]*)*$")
  static let dashedID = KeyForm.pattern("^[a-z][a-z0-9-]*$")
  static let blockName = KeyForm.pattern("^[a-z][a-z0-9-]*@[1-9][0-9]{0,5}$")
  static let texts = KeyForm.list(.text)
  static let ids = KeyForm.list(.id)

  /// The words of a closed list that the reader knows.
  static func words<Word: RawRepresentable<String> & CaseIterable>(_ type: Word.Type) -> KeyForm {
    .words(Word.allCases.map(\.rawValue))
  }
}

/// What a key says.
struct KeyMeaning: Sendable {
  let form: KeyForm
  /// In plain words, for a person who writes a survey.
  let means: String
  let isRequired: Bool

  init(_ form: KeyForm, _ means: String, required: Bool = false) {
    (self.form, self.means, isRequired) = (form, means, required)
  }

  static func required(_ form: KeyForm, _ means: String) -> KeyMeaning {
    KeyMeaning(form, means, required: true)
  }
}

/// A mapping of a module's files, as the schema describes it.
struct DescribedKeys: Sendable {
  /// Its name in the schema.
  let name: String
  let keys: KnownKeys
  let meanings: [String: KeyMeaning]
  /// Keys of which exactly one has to be there.
  var oneOf: [String] = []
  /// Keys of which one at least has to be there.
  var oneOrMore: [String] = []
  /// Keys that the format knows here and that have no meaning, which the reader refuses by itself.
  var idle: Set<String> = []
  /// What one key asks of others.
  var conditions: [JSONValue] = []

  /// The keys in their order; one without a meaning takes anything.
  var all: [(name: String, meaning: KeyMeaning)] {
    var seen: Set<String> = []
    return keys.names.filter { !idle.contains($0) && seen.insert($0).inserted }.map {
      ($0, meanings[$0] ?? KeyMeaning(.anything, ""))
    }
  }
}
