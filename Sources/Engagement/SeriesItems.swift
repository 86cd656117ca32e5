// The items of lists that a series counts: read from the answers, because the coded form says of a list
// only how many items it has.

internal import Findings
internal import JSON
internal import Postgres
internal import Storage
internal import Surveys

extension SeriesAnswers {
  /// The same with the items of every list that an indicator counts.
  func withItems(on connection: isolated Connection) throws -> SeriesAnswers {
    let lists = Set(survey.indicators.compactMap(\.each)).sorted()
    if lists.isEmpty || ids.isEmpty { return self }
    let names = QuestionNames(versions)
    let positions = Dictionary(zip(ids, ids.indices)) { first, _ in first }
    var whole = self
    for list in lists {
      guard let index = survey.questions.firstIndex(where: { $0.id == list }) else { continue }
      let question = survey.questions[index]
      let called = { (id: String) in names.all(id, in: versions) }
      try CountedItemQueries.stream(
        survey: survey.id, lists: called(list), keys: question.itemKeys(called),
        words: question.itemWords(called), on: connection
      ) { id, items in
        guard let position = positions[id] else { return }
        let values = question.itemValues(try JSONValue.parse(items.bytes), called)
        whole.set(values, ofList: index, at: position)
      }
    }
    return whole
  }
}
