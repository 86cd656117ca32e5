// What a survey asks people to agree to, with the wording that its block holds.

internal import Surveys
internal import YAML

/// Reads `consent`.
struct ConsentReader {
  let blocks: BlockShelf
  let unit: SurveyUnit

  private enum RoleBasis: String, CaseIterable { case role }

  /// nil, and reported, when it cannot be read.
  func read(_ survey: Fields) -> ConsentPolicy? {
    guard let node = survey.required("consent"),
      let fields = Fields(node, .consent, survey.reporter)
    else { return nil }
    let forms = ["wording", "not_needed", "basis"].filter { fields.has($0) }
    guard forms.count == 1 else {
      fields.reporter.report(
        .badConsent, at: fields.position,
        forms.isEmpty
          ? "consent says neither what is asked nor why nothing is"
          : "consent says \(forms.joined(separator: " and ")), of which it can say one",
        suggestion:
          "write {wording: NAME@1, scopes: [analyse]}, {not_needed: the reason} or {basis: role}"
      )
      return nil
    }
    if forms != ["wording"] {
      for key in ["scopes", "keep_months"] where fields.has(key) {
        fields.report(
          .badConsent, key, "'\(key)' belongs to consent that is asked",
          suggestion: "take it out, or name a wording")
      }
    }
    switch forms[0] {
    case "not_needed": return notNeeded(fields)
    case "basis": return role(fields)
    default: return asked(fields)
    }
  }

  private func notNeeded(_ fields: Fields) -> ConsentPolicy? {
    guard let reason = fields.text("not_needed") else { return nil }
    guard unit.isPersonal else {
      fields.report(
        .badConsent, "not_needed", "answers about a unit that is no person are given in a role",
        suggestion: "write {basis: role}")
      return nil
    }
    return .notNeeded(reason: reason)
  }

  private func role(_ fields: Fields) -> ConsentPolicy? {
    guard fields.word("basis", RoleBasis.self) != nil else { return nil }
    guard !unit.isPersonal else {
      fields.report(
        .badConsent, "basis", "people answer about themselves here, so they are asked for consent",
        suggestion: "name a wording and scopes, or set unit to organisation, event or plan")
      return nil
    }
    return .role
  }

  private func asked(_ fields: Fields) -> ConsentPolicy? {
    guard let name = fields.text("wording"), let node = fields["wording"] else { return nil }
    let months = fields.wholeNumber("keep_months")
    if let months, !(1...1_200).contains(months) {
      fields.report(.badConsent, "keep_months", "answers are kept for 1 to 1,200 months")
    }
    _ = fields.required("scopes")
    let listed = fields.texts("scopes")
    let reference = PlacedText(text: name, position: node.position)
    guard let block = blocks.block(reference, fields.reporter) else { return nil }
    guard block.has("scopes") else {
      fields.report(
        .badConsent, "wording", "the block '\(name)' is no consent wording: it has no 'scopes'")
      return nil
    }
    let opening = block.requiredText("opening")
    let safeguarding = block.requiredText("safeguarding")
    guard let known = scopes(of: block), let listed,
      let scopes = choose(listed, from: known, fields), let opening, let safeguarding
    else { return nil }
    return .asked(
      ConsentWording(
        id: name, opening: opening, safeguarding: safeguarding, scopes: scopes, keepMonths: months))
  }

  private func scopes(of block: Fields) -> [String: ConsentScope]? {
    guard let entries = block.entries("scopes") else { return nil }
    var scopes: [String: ConsentScope] = [:]
    for entry in entries {
      block.reporter.check(entry.key, .word, at: entry.keyPosition)
      guard let fields = Fields(entry.value, .scope, block.reporter),
        let ask = fields.requiredText("ask")
      else { return nil }
      scopes[entry.key] = ConsentScope(
        id: entry.key, ask: ask, hint: fields.text("hint"), easy: fields.text("easy"))
    }
    return scopes
  }

  private func choose(
    _ listed: [PlacedText], from known: [String: ConsentScope], _ fields: Fields
  ) -> [ConsentScope]? {
    var names = UniqueNames()
    var scopes: [ConsentScope] = []
    var isComplete = true
    for scope in listed {
      guard names.insert(scope.text, "the scope", at: scope.position, fields.reporter) else {
        continue
      }
      guard let found = known[scope.text] else {
        fields.reporter.report(
          .unknownScope, at: scope.position, "the wording has no scope '\(scope.text)'",
          suggestion: didYouMean(scope.text, known.keys.sorted())
            ?? "its scopes are \(known.keys.sorted().joined(separator: ", "))")
        isComplete = false
        continue
      }
      scopes.append(found)
    }
    guard isComplete else { return nil }
    guard scopes.contains(where: { $0.id == ConsentScope.analyse }) else {
      fields.report(
        .badConsent, "scopes", "without the scope 'analyse' no answer could be kept",
        suggestion: "add analyse to the scopes")
      return nil
    }
    return scopes
  }
}
