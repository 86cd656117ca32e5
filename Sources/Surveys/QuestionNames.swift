// What the questions of earlier versions are called in the newest one: a question that was renamed
// says with `was` which id it had.

/// The newest id of every question that any version of a survey has or had.
public struct QuestionNames: Sendable {
  /// By version, the newest id of each question that is called otherwise by now.
  private var newest: [String: [String: String]] = [:]

  /// The names over the versions of a survey, oldest first.
  public init(_ versions: [Survey]) {
    // From the newest back: what a version renames holds for every version before it.
    var later: [String: String] = [:]
    for (survey, next) in zip(versions, versions.dropFirst()).reversed() {
      let here = Set(survey.everyQuestion.map(\.id))
      let there = Set(next.everyQuestion.map(\.id))
      var renamed: [String: String] = [:]
      for question in next.everyQuestion {
        guard let was = question.was, here.contains(was), !there.contains(was) else { continue }
        renamed[was] = question.id
        // The rows of a grid and the words to "other" are called after their question.
        for id in here where id.hasPrefix(was + ".") || id == was + "_other" {
          renamed[id] = question.id + id.dropFirst(was.count)
        }
      }
      var names: [String: String] = [:]
      for id in here {
        let next = renamed[id] ?? id
        let last = later[next] ?? next
        if last != id { names[id] = last }
      }
      newest[survey.version] = names
      later = names
    }
  }

  /// What the question of that id in a version is called in the newest.
  public func newest(_ id: String, of version: String) -> String {
    newest[version]?[id] ?? id
  }

  /// Every id that the question of a newest id has had, over these versions.
  public func all(_ id: String, in versions: [Survey]) -> [String] {
    var seen: Set<String> = []
    return versions.flatMap { survey in
      survey.everyQuestion.map(\.id).filter { newest($0, of: survey.version) == id }
    }.filter { seen.insert($0).inserted }
  }
}

extension Survey {
  /// Its questions, and those of each repeat's items.
  fileprivate var everyQuestion: [Question] { questions.flatMap { [$0] + $0.itemQuestions } }
}
