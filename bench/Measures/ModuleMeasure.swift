// Checking a module: from the folder's files to a frozen survey.

import JSON
import SurveyModules
import Surveys

struct ModuleMeasure {
  let folder: String
  let times: String

  func run() throws {
    let report = ModuleLoader.load(folder: folder)
    guard let module = report.module else {
      Measure.fail("the module does not load: \(report.problems.prefix(3).map(\.description))")
    }
    let median = try Measure.median(times) { _ = ModuleLoader.load(folder: folder) }
    Measure.print([
      "questions": .number(Double(module.survey.questions.count)),
      "median_seconds": .number(median),
    ])
  }
}
