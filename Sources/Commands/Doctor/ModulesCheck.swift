// The survey modules: which do not load, and where to look.

internal import SurveyModules

/// The modules in the folders of HARK_SURVEYS.
struct ModulesCheck: DoctorCheck {
  /// More are in `hark survey check`.
  private static let mostShown = 10

  func look(_ scene: DoctorScene) async -> [DoctorFinding] {
    guard case .success(let settings) = scene.configuration else { return [] }
    guard !settings.surveys.isEmpty else {
      return [
        .warning(
          "surveys", "no folder of surveys is known", "name it in HARK_SURVEYS")
      ]
    }
    let catalog = ModuleCatalog.load(folders: settings.surveys)
    let failures = catalog.failures.prefix(Self.mostShown).map { failure in
      let first = failure.problems.first { $0.severity == .error }
      return DoctorFinding.problem(
        "surveys", first.map { "\($0)" } ?? "the module '\(failure.id)' does not load",
        "see `hark survey check`; a running server goes on with what it loaded before")
    }
    let folders = settings.surveys.joined(separator: ", ")
    return failures + [.ok("surveys", "\(catalog.modules.count) load from \(folders)")]
  }
}
