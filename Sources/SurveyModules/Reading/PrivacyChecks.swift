// What a survey may ask, given whom it asks and what they agreed to; and which questions can be the
// rows of a table.

internal import Surveys
internal import YAML

/// Checks questions against the survey's unit and consent, and gathers roles.
struct PrivacyChecks {
  let unit: SurveyUnit
  /// nil: could not be read.
  let policy: ConsentPolicy?
  private var roles: [Role: (file: String, line: Int)] = [:]

  init(unit: SurveyUnit, policy: ConsentPolicy?) { (self.unit, self.policy) = (unit, policy) }

  mutating func check(_ drafts: [QuestionDraft]) {
    for draft in drafts {
      check(draft, isItem: false)
      for item in draft.items { check(item, isItem: true) }
    }
  }

  private mutating func check(_ draft: QuestionDraft, isItem: Bool) {
    let fields = draft.fields
    if let text = fields["personal"]?.text, let personal = Personal(rawValue: text),
      personal != .no, let reason = reasonAgainstPersonal
    {
      fields.report(
        .personalNotAllowed, "personal", "\(reason), so nothing in it may point at a person",
        suggestion: "take the question out, or write personal: no")
    }
    if ["yes", "true"].contains(fields["sensitive"]?.text) { checkSensitive(fields) }
    if draft.part == nil, let text = fields["role"]?.text, let role = Role(rawValue: text) {
      check(role, draft, isItem: isItem)
    }
  }

  private var reasonAgainstPersonal: String? {
    if unit != .person { return "this survey is about a unit that is no person" }
    if case .notNeeded = policy { return "this survey is anonymous" }
    return nil
  }

  private func checkSensitive(_ fields: Fields) {
    if let reason = reasonAgainstPersonal {
      fields.report(
        .personalNotAllowed, "sensitive", "\(reason), so nothing in it may be sensitive",
        suggestion: "take the question out, or ask for consent")
    } else if let policy, !policy.scopes.contains(where: { $0.id == ConsentScope.analyseSensitive })
    {
      fields.report(
        .needsSensitiveScope, "sensitive",
        "a sensitive question is asked only with consent to use its answer",
        suggestion: "add analyse_sensitive to the consent's scopes")
    }
  }

  private mutating func check(_ role: Role, _ draft: QuestionDraft, isItem: Bool) {
    let fields = draft.fields
    let line = fields["role"]?.position.line ?? draft.idPosition.line
    if let first = roles[role] {
      let place = first.file == draft.reporter.file.name ? "" : " of \(first.file)"
      fields.report(
        .badRole, "role",
        "the role '\(role.rawValue)' is already taken by the question on line "
          + "\(first.line)\(place)",
        suggestion: "take it out of one of the two")
    } else {
      roles[role] = (draft.reporter.file.name, line)
    }
    if isItem {
      fields.report(
        .badRole, "role", "a question of a list's items has several answers and can have no role")
    } else if let kind = draft.kind, !kind.hasGroups {
      fields.report(
        .badRole, "role", "a question of type \(type(of: kind).name) has no groups to be rows of",
        suggestion: kind.isNumber
          ? "add bands, such as bands: [0-17, 18-64, 65+]"
          : ChooseManyHint.suggestion(draft.id, kind, without: draft.missing)
            .map { "take it out; in 'by' \($0)" } ?? "take it out")
    } else if let kind = draft.kind, role == .place, !(kind is PlaceQuestion) {
      fields.report(
        .badRole, "role", "the role 'place' is for a question of type place",
        suggestion: "write type: place")
    }
  }
}

extension QuestionKind {
  /// Bands of a number, where it has any.
  var bands: [Band] {
    (self as? WholeNumber)?.limits.bands ?? (self as? DecimalNumber)?.limits.bands ?? []
  }

  var isNumber: Bool { self is WholeNumber || self is DecimalNumber }

  /// Whether answers fall into groups that can be rows of a table.
  var hasGroups: Bool {
    self is YesNo || self is ChooseOne || self is PlaceQuestion || !bands.isEmpty
  }
}
