// Bodies as they come in, broken at random: each is refused with places and reasons, or is judged to
// answers that are accepted again as they were kept.

import JSON
import Surveys
import TestRandomness
import Testing

@Suite struct MutatedBodyTests {
  private static let body =
    #"{"id":"7c9e6679-7425-40de-944b-e07fc1f90ae7","answered_on":"2026-03-01","mode":"phone","#
    + #""language":"en","consent":{"form":"spoken","scopes":{"analyse":true,"quote":false}},"#
    + #""answers":{"safe":"low","helped":"no","reasons":["falls","people"],"score":7,"visits":3,"#
    + #""cost":2.5,"story":"The path — café 😀 ŵ","born":"1950-02-28","home":"E05000932","#
    + #""places":[{"spot":"Mill Lane","trips":2,"hours":0.5,"light":"low","seen":"2026-01-31"}]}}"#

  @Test func `ten thousand mutated bodies are refused by name or judged to something that stays`()
    throws
  {
    let survey = try build(sampleQuestions).survey
    var generator = SeededGenerator(seed: 44)
    var judged = 0
    for _ in 0..<10_000 {
      let bytes = generator.mutated(Array(Self.body.utf8))
      guard case .object(let body)? = try? JSONValue.parse(bytes) else { continue }
      let (submission, problems) = ResponseSubmission.read(body)
      #expect(problems.allSatisfy { !$0.message.isEmpty })
      let judgement = survey.judge(submission.answers, places: FewPlaces())
      #expect(judgement.problems.allSatisfy { !$0.message.isEmpty })
      let kept = judgement.sheet.json(survey)
      let again = survey.judge(kept, places: FewPlaces())
      #expect(again.sheet.json(survey) == kept)
      judged += 1
    }
    #expect(judged > 1_000)
  }
}
