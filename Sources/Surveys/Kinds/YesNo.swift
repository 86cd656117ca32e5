// yes_no: codes 1 and 2; with `or_prefer_not` also -9, which counts as no answer.

public import JSON

/// Yes or no.
public struct YesNo: QuestionKind {
  /// What `type:` says.
  public static let name = "yes_no"
  /// The keys that it takes.
  public static let keys = [KindKey("or_prefer_not", .flag)]
  /// The choices offered, in order.
  public let choices: [Choice]
  /// Choices that always count as no answer.
  public let inherentMissing: Set<String>
  /// The type of its answer in rules.
  public var ruleType: RuleType { .choice(choices.map(\.id)) }
  /// The shape of its column.
  public var shape: ColumnShape { .choice(choices.count) }

  /// Reads the settings; throws with the key that is wrong.
  public init(_ settings: KindSettings) throws(KindProblem) {
    let mayPreferNot = settings.flag("or_prefer_not") ?? false
    choices =
      [Choice(code: 1, id: "yes", text: "Yes"), Choice(code: 2, id: "no", text: "No")]
      + (mayPreferNot ? [Choice(code: -9, id: "prefer_not", text: "Prefer not to say")] : [])
    inherentMissing = mayPreferNot ? ["prefer_not"] : []
  }

  /// Reads one answer; nil: not answered.
  public func read(_ raw: JSONValue, _ reading: AnswerReading) throws(AnswerRefusal) -> Answer? {
    if case .bool(let flag) = raw { return .choice(flag ? "yes" : "no") }
    switch raw.string.map({ reading == .typed ? $0 : $0.trimmed }) {
    case "true": return .choice("yes")
    case "false": return .choice("no")
    default: return try choices.read(raw, reading).map { .choice($0) }
    }
  }
}
