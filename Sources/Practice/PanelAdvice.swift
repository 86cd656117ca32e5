// What a panel of staff, residents and voluntary groups says of an engagement plan, and what of it
// stands in the way of asking people.

public import JSON

/// The advice of a panel.
public enum PanelAdvice {
  /// How each part of a plan is seen.
  public static let marks = ["strong", "ok", "needs_work", "not_shown"]
  /// What a plan should do.
  public static let advice = ["go", "go_with_changes", "pause", "do_not"]

  /// What each of the panel says.
  public static let fields = [
    PracticeField(
      "panellist",
      "Who of the panel says it? A label without a name, such as resident 2. What the same"
        + " panellist says later takes its place.", .text(atMost: 60), isRequired: true),
    PracticeField("purpose", "Is the purpose clear?", .word(marks)),
    PracticeField("not_asked_before", "Has it not been asked before?", .word(marks)),
    PracticeField("reaches_missed", "Does it reach those who are missed?", .word(marks)),
    PracticeField("plain_words", "Is it in plain words?", .word(marks)),
    PracticeField("safe_and_fair", "Is it safe and fair?", .word(marks)),
    PracticeField("feeds_back", "Do people hear back?", .word(marks)),
    PracticeField("enough_time", "Is there enough time?", .word(marks)),
    PracticeField("strongest", "What is its strongest part?"),
    PracticeField("hardest", "What is the hardest question to it?"),
    PracticeField("advice", "What do you advise?", .word(advice), isRequired: true),
  ]

  /// Whether a piece of advice is to pause a plan or not to do it.
  public static func isAgainst(_ values: JSONObject) -> Bool {
    values["advice"] == "pause" || values["advice"] == "do_not"
  }

  /// Why the survey of a plan is not to be published yet, in plain words; empty: nothing is in its
  /// way. `standing` is the last advice of each panellist.
  public static func obstacles(plan: JSONObject, standing: [JSONObject]) -> [String] {
    var obstacles: [String] = []
    let against = standing.filter(isAgainst)
    if !against.isEmpty {
      let who = against.compactMap { $0["panellist"]?.string }.sorted().joined(separator: ", ")
      obstacles.append(
        "the panel advises to pause it or not to do it (\(who)); change the plan and ask them again"
      )
    }
    if plan["feedback_on"] == nil {
      obstacles.append("it does not say by when people will have heard back (feedback_on)")
    }
    return obstacles
  }
}
