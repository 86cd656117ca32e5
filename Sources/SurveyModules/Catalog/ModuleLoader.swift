// Loads one module: reads its files, runs its tests, freezes its bytes.

public import Surveys

/// Loads modules.
public enum ModuleLoader {
  /// Loads the module of a folder such as `surveys/worcs-feeling-safe`. Its blocks stand in the
  /// folder `blocks` beside it, or in those of `otherRoots`.
  public static func load(
    folder: String, otherRoots: [String] = [], today: CalendarDay = ModuleTests.day
  ) -> ModuleReport {
    load(ModuleFolder(folder, otherRoots: otherRoots), today: today)
  }

  /// Loads a module from texts by path: `survey.yaml` and `blocks/NAME@MAJOR/block.yaml`. With
  /// `folderName` the module's id has to equal it; `prefix` begins the files' names in problems.
  public static func load(
    files: [String: String], folderName: String? = nil, prefix: String = "",
    today: CalendarDay = ModuleTests.day
  ) -> ModuleReport {
    load(FilesInMemory(files: files, folderName: folderName, prefix: prefix), today: today)
  }

  static func load(_ files: any ModuleFiles, today: CalendarDay) -> ModuleReport {
    let reading = ModuleReader.read(files)
    guard let survey = reading.survey else {
      return ModuleReport(
        id: reading.id, file: files.surveyFile, problems: reading.problems, tests: nil,
        module: nil, tried: nil)
    }
    let tests = reading.tests.run(survey, today: today)
    let module = LoadedModule(
      survey: survey, bundle: ModuleBundle(files: reading.files.mapValues(text)),
      warnings: reading.problems, tests: reading.tests)
    return ModuleReport(
      id: reading.id, file: files.surveyFile,
      problems: reading.problems + tests.problems, tests: tests,
      module: tests.passed ? module : nil,
      tried: .init(survey: survey, tests: reading.tests, today: today))
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
