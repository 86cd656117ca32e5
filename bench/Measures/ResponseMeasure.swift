// Judging one response as the server does, without network and database: rules, kinds, coded form.

import Foundation
import JSON
import SurveyModules
import Surveys

struct ResponseMeasure {
  let folder: String
  let answers: String
  let times: String

  func run() throws {
    guard let survey = ModuleLoader.load(folder: folder).module?.survey,
      let today = CalendarDay(year: 2026, month: 10, day: 1)
    else { Measure.fail("the module does not load") }
    let bytes = try Array(Data(contentsOf: URL(fileURLWithPath: answers)))
    guard let answers = try JSONValue.parse(bytes).object else { Measure.fail("no JSON object") }
    let consent = Dictionary(survey.consent.scopes.map { ($0.id, true) }) { first, _ in first }
    let form = CodedForm(survey)
    var coded = 0
    let median = try Measure.median(times) {
      let judged = Interview(survey, today: today, places: NoPlaces(), reading: .typed)
        .judge(consent: consent, answers: answers)
      guard judged.problems.isEmpty else {
        Measure.fail("the answers are refused: \(judged.problems.prefix(3))")
      }
      coded = form.encode(judged.sheet).count
    }
    Measure.print([
      "questions": .number(Double(survey.questions.count)), "coded_bytes": .number(Double(coded)),
      "median_seconds": .number(median),
    ])
  }
}

private struct NoPlaces: PlaceDirectory {
  func kind(ofPlace code: String) -> String? { nil }
}
