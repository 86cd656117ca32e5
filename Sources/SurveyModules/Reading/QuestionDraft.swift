// A question after the first pass: everything but its rules, which need every name of the survey.

internal import Surveys
internal import YAML

/// A choice before its rule is read.
struct ChoiceDraft {
  let code: Int
  let id: String
  let text: String
  let exclusive: Bool
  let showIf: RuleText?

  func choice(_ rule: CompiledRule? = nil) -> Choice {
    Choice(code: code, id: id, text: text, exclusive: exclusive, showIf: rule)
  }
}

/// A question before its rules are read.
struct QuestionDraft {
  /// Empty where it has none.
  let id: String
  let idPosition: YAML.Position
  let fields: Fields
  /// The settings of its kind without those that are rules.
  let settings: [String: KindValue]
  /// Its kind without rules; nil where type or settings are wrong.
  let kind: (any QuestionKind)?
  let choices: [ChoiceDraft]
  let items: [QuestionDraft]
  let missing: Set<String>
  /// Whether what was read of it is whole: if not, rules about it are not judged.
  let isSound: Bool
  /// The rule of the `use` that brought it.
  var use: BlockUse?

  var reporter: Reporter { fields.reporter }

  /// What rules see of it.
  func symbol(_ reference: AnswerReference) -> RuleSymbol {
    let known = kind?.choices ?? []
    return RuleSymbol(
      id: id, reference: reference, type: kind?.ruleType ?? .number, codes: known.map(\.code),
      missing: Set(known.indices.filter { missing.contains(known[$0].id) }))
  }
}

/// The `use` of a block that a question came with.
struct BlockUse {
  /// Tells this use from others.
  let number: Int
  let showIf: RuleText?
  /// Whether the question is the block's first here: there the rule is judged.
  let isFirst: Bool
}
