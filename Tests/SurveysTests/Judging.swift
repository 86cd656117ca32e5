// A short way to go through an interview in tests and to say what came of it.

import JSON
import Surveys

/// A day on which tests happen.
let interviewDay = AnswerWriter.days[5]

/// Places that exist, with their kinds.
struct FewPlaces: PlaceDirectory {
  let kinds = ["E05000932": "ward", "E07000238": "district"]
  func kind(ofPlace code: String) -> String? { kinds[code] }
}

extension Survey {
  /// Judges answers of a person who gives every scope unless others are named.
  func judge(
    _ answers: JSONObject, consent: [String]? = nil, reading: AnswerReading = .typed,
    places: (any PlaceDirectory)? = nil
  ) -> Judgement {
    let given = consent ?? self.consent.scopes.map(\.id)
    let interview = Interview(self, today: interviewDay, places: places, reading: reading)
    return interview.judge(
      consent: Dictionary(given.map { ($0, true) }) { $1 }, answers: answers)
  }
}

extension Judgement {
  /// `path code` of every problem.
  var refusals: [String] { problems.map { "\($0.question) \($0.code)" } }
}
