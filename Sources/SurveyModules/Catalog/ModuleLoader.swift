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

  /// The same; `earlier` is what came of it before, and spares its tests where the files are the same.
  static func load(
    folder: String, otherRoots: [String], today: CalendarDay, earlier: ModuleReport?
  ) -> ModuleReport {
    load(ModuleFolder(folder, otherRoots: otherRoots), today: today, earlier: earlier)
  }

  /// Loads a module from texts by path: `survey.yaml` and `blocks/NAME@MAJOR/block.yaml`. With
  /// `folderName` the module's id has to equal it; `prefix` begins the files' names in problems.
  public static func load(
    files: [String: String], folderName: String? = nil, prefix: String = "",
    today: CalendarDay = ModuleTests.day
  ) -> ModuleReport {
    load(FilesInMemory(files: files, folderName: folderName, prefix: prefix), today: today)
  }

  static func load(
    _ files: any ModuleFiles, today: CalendarDay, earlier: ModuleReport? = nil
  ) -> ModuleReport {
    let reading = ModuleReader.read(files)
    guard let survey = reading.survey else {
      return ModuleReport(
        id: reading.id, file: files.surveyFile, problems: reading.problems, tests: nil,
        module: nil, tried: nil)
    }
    let bundle = ModuleBundle(files: reading.files.mapValues(text))
    let isKnown = earlier?.sha256 == bundle.sha256 && earlier?.tried?.today == today
    let tests = (isKnown ? earlier?.tests : nil) ?? reading.tests.run(survey, today: today)
    let module = LoadedModule(
      survey: survey, bundle: bundle, warnings: reading.problems, tests: reading.tests)
    return ModuleReport(
      id: reading.id, file: files.surveyFile,
      problems: reading.problems + tests.problems, tests: tests,
      module: tests.passed ? module : nil,
      tried: .init(survey: survey, tests: reading.tests, today: today), sha256: bundle.sha256)
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
