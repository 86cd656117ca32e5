// The margins of a survey's folder, as a population to weight to.

internal import Engagement
internal import Findings
internal import SurveyModules
internal import Surveys

/// Margins in the file of a survey.
enum ModuleMargins {
  /// The groups of a survey's margins.
  static func read(_ folder: String) throws -> [PopulationMargins.Group] {
    let catalog = ModuleCatalog.load(paths: [folder], otherRoots: [folder])
    let problems = catalog.reports.flatMap(\.problems).filter { $0.severity == .error }
    guard problems.isEmpty, let module = catalog.modules.first, catalog.modules.count == 1 else {
      throw Problem(
        .moduleRefused,
        problems.first.map { "\($0)" }
          ?? "'\(folder)' is not the folder of one survey; name it, such as surveys/worcs-feeling-safe"
      )
    }
    let groups = module.survey.margins.flatMap(PopulationMargins.groups)
    guard !groups.isEmpty else {
      throw Problem(
        .cannotRead,
        "the survey '\(module.survey.id)' has no 'margins'; add them, or give --population FILE")
    }
    return groups
  }
}
