// Builds a survey from sketches: gathers every name, then compiles the rules in asking order.

import Surveys

/// A survey of these questions; without scopes its consent is not needed.
func build(
  _ sketches: [QuestionSketch], scopes: [String]? = ["analyse", "quote", "analyse_sensitive"]
) throws -> BuiltSurvey {
  var building = SurveyBuilding(scopes: scopes)
  for (index, sketch) in sketches.enumerated() { try building.name(sketch, index) }
  var questions: [Question] = []
  for (index, sketch) in sketches.enumerated() {
    questions.append(try building.question(sketch, index))
  }
  let survey = Survey(
    id: "sketch", version: "1.0.0", title: "A sketch", consent: building.consent,
    questions: questions)
  return BuiltSurvey(survey: survey, symbols: building.symbols)
}

private struct SurveyBuilding {
  var symbols = RuleSymbols()
  let consent: ConsentPolicy

  init(scopes: [String]?) {
    guard let scopes else {
      consent = .notNeeded(reason: "nobody can be told apart")
      return
    }
    let asked = scopes.map { ConsentScope(id: $0, ask: "May we?") }
    consent = .asked(
      ConsentWording(
        id: "sketch@1", opening: "Hello.", safeguarding: "We pass it on.", scopes: asked,
        keepMonths: 24))
    for (index, scope) in asked.enumerated() { symbols.add(scope: scope, index: index) }
  }

  mutating func name(_ sketch: QuestionSketch, _ index: Int) throws {
    symbols.add(try symbol(sketch, .question(index)))
    for (place, item) in sketch.items.enumerated() {
      let symbol = try symbol(item, .item(repeat: index, question: place))
      symbols.add(symbol, toRepeat: sketch.id)
    }
  }

  mutating func question(_ sketch: QuestionSketch, _ index: Int) throws -> Question {
    var items: [Question] = []
    for (place, item) in sketch.items.enumerated() {
      let question = try finished(item, index, item: (repeat: sketch.id, position: place), [])
      if item.value != nil {
        let reference = AnswerReference.item(repeat: index, question: place)
        symbols.add(symbol(item, reference, question.kind), toRepeat: sketch.id)
      }
      items.append(question)
    }
    let question = try finished(sketch, index, item: nil, items)
    if sketch.value != nil { symbols.add(symbol(sketch, .question(index), question.kind)) }
    return question
  }

  private func finished(
    _ sketch: QuestionSketch, _ index: Int, item: (repeat: String, position: Int)?,
    _ items: [Question]
  ) throws -> Question {
    func rule(_ text: String?, _ use: RuleContext.Use) throws -> CompiledRule? {
      let context = RuleContext(use: use, position: index, item: item)
      return try text.map {
        try RuleCompiler.compile($0, symbols: symbols, context: context).rule
      }
    }
    var settings = sketch.settings
    if let value = sketch.value {
      let context = RuleContext(use: .value, position: index, item: item)
      let compiled = try RuleCompiler.compile(value, symbols: symbols, context: context)
      settings["value"] = .rule(compiled.rule, compiled.type)
    }
    if !items.isEmpty { settings["questions"] = .questions(items) }
    let choices = try sketch.choices.enumerated().map { place, choice in
      self.choice(choice, place, try rule(choice.showIf, .showIf))
    }
    return Question(
      id: sketch.id, ask: sketch.ask, kind: try kind(sketch, settings, choices),
      required: sketch.isRequired, showIf: try rule(sketch.showIf, .showIf),
      check: try rule(sketch.check, .check), checkMessage: sketch.checkMessage,
      missing: sketch.missing, sensitive: sketch.isSensitive, slot: sketch.isSlot,
      concernIf: try rule(sketch.concernIf, .concernIf))
  }

  private func choice(_ sketch: ChoiceSketch, _ place: Int, _ rule: CompiledRule?) -> Choice {
    Choice(
      code: sketch.id == "prefer_not" ? -9 : place + 1, id: sketch.id,
      text: "Choice \(sketch.id)", exclusive: sketch.exclusive, showIf: rule)
  }

  private func kind(
    _ sketch: QuestionSketch, _ settings: [String: KindValue], _ choices: [Choice]
  ) throws -> any QuestionKind {
    struct UnknownType: Error {}
    guard let type = QuestionKinds.kind(sketch.type) else { throw UnknownType() }
    var settings = settings
    if !choices.isEmpty { settings["choices"] = .choices(choices) }
    return try type.init(KindSettings(settings))
  }

  private func symbol(_ sketch: QuestionSketch, _ reference: AnswerReference) throws -> RuleSymbol {
    let choices = sketch.choices.enumerated().map { choice($1, $0, nil) }
    return symbol(sketch, reference, try kind(sketch, sketch.settings, choices))
  }

  private func symbol(
    _ sketch: QuestionSketch, _ reference: AnswerReference, _ kind: any QuestionKind
  ) -> RuleSymbol {
    let missing = sketch.missing.union(kind.inherentMissing)
    return RuleSymbol(
      id: sketch.id, reference: reference, type: kind.ruleType, codes: kind.choices.map(\.code),
      missing: Set(kind.choices.indices.filter { missing.contains(kind.choices[$0].id) }))
  }
}
