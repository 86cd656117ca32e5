// What a partnership writes down of its own work: engagement plans, cycles and experiments. Each kind
// is a list of fields, so that terminal, HTTP and templates ask for the same.

/// What kind of work is written down.
public enum PracticeKind: String, Sendable, CaseIterable {
  /// An engagement that is planned, with the advice of a panel.
  case plan
  /// One or two areas of focus, from inception over work and review to lessons.
  case cycle
  /// Adaptive action: what, so what, now what, and something tried out until a month of review.
  case experiment
  /// An occasion with one table or several, such as a workshop.
  case event

  /// The word with its article: `a plan`, `an event`.
  public var named: String { self == .plan || self == .cycle ? "a \(rawValue)" : "an \(rawValue)" }

  /// Its fields, in the order in which they are asked for.
  public var fields: [PracticeField] {
    switch self {
    case .plan: PracticeField.plan
    case .cycle: PracticeField.cycle
    case .experiment: PracticeField.experiment
    case .event: PracticeField.event
    }
  }
}

/// What one field of such a record takes.
public struct PracticeField: Sendable {
  /// The forms that values have.
  public enum Content: Sendable, Hashable {
    /// A text of at most so many characters.
    case text(atMost: Int)
    /// Several short texts, such as groups of people.
    case texts
    /// One word of a list.
    case word([String])
    /// A date.
    case day
    /// A month of a year.
    case month
    /// The code of a place.
    case place
    /// The id of a survey module.
    case survey
    /// The id of another record.
    case record(PracticeKind)
  }

  /// Its key.
  public let name: String
  /// What it asks, in plain words.
  public let label: String
  /// What it takes.
  public let content: Content
  /// Whether a record needs it from the beginning.
  public let isRequired: Bool

  init(
    _ name: String, _ label: String, _ content: Content = .text(atMost: 4_000),
    isRequired: Bool = false
  ) {
    (self.name, self.label, self.content) = (name, label, content)
    self.isRequired = isRequired
  }

  private static let title = PracticeField(
    "title", "What is it called?", .text(atMost: 200), isRequired: true)
  private static let survey = PracticeField("survey", "Which survey is it about?", .survey)
}

extension PracticeField {
  // The wording follows the panel's checklist of an engagement plan: what is decided, who is missed,
  // how people hear back.
  fileprivate static let plan = [
    title,
    PracticeField(
      "survey", "Which survey is it for? It is not published while the plan stands in its way.",
      .survey),
    PracticeField(
      "decision", "What decision will this change, who takes it, and when?", isRequired: true),
    PracticeField("known", "What do we already know?"),
    PracticeField("who", "Who is to be heard?", .texts),
    PracticeField("missed", "Who is usually missed?", .texts),
    PracticeField("method", "How will people be asked?", .text(atMost: 500)),
    PracticeField(
      "level", "How much say do people have?",
      .word(["inform", "consult", "involve", "collaborate", "residents_decide"])),
    PracticeField("thanks", "How are people thanked or paid?", .text(atMost: 500)),
    PracticeField("hear_back", "How will people hear back?"),
    PracticeField("feedback_on", "By when will they have heard back?", .day),
    PracticeField("fed_back_on", "When did they hear back?", .day),
    PracticeField("risks", "What could go wrong for people?"),
    PracticeField("changed", "What did you change after the advice?"),
    PracticeField(
      "response", "Do you take the advice?", .word(["accept", "part", "not"])),
    PracticeField("why", "Why?"),
  ]

  fileprivate static let cycle = [
    title,
    PracticeField("focus", "Which one or two areas is it about?", .texts, isRequired: true),
    PracticeField("place", "Where?", .place),
    survey,
    PracticeField("plan", "Which engagement plan does it follow?", .record(.plan)),
    PracticeField("people", "Who takes part? Groups and roles, no names.", .texts),
    PracticeField("missing", "Who is not yet in the room?", .texts),
    PracticeField("inception_on", "When did it begin?", .day),
    PracticeField("inception", "How did it begin, and what is it for?"),
    PracticeField("work_from", "When did the work begin?", .day),
    PracticeField("work", "What is done?"),
    PracticeField("review_on", "When was it reviewed?", .day),
    PracticeField("review", "What did the review find? What did residents change?"),
    PracticeField("lessons", "What was learned, for here and elsewhere?"),
    PracticeField("next_review_on", "When is it looked at next?", .day),
  ]

  fileprivate static let experiment = [
    title,
    PracticeField("what", "What do we see?", isRequired: true),
    PracticeField("so_what", "So what does it mean, and for whom?", isRequired: true),
    PracticeField("now_what", "Now what do we try?", isRequired: true),
    PracticeField("owner", "Who sees to it? A role, no name.", .text(atMost: 200)),
    PracticeField("review_month", "In which month do we look again?", .month, isRequired: true),
    survey,
    PracticeField("cycle", "Which cycle does it belong to?", .record(.cycle)),
    PracticeField(
      "outcome", "What became of it?", .word(["keep", "change", "stop", "spread"])),
    PracticeField("learned", "What did we learn?"),
  ]
}

extension PracticeField {
  fileprivate static let event = [
    title,
    PracticeField("held_on", "On which day is it held?", .day, isRequired: true),
    PracticeField("place", "Where?", .place),
    PracticeField("survey", "Which survey do its tables use?", .survey),
    PracticeField("plan", "Which engagement plan does it follow?", .record(.plan)),
    PracticeField("cycle", "Which cycle does it belong to?", .record(.cycle)),
    PracticeField("purpose", "What is it for?"),
    PracticeField("topics", "What do the tables talk about?", .texts),
    PracticeField("invited", "Who is invited? Groups and roles, no names.", .texts),
    PracticeField("not_in_room", "Who was not in the room?"),
    PracticeField("happened", "What came of it?"),
    PracticeField("next", "What happens next, and who sees to it? A role, no name."),
  ]
}

extension PracticeField {
  /// Whether a text can be the id of a survey.
  public static func isSurvey(_ text: String) -> Bool {
    guard let first = text.utf8.first, (0x61...0x7A).contains(first), text.utf8.count <= 100 else {
      return false
    }
    return text.utf8.allSatisfy {
      (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
    }
  }
}
