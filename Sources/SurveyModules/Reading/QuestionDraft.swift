// A question after the first pass: everything but its rules, which need every name of the survey.

internal import Surveys
internal import YAML

/// A choice before its rule is read.
struct ChoiceDraft {
  /// The choice that takes words of its own where a question says `other: yes`.
  static let otherID = "other"

  let code: Int
  let id: String
  let text: String
  let exclusive: Bool
  let showIf: RuleText?
  var retired = false

  func choice(_ rule: CompiledRule? = nil) -> Choice {
    Choice(
      code: code, id: id, text: text, exclusive: exclusive, showIf: rule, retired: retired)
  }
}

/// A question before its rules are read.
struct QuestionDraft {
  /// Empty where it has none.
  let id: String
  let idPosition: YAML.Position
  /// What the file says of it; of a part, what it says of the whole.
  let fields: Fields
  /// The settings of its kind without those that are rules.
  let settings: [String: KindValue]
  /// Its kind without rules; nil where type or settings are wrong.
  let kind: (any QuestionKind)?
  var choices: [ChoiceDraft] = []
  var items: [QuestionDraft] = []
  var missing: Set<String> = []
  /// Whether what was read of it is whole: if not, rules about it are not judged.
  let isSound: Bool
  /// The rules of the groups and uses of blocks that it stands in, the outermost first.
  var conditions: [RuleText] = []
  /// What it is a part of; nil for a question of its own.
  var part: QuestionPart?
  /// The block that it stands in; nil for the survey's own.
  var block: String?
  /// Whether words of a person's own can point at somebody: not where nothing may be personal.
  var mayBePersonal = true

  var reporter: Reporter { fields.reporter }

  /// The same in a survey in which words may, or may not, point at a person.
  func allowing(personal: Bool) -> QuestionDraft {
    var draft = self
    draft.mayBePersonal = personal
    draft.items = items.map { $0.allowing(personal: personal) }
    return draft
  }

  /// What rules see of it.
  func symbol(_ reference: AnswerReference) -> RuleSymbol {
    let known = kind?.choices ?? []
    return RuleSymbol(
      id: id, reference: reference, type: kind?.ruleType ?? .number, codes: known.map(\.code),
      missing: Set(known.indices.filter { missing.contains(known[$0].id) }))
  }

  /// A question that is part of this one: a row with its choices, or a text.
  func part(
    _ part: QuestionPart, id: String, type: any QuestionKind.Type
  ) -> [QuestionDraft] {
    var settings: [String: KindValue] = [:]
    settings["rows"] = self.settings["rows"]
    var offered: [ChoiceDraft] = []
    if case .row = part {
      offered = choices
      settings["choices"] = .choices(choices.map { $0.choice() })
    }
    guard let kind = try? type.init(KindSettings(settings)) else { return [] }
    return [
      QuestionDraft(
        id: id, idPosition: idPosition, fields: fields, settings: settings, kind: kind,
        choices: offered, missing: offered.isEmpty ? [] : missing, isSound: true,
        conditions: conditions, part: part, block: block)
    ]
  }
}
