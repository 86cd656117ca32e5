// The rule language as it is written: a tree with the place of every part in the rule's text.

/// A part of a rule. Two are equal when they say the same, wherever they stand.
public struct Expression: Sendable, Hashable {
  /// What it says.
  public let form: Form
  /// Where it begins in the rule's text, in characters from 0.
  public let offset: Int

  /// What a part of a rule can say.
  public indirect enum Form: Sendable, Hashable {
    case or([Expression])
    case and([Expression])
    case not(Expression)
    case compare(Comparison, Expression, Expression)
    case isIn(Expression, [Word])
    case has(Expression, [Word])
    case arithmetic(Operation, Expression, Expression)
    case negative(Expression)
    case number(Double)
    case text(String)
    case day(CalendarDay)
    case unanswered
    /// A question's id, or a choice's id after `=`.
    case name(Word)
    /// `consent.quote`, `places.visits`.
    case member(Word, Word)
    case call(Word, [Expression])
  }

  /// A word with its place; equal to the same word elsewhere.
  public struct Word: Sendable, Hashable {
    /// The word.
    public let text: String
    /// Where it begins.
    public let offset: Int

    /// A word of a rule.
    public init(_ text: String, at offset: Int = 0) { (self.text, self.offset) = (text, offset) }
    /// The same word.
    public static func == (left: Word, right: Word) -> Bool { left.text == right.text }
    /// By the word.
    public func hash(into hasher: inout Hasher) { hasher.combine(text) }
  }

  /// Comparisons.
  public enum Comparison: String, Sendable, CaseIterable {
    case equal = "="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
  }

  /// Operations on numbers.
  public enum Operation: String, Sendable, CaseIterable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
  }

  /// A part that begins there.
  public init(_ form: Form, at offset: Int = 0) { (self.form, self.offset) = (form, offset) }

  /// The same rule.
  public static func == (left: Expression, right: Expression) -> Bool { left.form == right.form }
  /// By what it says.
  public func hash(into hasher: inout Hasher) { hasher.combine(form) }
}

/// Something wrong with a rule, at a place in its text.
public struct RuleProblem: Error, Sendable, Hashable {
  /// The stable code.
  public let code: SurveyProblemCode
  /// In characters from the rule's beginning.
  public let offset: Int
  /// What is wrong.
  public let message: String
  /// What to write instead.
  public let suggestion: String?

  /// A problem at a place of a rule.
  public init(
    _ code: SurveyProblemCode, at offset: Int, _ message: String, suggestion: String? = nil
  ) {
    (self.code, self.offset, self.message, self.suggestion) = (code, offset, message, suggestion)
  }
}
