// What the questions and choices of all earlier versions were called: an id or a code that was used once
// is never used for anything else, or answers that are stored would say something else.

/// The ids, codes and texts that versions of a survey have used, under the ids of a later version.
struct EarlierParts {
  /// A choice, or a row of a grid, of some version.
  private struct Used {
    let name: String
    let code: String
    let text: String
    let version: String
  }

  /// The last version that had a question of that id.
  private var questions: [String: String] = [:]
  private var choices: [String: [Used]] = [:]

  /// `versions` from the oldest to the one before `next`, whose ids they are known by.
  init(_ versions: [SurveyFacts], before next: SurveyFacts) {
    // From the newest back: what a version renames holds for every version before it.
    var later: [String: String] = [:]
    for (facts, following) in zip(versions, versions.dropFirst() + [next]).reversed() {
      let here = facts.parts[.question] ?? []
      let ids = Set(here.map(\.id))
      var renamed: [String: String] = [:]
      for part in following.parts[.question] ?? [] where ids.contains(part.value("was")) {
        renamed[part.value("was")] = part.id
      }
      let names = Dictionary(ids.map { ($0, later[renamed[$0] ?? $0] ?? renamed[$0] ?? $0) }) {
        first, _ in first
      }
      let version = facts.parts[.survey]?.first?.value("version") ?? ""
      for part in here {
        if questions[part.id] == nil { questions[part.id] = version }
        guard ["yes", "true"].contains(part.value("other")) else { continue }
        add(
          Used(name: "other", code: "96", text: "", version: version), .choice,
          names[part.id] ?? part.id)
      }
      for kind in [PartKind.choice, .row] {
        for part in facts.parts[kind] ?? [] {
          let used = Used(
            name: part.name, code: part.value("code"), text: part.value("text"), version: version)
          add(used, kind, names[part.owner] ?? part.owner)
        }
      }
      later = names
    }
  }

  private mutating func add(_ used: Used, _ kind: PartKind, _ owner: String) {
    choices["\(kind.rawValue) \(owner)", default: []].append(used)
  }

  /// Why a part that the version before does not have may not be added; nil when it may.
  func refusal(of part: SurveyPart) -> (message: String, consequence: String)? {
    if part.kind == .question {
      return questions[part.id].map { version in
        (
          "\(part.words) was a question of version \(version)",
          "an id is never used again: use a new id"
        )
      }
    }
    let used = choices["\(part.kind.rawValue) \(part.owner)"] ?? []
    let (code, text) = (part.value("code"), part.value("text"))
    if let same = used.first(where: { $0.name == part.name }) {
      if same.code == code, same.text == text { return nil }
      return (
        "\(part.words) was in version \(same.version), "
          + (same.code == code ? "with another text" : "with the code \(same.code)"),
        "an id is never used again for something else: use a new id and a new code"
      )
    }
    guard !code.isEmpty, let same = used.first(where: { $0.code == code }) else { return nil }
    return (
      "\(part.words) has the code \(code), which was that of '\(same.name)' in version "
        + same.version,
      "a code is never used again for something else: use a new one"
    )
  }
}
