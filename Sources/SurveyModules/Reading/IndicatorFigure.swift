// What an indicator's figure is made of: which keys each kind of figure takes, and their rules.

internal import Surveys
internal import YAML

/// The rules of one indicator.
struct IndicatorFigure {
  private(set) var count: CompiledRule?
  private(set) var outOf: CompiledRule?
  private(set) var amount: CompiledRule?
  private(set) var per: CompiledRule?
  /// Whether everything that is there could be read.
  private(set) var isSound = true

  static let rules = ["count", "out_of", "of", "sum_of", "per"]

  /// `item` places the rules among the questions of a repeat.
  init(
    _ fields: Fields, _ show: IndicatorKind?, _ item: (repeat: String, position: Int)?,
    _ book: RuleBook
  ) {
    if let show { check(fields, show) }
    func compile(_ key: String, _ use: RuleContext.Use) -> CompiledRule? {
      guard let rule = fields.rule(key) else { return nil }
      return book.compile(rule, RuleContext(use: use, position: nil, item: item))?.rule
    }
    count = compile("count", .counting)
    outOf = compile("out_of", .counting)
    amount = compile(fields.has("of") ? "of" : "sum_of", .amount)
    per = compile("per", .amount)
    let read = ["count": count, "out_of": outOf, "per": per]
    isSound = isSound && read.allSatisfy { $0.value != nil || !fields.has($0.key) }
    isSound = isSound && (amount != nil || !(fields.has("of") || fields.has("sum_of")))
  }

  private mutating func check(_ fields: Fields, _ show: IndicatorKind) {
    for key in show.needed where key != "out_of" && fields.required(key) == nil { isSound = false }
    if show == .percent, !fields.has("out_of") {
      isSound = false
      fields.reporter.report(
        .badIndicator, at: fields.position, "a percentage says what it is out of",
        suggestion: "add out_of, such as out_of: answered(QUESTION)")
    }
    if show == .count, fields.has("out_of") {
      fields.report(
        .badIndicator, "out_of", "a count is of everyone who answered; 'out_of' is for percentages",
        suggestion: "take it out, or write show: percent")
      return
    }
    for key in Self.rules
    where fields.has(key) && !show.needed.contains(key) && key != "out_of" {
      fields.report(
        .badIndicator, key, "'\(key)' does not belong to show: \(show.rawValue)",
        suggestion: "it takes \(show.needed.joined(separator: " and "))")
    }
  }
}

extension IndicatorKind {
  /// The rules that it is made of.
  var needed: [String] {
    switch self {
    case .percent: ["count", "out_of"]
    case .count: ["count"]
    case .mean, .median, .score: ["of"]
    case .total: ["sum_of"]
    case .ratio: ["sum_of", "per"]
    }
  }
}
