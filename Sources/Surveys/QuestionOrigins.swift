// Which answers decide what a question's answer is, or whether it is asked: whoever knows its answer knows
// something of theirs.

extension Survey {
  /// The positions of the questions that decide the answers of these or whether they are asked, these
  /// included.
  public func origins(of questions: some Sequence<Int>) -> Set<Int> {
    var known: Set<Int> = []
    var open = Array(questions)
    while let index = open.popLast() {
      guard known.insert(index).inserted else { continue }
      open += deciding(index).flatMap(\.reads).compactMap(\.question)
    }
    return known
  }

  /// The rules that decide its answer or whether it is asked: an interview may end before it.
  private func deciding(_ index: Int) -> [CompiledRule] {
    let question = questions[index]
    let calculated = (question.kind as? Calculate)?.rule
    return [question.showIf, calculated].compactMap { $0 } + question.choices.compactMap(\.showIf)
      + questions[..<index].compactMap(\.endIf)
  }

  /// Whether one of these, or of the questions asked in it for each item, is sensitive.
  public func isSensitive(_ questions: Set<Int>) -> Bool {
    questions.contains { index in
      self.questions[index].sensitive
        || self.questions[index].itemQuestions.contains(where: \.sensitive)
    }
  }
}

extension CompiledRule.Reading {
  /// The position of the question, or of the list whose items it reads; nil for consent.
  public var question: Int? {
    switch reference {
    case .question(let index), .item(let index, _): index
    case .consent: nil
    }
  }
}
