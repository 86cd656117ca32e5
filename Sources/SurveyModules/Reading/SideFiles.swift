// The files beside survey.yaml: a file for each language in translations/, and tests/.

internal import Surveys
internal import YAML

/// What was read of the files beside a survey.
struct SideFiles {
  /// The most files of translations, and of tests.
  static let most = 100
  /// Texts by language.
  private(set) var translations: [(language: String, fields: Fields)] = []
  private(set) var tests: [Fields] = []
  /// The bytes that were read, by path beside survey.yaml.
  private(set) var bytes: [String: [UInt8]] = [:]
  private let files: any ModuleFiles
  /// The folder of the survey's file, as people see it, with its slash.
  private let folder: String
  private let log: ProblemLog

  init(_ files: any ModuleFiles, _ log: ProblemLog) {
    (self.files, self.log) = (files, log)
    folder = String(files.surveyFile.dropLast(FilesInMemory.surveyPath.count))
  }

  /// Reads `translations/LANGUAGE.yaml` for each language and `tests/*.yaml`.
  mutating func read(_ languages: [Language], _ survey: Fields) {
    for name in names(in: "translations", survey) {
      let language = String(name.dropLast(5))
      guard let fields = fields("translations/\(name)", .translation) else { continue }
      guard languages.dropFirst().contains(where: { $0.code == language }) else {
        refuse(language, languages, fields)
        continue
      }
      if survey["translations"]?[language] != nil {
        fields.reporter.report(
          .twoTexts, at: fields.position,
          "the texts in '\(language)' stand in survey.yaml as well",
          suggestion: "keep them in one of the two")
      }
      translations.append((language, fields))
    }
    for name in names(in: "tests", survey) {
      if let fields = fields("tests/\(name)", .tests) { tests.append(fields) }
    }
  }

  private func names(in folder: String, _ survey: Fields) -> [String] {
    let names = files.names(in: folder)
    for name in names where !name.hasSuffix(".yaml") {
      log.add(
        ModuleProblem(
          .cannotRead, in: "\(self.folder)\(folder)/\(name)",
          at: YAML.Position(line: 1, column: 1),
          "the folder '\(folder)' holds files that end in .yaml",
          suggestion: "rename or move this one"))
    }
    if names.count > Self.most {
      survey.reporter.report(
        .tooMany, at: survey.position, "the folder '\(folder)' holds at most \(Self.most) files")
    }
    return names.filter { $0.hasSuffix(".yaml") }.prefix(Self.most).map { $0 }
  }

  private mutating func fields(_ path: String, _ keys: KnownKeys) -> Fields? {
    do throws(FileProblem) {
      guard let file = try files.file(path) else { return nil }
      bytes[path] = file.bytes
      let reporter = Reporter(file: SourceFile(name: file.name, bytes: file.bytes), log: log)
      return reporter.parse().flatMap { Fields($0, keys, reporter) }
    } catch {
      log.add(
        ModuleProblem(
          .cannotRead, in: folder + path, at: YAML.Position(line: 1, column: 1), error.message,
          suggestion: error.suggestion))
      return nil
    }
  }

  private func refuse(_ language: String, _ languages: [Language], _ fields: Fields) {
    let isOwn = language == languages.first?.code
    fields.reporter.report(
      .unknownLanguage, at: fields.position,
      isOwn
        ? "'\(language)' is the language of survey.yaml itself"
        : "'languages' of the survey does not list '\(language)'",
      suggestion: isOwn
        ? "change the texts beside the questions"
        : didYouMean(language, languages.dropFirst().map(\.code))
          ?? "add it to the languages with its name")
  }
}
