// The head of a survey: its id, version, texts, languages and what it is about.

internal import Surveys
internal import YAML

/// What the head says, as far as it could be read.
struct SurveyHead {
  var id = ""
  var version = ""
  var title = ""
  var about = ""
  var programme: String?
  var languages = [Language(code: "en", name: "English")]
  var unit = SurveyUnit.person
  var population = ""
  var sample = Sample.open
  var collectedBy = Collection.both
  var disclosure = DisclosureSettings()

  init(_ fields: Fields, folderName: String?) {
    fields.checkFormat()
    readID(fields, folderName)
    readVersion(fields)
    title = fields.requiredText("title") ?? ""
    about = fields.text("about_this_survey") ?? ""
    programme = fields.text("programme")
    population = fields.text("population") ?? ""
    unit = fields.word("unit", SurveyUnit.self) ?? .person
    sample = fields.word("sample", Sample.self) ?? .open
    collectedBy = fields.word("collected_by", Collection.self) ?? .both
    if let languages = Self.languages(fields) { self.languages = languages }
    readDisclosure(fields)
  }

  private mutating func readID(_ fields: Fields, _ folderName: String?) {
    guard let id = fields.requiredText("module"), let node = fields["module"] else { return }
    self.id = id
    guard fields.reporter.check(id, .dashed, at: node.position), let folderName, folderName != id
    else { return }
    fields.report(
      .folderName, "module", "the module '\(id)' stands in the folder '\(folderName)'",
      suggestion: "give both the same name")
  }

  private mutating func readVersion(_ fields: Fields) {
    guard let version = fields.requiredText("version") else { return }
    self.version = version
    let parts = version.split(separator: ".", omittingEmptySubsequences: false)
    let isVersion =
      parts.count == 3
      && parts.allSatisfy { part in
        (1...6).contains(part.count) && part.utf8.allSatisfy { (48...57).contains($0) }
          && (part == "0" || part.first != "0")
      }
    guard !isVersion else { return }
    fields.report(
      .badVersion, "version", "a version is three numbers with points between them",
      suggestion: "write version: 1.0.0")
  }

  private static func languages(_ fields: Fields) -> [Language]? {
    guard let entries = fields.entries("languages") else { return nil }
    if entries.isEmpty { fields.report(.emptyList, "languages", "'languages' is empty") }
    return entries.compactMap { entry in
      guard isLanguageCode(entry.key) else {
        fields.reporter.report(
          .badID, at: entry.keyPosition, "'\(entry.key)' is not the code of a language",
          suggestion: "write a code such as en, cy or en-x-easyread")
        return nil
      }
      guard let name = entry.value.text?.trimmed, !name.isEmpty else {
        fields.reporter.report(
          .wrongForm, at: entry.keyPosition, "the language '\(entry.key)' has no name",
          suggestion: "write what people call it, such as \(entry.key): Cymraeg")
        return nil
      }
      return Language(code: entry.key, name: name)
    }
  }

  /// The form of BCP 47: parts of letters and digits, the first of 2 or 3 small letters.
  private static func isLanguageCode(_ code: String) -> Bool {
    let parts = code.split(separator: "-", omittingEmptySubsequences: false)
    guard let first = parts.first, (2...3).contains(first.utf8.count),
      first.utf8.allSatisfy({ (97...122).contains($0) })
    else { return false }
    return parts.allSatisfy { part in
      (1...8).contains(part.utf8.count)
        && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }
  }

  private mutating func readDisclosure(_ fields: Fields) {
    guard let node = fields["disclosure"], let own = Fields(node, .disclosure, fields.reporter),
      let number = own.wholeNumber("hide_below")
    else { return }
    guard number >= 8, number <= 1_000 else {
      own.report(
        .badSetting, "hide_below", "counts below 8 are always hidden; a survey may only hide more",
        suggestion: "write a number from 8 to 1000, or take it out")
      return
    }
    disclosure = DisclosureSettings(hideBelow: number)
  }
}
