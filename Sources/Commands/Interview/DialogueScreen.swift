// How a step looks: its part and progress, what is read out, the hint for the researcher, the choices.

internal import JSON
internal import Surveys

extension InterviewDialogue {
  /// Shows the step that is being asked.
  mutating func ask() {
    guard let step else { return showReview() }
    show(.empty)
    let isNewPart = shownPart != step.part
    shownPart = step.part
    show(ScreenLine("\(title(step.part)) · \(step.number) of \(step.count)", .heading))
    if isNewPart, step.part == .consent { showConsent() }
    for note in step.notes { show(ScreenLine(texts.ask(note))) }
    switch step.subject {
    case .heading(let heading): show(heading.question, step)
    case .question(let question): show(question, step)
    case .scope(let scope):
      show(ScreenLine(texts.ask(scope), .question))
      if let hint = texts.hint(scope) { show(ScreenLine(hint, .quiet, lead: "  ")) }
    case .anotherItem(let list, let items):
      show(ScreenLine(texts.ask(list), .question))
      if let hint = texts.hint(list) { show(ScreenLine(hint, .quiet, lead: "  ")) }
      show(
        ScreenLine(
          items == 0
            ? texts.words(.addOne) : texts.words(.addAnother, ["count": "\(items)"])))
    }
    showAnswer(step)
    show(ScreenLine(instruction(step), .quiet))
  }

  private func title(_ part: DialogueStep.Part) -> String {
    switch part {
    case .heading: plan.kind == .conversation ? "About this conversation" : "About this response"
    case .consent: texts.words(.consent)
    case .questions: texts.words(.questions)
    case .note: "Your note"
    }
  }

  /// The wording that is read out before the scopes.
  private mutating func showConsent() {
    guard case .asked(let wording) = survey.consent else { return }
    show(ScreenLine(texts.opening(wording)))
    show(.empty)
    show(ScreenLine(texts.safeguarding(wording)))
    if let months = wording.keepMonths {
      show(ScreenLine(texts.words(.keptMonths, ["count": "\(months)"]), .quiet))
    }
    show(.empty)
  }

  private mutating func show(_ question: Question, _ step: DialogueStep) {
    if let item = itemName(step) { show(ScreenLine(item, .quiet)) }
    show(ScreenLine(texts.ask(question), .question))
    if let hint = texts.hint(question) { show(ScreenLine(hint, .quiet, lead: "  ")) }
    let reader = AnswerLine(
      question: question, offered: step.offered, texts: texts, places: plan.places)
    let markers = reader.markers
    let width = markers.last?.count ?? 1
    for (marker, choice) in zip(markers, step.offered) {
      let padding = String(repeating: " ", count: max(0, width - marker.count))
      let text =
        texts.text(choice, of: question)
        + (choice.exclusive ? " (\(texts.words(.onlyThis)))" : "")
      show(ScreenLine(text, lead: "  \(padding)\(marker)  "))
    }
    if case .heading(let heading) = step.subject, heading.field == "place_held",
      plan.places == nil
    {
      show(ScreenLine("The directory of places is not at hand: type a code.", .quiet))
    }
  }

  /// The item of a list that a step asks about.
  func itemName(_ step: DialogueStep) -> String? {
    let place = AnswerPath(step.path)
    guard let item = place.item, step.part == .questions,
      let list = survey.questions.first(where: { $0.id == place.question })
    else { return nil }
    return texts.words(
      .itemNumber, ["list": texts.ask(list), "number": "\(item.index + 1)"])
  }

  /// What was answered before.
  private mutating func showAnswer(_ step: DialogueStep) {
    guard let value = value(step) else { return }
    show(ScreenLine(shown(value, step.question), .good, lead: "  Now: "))
  }

  /// An answer in words.
  func shown(_ value: JSONValue, _ question: Question?) -> String {
    switch value {
    case .bool(let flag): return texts.words(flag ? .yes : .no)
    case .number(let number): return JSONValue.number(number).text()
    case .array(let items): return items.map { shown($0, question) }.joined(separator: "; ")
    case .string(let text):
      if let question, let choice = question.choices.first(where: { $0.id == text }) {
        return texts.text(choice, of: question)
      }
      if question?.kind is PlaceQuestion, let name = plan.places?.name(text) {
        return "\(name) (\(text))"
      }
      return text
    case .object(let object):
      return object.map { shown($0.value, nil) }.joined(separator: ", ")
    case .null: return ""
    }
  }

  /// What to type, and the commands that fit.
  private func instruction(_ step: DialogueStep) -> String {
    var parts = [what(step)]
    if step.isAnswered, !step.isAnotherItem {
      parts.append(step.isLong ? "Enter keeps it, :more goes on with it." : "Enter keeps it.")
    } else if let usual = step.usual {
      parts.append("Enter: \(shown(usual, step.question)).")
    }
    let isFirst = steps.first?.path == step.path
    parts.append((isFirst ? "" : ":back ") + (step.mayBeSkipped ? ":skip " : "") + ":save :help")
    return parts.joined(separator: " ")
  }

  private func what(_ step: DialogueStep) -> String {
    guard let question = step.question else { return "Type \(yesAndNo.joined(separator: " or "))." }
    switch question.kind {
    case let rank as Rank:
      return "Type numbers in your order, the most important first, at most \(rank.top)."
    case let many as ChooseMany where many.list != nil && many.choices.isEmpty:
      return "Type ids of the list '\(many.list ?? "")', with commas between."
    case let one as ChooseOne where one.list != nil && one.choices.isEmpty:
      return "Type an id of the list '\(one.list ?? "")'."
    case is ChooseMany: return "Type numbers, with spaces between." + limits(question)
    case _ where !question.choices.isEmpty: return "Type a number."
    case let scale as Scale:
      let labels = scale.labels.keys.sorted().map {
        "\($0) \(texts.label($0, of: question, scale) ?? "")"
      }
      return "Type a number from \(scale.from) to \(scale.to)"
        + (labels.isEmpty ? "." : ": \(labels.joined(separator: ", ")).")
    case let number as WholeNumber: return "Type a number" + range(number.limits, question)
    case let number as DecimalNumber: return "Type a number" + range(number.limits, question)
    case is MonthQuestion:
      return "Type a month, such as \(CalendarMonth(of: plan.interview.today))."
    case is TimeQuestion: return "Type a time, such as 14:30."
    case let point as PointQuestion:
      return
        "Type latitude and longitude, such as 52.19, -2.22; \(point.precision) decimal places are"
        + " kept."
    case is Photo, is Voice:
      return "Type the file's name, such as bus-stop.jpg; only the name is kept."
    case is DateQuestion: return "Type a date, such as \(plan.interview.today)."
    case is PlaceQuestion:
      return plan.places == nil ? "Type the code of a place." : "Type a name or code."
    case is LongText: return "As many lines as you like; a line with only . ends it."
    default: return "Type the answer."
    }
  }

  private func limits(_ question: Question) -> String {
    guard let many = question.kind as? ChooseMany else { return "" }
    return (many.atLeast.map { " At least \($0)." } ?? "")
      + (many.atMost.map { " At most \($0)." } ?? "")
  }

  private func range(_ limits: NumberLimits, _ question: Question) -> String {
    let unit = texts.unitLabel(question).map { " of \($0)" } ?? ""
    return switch (limits.minimum, limits.maximum) {
    case (nil, nil): unit + "."
    case (let low?, nil): "\(unit), at least \(JSONValue.number(low).text())."
    case (nil, let high?): "\(unit), at most \(JSONValue.number(high).text())."
    case (let low?, let high?):
      "\(unit) from \(JSONValue.number(low).text()) to \(JSONValue.number(high).text())."
    }
  }

  /// Says in which language the questions are, and how much of it is there.
  mutating func showLanguage() {
    guard !texts.isOriginal else { return }
    let completeness = texts.completeness
    let original = survey.languages.first?.name ?? "the first language"
    show(
      ScreenLine(
        "In \(texts.language.name): \(completeness.translated) of \(completeness.all) texts."
          + (!completeness.missing.isEmpty ? " The others are shown in \(original)." : ""),
        .quiet))
  }
}
