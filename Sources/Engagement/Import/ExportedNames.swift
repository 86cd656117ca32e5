// An export calls every question what the newest version calls it, also in records of older versions. A
// record that comes in again has to call them what its own version does.

internal import JSON
internal import Surveys

/// What questions that were renamed are called in each version.
struct ExportedNames: Sendable {
  private let newest: Survey?
  /// By version, the own id of each question whose newest is another.
  private let versions: [String: [String: String]]

  init(_ versions: [Survey]) {
    newest = versions.last
    let names = QuestionNames(versions)
    self.versions = Dictionary(
      versions.map { survey in
        let renamed = survey.questions.map { (names.newest($0.id, of: survey.version), $0.id) }
          .filter { $0.0 != $0.1 }
        return (survey.version, Dictionary(renamed) { first, _ in first })
      }
    ) { first, _ in first }
  }

  /// A record of an export with the names of its own version.
  func own(_ record: JSONObject) -> JSONObject {
    guard let newest, let own = record["version"]?.string.flatMap({ versions[$0] }), !own.isEmpty,
      let answers = record["answers"]?.object
    else { return record }
    var record = record
    let flat = GridAnswers.spread(answers, over: newest.questions)
    record["answers"] = .object(
      JSONObject(flat.map { (own[$0.key] ?? $0.key, $0.value) }))
    return record
  }
}
