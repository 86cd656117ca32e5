// A survey as the paper form that people fill in: consent, numbered questions, boxes, and where to go.

internal import Surveys

/// A survey as text, in one of its languages.
struct PaperForm {
  private let texts: SurveyTexts
  /// Where the privacy notice stands.
  private let notice: String?
  /// Where people take back what they said.
  private let takeBack: String?
  /// The number of each question that people answer, by position.
  private let numbers: [Int: Int]
  /// What was retired, and what nobody can be asked any more because of it.
  private let reach: RuleReach

  private var survey: Survey { texts.survey }
  private var say: FormWords { texts.words }

  init(_ texts: SurveyTexts, notice: String? = nil, takeBack: String? = nil) {
    (self.texts, self.notice, self.takeBack) = (texts, notice, takeBack)
    reach = RuleReach(texts.survey.questions)
    var numbers: [Int: Int] = [:]
    for (index, question) in texts.survey.questions.enumerated()
    where question.kind.isAnswerable && !question.isEmptySlot
      && !reach.never.contains(.question(index))
    {
      numbers[index] = numbers.count + 1
    }
    self.numbers = numbers
  }

  /// The form, a line for each row of it.
  var lines: [ScreenLine] {
    var lines = [ScreenLine(texts.title, .heading)]
    // Whom it is for, and its aims, are there in the language of the file alone.
    if texts.isOriginal, !survey.population.isEmpty {
      lines.append(ScreenLine("For \(survey.population)."))
    }
    lines += language
    if numbers.keys.contains(where: { index in
      survey.questions[index].required
        || survey.questions[index].itemQuestions.contains { $0.required && !$0.retired }
    }) {
      lines.append(ScreenLine(say(.needsAnswer), .quiet))
    }
    lines += [.empty] + consent
    for (index, question) in survey.questions.enumerated()
    where !reach.never.contains(.question(index)) {
      if question.kind.isNote {
        lines += who(question) + [ScreenLine(texts.ask(question)), .empty]
      } else if question.isEmptySlot {
        lines += [
          ScreenLine(say(.emptySlot, ["id": question.id]), .quiet), .empty,
        ]
      } else if let number = numbers[index] {
        lines += self.lines(question, "\(number)", index, indent: "") + [.empty]
      }
    }
    return lines + closing
  }

  private var language: [ScreenLine] {
    guard !texts.isOriginal else { return [] }
    let completeness = texts.completeness
    let original = survey.languages.first?.name ?? "the first language"
    return [
      ScreenLine(
        "\(texts.language.name): \(completeness.translated) of \(completeness.all) texts"
          + (!completeness.missing.isEmpty ? "; the others are in \(original)" : ""), .quiet)
    ]
  }

  private var consent: [ScreenLine] {
    switch survey.consent {
    case .notNeeded(let reason):
      return [ScreenLine(say(.noConsent, ["reason": reason]), .quiet), .empty]
    case .role: return [ScreenLine(say(.inRole), .quiet), .empty]
    case .asked(let wording):
      var lines = [
        ScreenLine(texts.opening(wording)), .empty, ScreenLine(texts.safeguarding(wording)), .empty,
      ]
      for (index, scope) in wording.scopes.enumerated() {
        let letter = Self.letter(index)
        lines.append(ScreenLine(texts.ask(scope), .question, lead: "\(letter).  "))
        if let hint = texts.hint(scope) { lines.append(self.hint(hint, "    ")) }
        let stop = scope.id == ConsentScope.analyse ? " " + say(.stopHere) : ""
        lines += [
          ScreenLine("( ) \(say(.yes))", lead: "    "),
          ScreenLine("( ) \(say(.no))\(stop)", lead: "    "),
        ]
      }
      if let months = wording.keepMonths {
        lines.append(ScreenLine(say(.keptMonths, ["count": "\(months)"]), .quiet))
      }
      lines += [notice, takeBack].compactMap(\.self).map { ScreenLine($0, .quiet) }
      return lines + [.empty]
    }
  }

  private var closing: [ScreenLine] {
    guard texts.isOriginal, !survey.priorities.isEmpty else { return [] }
    return [ScreenLine("What the answers are evidence for", .heading)]
      + survey.priorities.map { ScreenLine("\($0.title) (\($0.framework))", lead: "  ") }
  }

  // One question.

  private func lines(
    _ question: Question, _ number: String, _ index: Int?, indent: String
  ) -> [ScreenLine] {
    let lead = indent + number + "." + String(repeating: " ", count: max(1, 3 - number.count))
    let inner = String(repeating: " ", count: lead.count)
    var lines = who(question, indent: inner)
    lines.insert(
      ScreenLine(
        texts.ask(question) + (question.required ? " *" : ""), .question, lead: lead), at: 0)
    if let hint = texts.hint(question) { lines.append(self.hint(hint, inner)) }
    lines += boxes(question, index, inner)
    for (place, item) in question.itemQuestions.enumerated()
    where item.kind.isAnswerable
      && !(index.map { reach.never.contains(.item(repeat: $0, question: place)) } ?? false)
    {
      lines += self.lines(item, Self.letter(place).lowercased(), nil, indent: inner)
    }
    return lines
  }

  /// Of whom it is asked.
  private func who(_ question: Question, indent: String = "") -> [ScreenLine] {
    var lines: [ScreenLine] = []
    if question.sensitive,
      let scope = survey.consent.scopes.firstIndex(where: {
        $0.id == ConsentScope.analyseSensitive
      })
    {
      lines.append(
        ScreenLine(
          say(.onlyIfYes, ["name": Self.letter(scope)]), .quiet, lead: indent))
    }
    if let rule = question.showIf {
      let words = rule.words(names, say) ?? rule.text
      lines.append(ScreenLine(say(.answerIf, ["rule": words]), .quiet, lead: indent))
    }
    return lines
  }

  private func boxes(_ question: Question, _ index: Int?, _ indent: String) -> [ScreenLine] {
    switch question.kind {
    case let many as ChooseMany:
      return limits(many, indent)
        + question.choices.filter { !$0.retired }.map {
          ScreenLine(
            texts.text($0, of: question) + ($0.exclusive ? " (\(say(.onlyThis)))" : ""),
            lead: indent + "[ ] ")
        }
    case let rank as Rank:
      let words = say(rank.top > 1 ? .rankMore : .rankFirst, ["count": "\(rank.top)"])
      return [ScreenLine(words, .quiet, lead: indent)]
        + question.choices.filter { !$0.retired }.map {
          ScreenLine(texts.text($0, of: question), lead: indent + "[  ] ")
        }
    case _ where !question.choices.isEmpty:
      return question.choices.enumerated().filter { !$0.element.retired }.map { place, choice in
        ScreenLine(
          texts.text(choice, of: question) + goTo(place, index), lead: indent + "( ) ")
      }
    case let scale as Scale:
      let points = (scale.from...scale.to).map { point in
        "( ) \(point)" + (texts.label(point, of: question, scale).map { " \($0)" } ?? "")
      }
      return [ScreenLine(points.joined(separator: "   "), lead: indent)]
    case let list as Repeat:
      return [ScreenLine(say(.forEach, ["count": "\(list.upTo)"]), .quiet, lead: indent)]
    case is WholeNumber, is DecimalNumber: return [blank(texts.unitLabel(question), indent)]
    case is MonthQuestion:
      return [
        ScreenLine(
          "\(say(.month)) ____  \(say(.year)) ______", lead: indent)
      ]
    case is TimeQuestion: return [ScreenLine("____ : ____", lead: indent)]
    case is DateQuestion:
      let parts = "\(say(.day)) ____  \(say(.month)) ____  \(say(.year)) ______"
      return [ScreenLine(parts, lead: indent)]
    case is LongText:
      let line = String(repeating: "_", count: 60)
      return [ScreenLine(line, lead: indent), ScreenLine(line, lead: indent)]
    default: return [ScreenLine(String(repeating: "_", count: 40), lead: indent)]
    }
  }

  private func blank(_ unit: String?, _ indent: String) -> ScreenLine {
    ScreenLine("______" + (unit.map { " \($0)" } ?? ""), lead: indent)
  }

  private func limits(_ many: ChooseMany, _ indent: String) -> [ScreenLine] {
    let words =
      switch (many.atLeast, many.atMost) {
      case (nil, nil): say(.tickAll)
      case (let low?, nil): say(.tickAtLeast, ["low": "\(low)"])
      case (nil, let high?): say(.tickAtMost, ["high": "\(high)"])
      case (let low?, let high?):
        say(low == high ? .tickExactly : .tickBetween, ["low": "\(low)", "high": "\(high)"])
      }
    return [ScreenLine(words, .quiet, lead: indent)]
  }

  /// Where a choice leads, when it is not to the next question.
  private func goTo(_ choice: Int, _ index: Int?) -> String {
    guard let index, let target = survey.destination(ofChoice: choice, at: index) else { return "" }
    let number = (target..<max(target, survey.questions.count)).lazy.compactMap { numbers[$0] }
      .first
    return " " + (number.map { say(.goTo, ["number": "\($0)"]) } ?? say(.goToEnd))
  }

  private func hint(_ hint: String, _ indent: String) -> ScreenLine {
    ScreenLine(say(.forResearcher, ["hint": hint]), .quiet, lead: indent)
  }

  private static func letter(_ index: Int) -> String {
    index < 26 ? String(UnicodeScalar(UInt8(65 + index))) : "\(index + 1)"
  }

  /// What rules call questions and choices on this form.
  private var names: RuleNames {
    let (survey, texts, numbers, say) = (survey, texts, numbers, say)
    @Sendable func question(_ reference: AnswerReference) -> Question? {
      switch reference {
      case .question(let index): survey.questions[index]
      case .item(let list, let index): survey.questions[list].itemQuestions[index]
      case .consent: nil
      }
    }
    return RuleNames(
      name: { reference in
        switch reference {
        case .question(let index):
          numbers[index].map { say(.question, ["number": "\($0)"]) }
        case .item(_, let index):
          say(.question, ["number": Self.letter(index).lowercased()])
        case .consent(let index): Self.letter(index)
        }
      },
      choice: { reference, place in
        guard let question = question(reference), question.choices.indices.contains(place) else {
          return nil
        }
        return texts.text(question.choices[place], of: question)
      })
  }
}
