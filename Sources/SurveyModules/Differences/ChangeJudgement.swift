// Judges one changed value: how far it reaches, and why.

internal import Surveys

/// A value of the old version and its successor; the empty text stands for none.
struct ChangedValue {
  let part: SurveyPart
  let key: String
  let old: String
  let new: String
  /// Whether `same_meaning` names the question or choice.
  let isSameMeaning: Bool
  /// The type of the question that the part is or belongs to.
  let type: String
  /// Whether the consent's wording has another name than before.
  let isOtherWording: Bool

  /// The class, and what follows from it.
  var judgement: (change: ChangeClass, consequence: String) {
    if key == "disclosure.hide_below", let old = Int(old), let new = Int(new), new < old {
      return (.refused, "what was hidden before could be worked out: hide as much or more")
    }
    if part.kind == .scope, key == "ask", isOtherWording {
      return (.warning, "each consent is kept with the wording that was read out")
    }
    if part.kind == .consent, key == "not_needed", new.isEmpty {
      return (.refused, "the basis of stored answers would change: use a new id")
    }
    switch ChangeEffect.of(part.kind, key) ?? .unknown {
    case .always(let change, let why): return (change, why)
    case .flag(let yes, let no): return new == "yes" ? yes : no
    case .onceSet(let added, let changed): return old.isEmpty ? added : changed
    case .words: return words
    case .moreTables: return tables
    case .check: return check
    case .rule:
      return (
        .warning,
        new.isEmpty
          ? "everybody reaches it from now on" : "from now on other people may answer"
      )
    case .least: return limit(isLoosened: new.isEmpty || number(new) < number(old, or: -.infinity))
    case .most: return limit(isLoosened: new.isEmpty || number(new) > number(old, or: .infinity))
    }
  }

  private var words: (ChangeClass, String) {
    if old.isEmpty { return (.minor, "it had no text so far") }
    if ["note", "group", "calculate"].contains(type) {
      return (.warning, "nobody answers it, but check that what follows reads the same")
    }
    let id = part.kind == .question ? part.id : "\(part.owner) or \(part.id)"
    return isSameMeaning
      ? (.minor, "same_meaning says that old and new answers are counted together")
      : (
        .series,
        "all answers to the survey are counted apart from those before, unless same_meaning names"
          + " \(id) because it means the same"
      )
  }

  private var tables: (ChangeClass, String) {
    let (before, now) = (Self.tables(old), Self.tables(new))
    return before.isSubset(of: now)
      ? (.minor, "the next release holds this table too")
      : (.warning, "the next release no longer holds a table that earlier ones may have")
  }

  private static func tables(_ text: String) -> Set<String> {
    Set(text.split(separator: "[").map { String($0).trimmed })
  }

  private var check: (ChangeClass, String) {
    isLooserCheck
      ? (.minor, "earlier answers still fit")
      : (.warning, "answers that were taken so far may be refused from now on; those stored stay")
  }

  /// Whether the check is gone, or one comparison with a number that lets more through.
  private var isLooserCheck: Bool {
    if new.isEmpty { return true }
    guard case .compare(let comparison, let left, let right)? = try? RuleParser.parse(old).form,
      case .compare(let other, let otherLeft, let otherRight)? = try? RuleParser.parse(new).form,
      left == otherLeft, case .number(let limit) = right.form,
      case .number(let otherLimit) = otherRight.form
    else { return false }
    return switch (comparison, other) {
    case (.less, .less), (.less, .lessOrEqual), (.lessOrEqual, .lessOrEqual): otherLimit >= limit
    case (.greater, .greater), (.greater, .greaterOrEqual), (.greaterOrEqual, .greaterOrEqual):
      otherLimit <= limit
    default: false
    }
  }

  private func limit(isLoosened: Bool) -> (ChangeClass, String) {
    isLoosened
      ? (.minor, "earlier answers still fit")
      : (.warning, "answers that were taken so far may be refused from now on; those stored stay")
  }

  /// Dates have the order of their digits.
  private func number(_ text: String, or missing: Double = 0) -> Double {
    text.isEmpty ? missing : Double(text.filter { $0 != "-" || text.first == "-" }) ?? missing
  }
}
