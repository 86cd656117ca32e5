// The head of a survey: its id, version, texts, languages and what it is about.

internal import Surveys
internal import YAML

/// What the head says, as far as it could be read.
struct SurveyHead {
  var id = ""
  var version = ""
  var title = ""
  var description = ""
  var programme: String?
  var languages = [Language(code: "en", name: "English")]
  var unit = SurveyUnit.person
  var population = ""
  var sample = Sample.open
  var collectedBy = Collection.both
  var disclosure = DisclosureSettings()
  private var secondLook = SecondLook.none
  private var follows: SurveyReference?
  private var about: SurveyReference?

  init(_ fields: Fields, folderName: String?) {
    fields.checkFormat()
    readID(fields, folderName)
    readVersion(fields)
    title = fields.requiredText("title") ?? ""
    description = fields.text("about_this_survey") ?? ""
    programme = fields.text("programme")
    population = fields.text("population") ?? ""
    unit = fields.word("unit", SurveyUnit.self) ?? .person
    sample = fields.word("sample", Sample.self) ?? .open
    collectedBy = fields.word("collected_by", Collection.self) ?? .both
    if let languages = Self.languages(fields) { self.languages = languages }
    readDisclosure(fields)
    if let node = fields["quotes"], let own = Fields(node, .quotes, fields.reporter) {
      secondLook = own.word("second_look", SecondLook.self) ?? .none
    }
    follows = fields.surveyReference("follows", own: id)
    about = fields.surveyReference("about", own: id)
  }

  /// How responses are handled, once the questions are known.
  func handling(_ fields: Fields, _ drafts: [QuestionDraft]) -> SurveyHandling {
    SurveyHandling(
      secondLook: secondLook, onePer: Self.onePer(fields, drafts), follows: follows, about: about,
      waves: WaveReader.read(fields))
  }

  /// Roles or questions with one answer each, by which responses are told apart.
  private static func onePer(_ fields: Fields, _ drafts: [QuestionDraft]) -> [String] {
    let roles = drafts.filter { $0.part == nil }.compactMap { $0.fields["role"]?.text?.trimmed }
    let known = Set(drafts.map(\.id)).union(roles)
    var names = UniqueNames()
    return (fields.texts("one_per") ?? []).filter { name in
      guard names.insert(name.text, "the name", at: name.position, fields.reporter) else {
        return false
      }
      guard known.contains(name.text) else {
        fields.reporter.report(
          .unknownBreakdown, at: name.position,
          "'\(name.text)' is neither a role nor a question of this survey",
          suggestion: didYouMean(name.text, known.sorted()))
        return false
      }
      let kind = drafts.first { $0.id == name.text }?.kind
      if let kind, !kind.tellsApart {
        fields.reporter.report(
          .badSetting, at: name.position,
          "responses cannot be told apart by the answer to '\(name.text)'",
          suggestion: "name a question with one choice, a place, a date or a month")
        return false
      }
      return true
    }.map(\.text)
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
    guard let node = fields["disclosure"], let own = Fields(node, .disclosure, fields.reporter)
    else { return }
    disclosure = DisclosureSettings(finestPlace: own.text("finest_place"))
    guard let number = own.wholeNumber("hide_below") else { return }
    guard number >= 8, number <= 1_000 else {
      own.report(
        .badSetting, "hide_below", "counts below 8 are always hidden; a survey may only hide more",
        suggestion: "write a number from 8 to 1000, or take it out")
      return
    }
    disclosure = DisclosureSettings(
      hideBelow: number, finestPlace: disclosure.finestPlace)
  }
}

extension Fields {
  /// `MODULE@MAJOR` of another survey.
  fileprivate func surveyReference(_ key: String, own: String) -> SurveyReference? {
    guard let text = text(key) else { return nil }
    let parts = text.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
    guard BlockShelf.isReference(text), let major = Int(plain: parts[1]) else {
      report(
        .badID, key, "'\(key)' names a survey with the first number of its version",
        suggestion: "write \(key): MODULE@1")
      return nil
    }
    if parts[0] == own {
      report(.badSetting, key, "a survey cannot name itself in '\(key)'", suggestion: "take it out")
    }
    return SurveyReference(module: parts[0], major: major)
  }
}

extension QuestionKind {
  /// Whether two responses can be told apart by the answer.
  fileprivate var tellsApart: Bool {
    switch shape {
    case .choice, .day, .month, .place: true
    default: false
    }
  }
}
