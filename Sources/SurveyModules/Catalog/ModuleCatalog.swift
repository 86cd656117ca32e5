// The modules of one or several folders. A module that does not load never stops the others.

internal import Glibc
public import Surveys

/// The modules that there are.
public struct ModuleCatalog: Sendable {
  /// A module that did not load.
  public struct Failure: Sendable {
    /// The name of its folder.
    public let id: String
    /// Why.
    public let problems: [ModuleProblem]
  }

  /// What came of every module, in the order of folders and names.
  public let reports: [ModuleReport]
  /// Modules that do not load any more, as they were when they last did.
  private var kept: [String: LoadedModule] = [:]
  /// What the folders looked like, and what came of each module on its own, by its path.
  private var state: FolderState?
  private var own: [String: ModuleReport] = [:]

  init(reports: [ModuleReport]) { self.reports = reports }

  /// The modules that loaded, now or before they were broken.
  public var modules: [LoadedModule] {
    reports.compactMap { $0.module ?? kept[$0.id] }
  }
  /// Those that did not.
  public var failures: [Failure] {
    reports.filter { $0.module == nil }.map { Failure(id: $0.id, problems: $0.problems) }
  }

  /// The loaded module of that id.
  public subscript(id: String) -> LoadedModule? {
    reports.first { $0.id == id && $0.module != nil }?.module ?? kept[id]
  }

  /// The same catalogue, in which a module that was broken since an earlier one goes on as it was
  /// there. It stays among the failures.
  public func keeping(_ earlier: ModuleCatalog) -> ModuleCatalog {
    var catalog = self
    for report in reports where report.module == nil && self[report.id] == nil {
      // Where two claim an id, neither was broken.
      guard reports.count(where: { $0.id == report.id }) == 1 else { continue }
      catalog.kept[report.id] = earlier[report.id]
    }
    return catalog
  }

  /// Loads every module of the folders: each holds NAME/survey.yaml, and
  /// blocks/NAME@MAJOR/block.yaml that the modules of all the folders may use. Blocks of `otherRoots`
  /// serve them too. What `earlier` holds of the same folders and day is not read again where no file
  /// that it rests on changed.
  public static func load(
    folders: [String], otherRoots: [String] = [], today: CalendarDay = ModuleTests.day,
    after earlier: ModuleCatalog? = nil
  ) -> ModuleCatalog {
    let folders = folders.map(ModuleFolder.withoutSlash)
    let state = FolderState(folders + otherRoots)
    let hasSameBlocks = earlier?.state?.blocks == state.blocks
    var reports: [ModuleReport] = []
    var own: [String: ModuleReport] = [:]
    for folder in folders {
      guard ModuleFolder.isFolder(folder) else {
        reports.append(missing(folder))
        continue
      }
      for name in ModuleFolder.names(in: folder) where !ModuleFolder.shared.contains(name) {
        let path = folder == "/" ? "/\(name)" : "\(folder)/\(name)"
        guard ModuleFolder.isFolder(path) else { continue }
        let before = earlier?.own[path]
        let report =
          (hasSameBlocks ? earlier?.own(path, as: state, on: today) : nil)
          ?? ModuleLoader.load(
            folder: path, otherRoots: folders + otherRoots, today: today, earlier: before)
        own[path] = report
        reports.append(check(report, against: reports))
      }
    }
    var catalog = ModuleCatalog(reports: reports)
    (catalog.state, catalog.own) = (state, own)
    return catalog
  }

  /// What came of a module that could be read, where its files look as they did.
  private func own(_ path: String, as state: FolderState, on today: CalendarDay) -> ModuleReport? {
    guard let report = own[path], report.tried?.today == today else { return nil }
    let files = state.part(path)
    return !files.isEmpty && self.state?.part(path) == files ? report : nil
  }

  /// Loads what each path names: a module's folder, its survey.yaml, another file with a survey, or a
  /// folder of modules. Blocks stand beside them, or in the folders `otherRoots`.
  public static func load(
    paths: [String], otherRoots: [String] = [], today: CalendarDay = ModuleTests.day
  ) -> ModuleCatalog {
    var reports: [ModuleReport] = []
    for path in paths.map(ModuleFolder.withoutSlash) {
      for report in load(path: path, otherRoots, today) {
        reports.append(check(report, against: reports))
      }
    }
    return ModuleCatalog(reports: reports)
  }

  private static func load(
    path: String, _ otherRoots: [String], _ today: CalendarDay
  ) -> [ModuleReport] {
    let folder = path.hasSuffix("/survey.yaml") ? String(path.dropLast(12)) : path
    if path == "survey.yaml" || folder != path
      || ModuleFolder.names(in: folder).contains("survey.yaml")
    {
      let folder = path == "survey.yaml" ? "." : folder
      return [ModuleLoader.load(folder: folder, otherRoots: otherRoots, today: today)]
    }
    guard path.hasSuffix(".yaml") || path.hasSuffix(".yml"), !ModuleFolder.isFolder(path) else {
      return load(folders: [path], otherRoots: otherRoots, today: today).reports
    }
    return [ModuleLoader.load(LooseSurvey(path, otherRoots: otherRoots), today: today)]
  }

  private static func missing(_ folder: String) -> ModuleReport {
    let isThere = access(folder, F_OK) == 0
    let problem = ModuleProblem(
      file: folder, line: 1, column: 1, code: SurveyProblemCode.cannotRead.rawValue,
      message: isThere
        ? "this is neither a folder of surveys nor a YAML file"
        : "there is no such folder of surveys",
      suggestion: isThere
        ? "name a folder, or a file whose name ends in .yaml" : "check HARK_SURVEYS")
    return ModuleReport(
      id: folder, file: folder, problems: [problem], tests: nil, module: nil, tried: nil)
  }

  /// An id stands for one module: the first that was found keeps it.
  private static func check(
    _ report: ModuleReport, against earlier: [ModuleReport]
  ) -> ModuleReport {
    guard let first = earlier.first(where: { $0.id == report.id && $0.file != report.file }) else {
      return report
    }
    let problem = ModuleProblem(
      file: report.file, line: 1, column: 1, code: SurveyProblemCode.twiceInCatalog.rawValue,
      message: "the module '\(report.id)' stands in \(first.file) already",
      suggestion: "give one of the two another id and folder")
    return ModuleReport(
      id: report.id, file: report.file, problems: [problem] + report.problems, tests: report.tests,
      module: nil, tried: report.tried)
  }
}
