// Values of keys by their form: texts, flags, numbers, words of a closed list, lists.

internal import Surveys
internal import YAML

extension Fields {
  /// A text without white space at its ends.
  func text(_ key: String) -> String? { self[key].flatMap { text($0, key) } }

  /// A text that has to be there.
  func requiredText(_ key: String) -> String? { required(key).flatMap { text($0, key) } }

  private func text(_ node: YAMLNode, _ key: String) -> String? {
    guard let text = node.text else {
      reporter.report(
        .wrongForm, at: node.position, "'\(key)' is a text",
        suggestion: "put it in quotes if it holds : or brackets")
      return nil
    }
    let trimmed = text.trimmed
    if trimmed.isEmpty {
      reporter.report(.wrongForm, at: node.position, "the text of '\(key)' is empty")
      return nil
    }
    return trimmed
  }

  /// yes or no; true and false mean the same.
  func flag(_ key: String) -> Bool? {
    guard let text = text(key) else { return nil }
    switch text {
    case "yes", "true": return true
    case "no", "false": return false
    default:
      report(.badFlag, key, "'\(key)' is yes or no", suggestion: "write \(key): yes")
      return nil
    }
  }

  func wholeNumber(_ key: String) -> Int? {
    guard let text = text(key) else { return nil }
    guard let number = Int(plain: text) else {
      report(
        .badNumber, key, "'\(key)' is a whole number", suggestion: "write digits only, such as 24")
      return nil
    }
    return number
  }

  func number(_ key: String) -> Double? {
    guard let text = text(key) else { return nil }
    guard let number = Double(plain: text) else {
      report(
        .badNumber, key, "'\(key)' is a number",
        suggestion: "write digits, with a point before a fraction: 12 or 0.5")
      return nil
    }
    return number
  }

  func day(_ key: String) -> CalendarDay? {
    guard let text = text(key) else { return nil }
    guard let day = CalendarDay(text) else {
      report(
        .badDate, key, "'\(key)' is a date that exists",
        suggestion: "write year-month-day, such as 2026-11-20")
      return nil
    }
    return day
  }

  func month(_ key: String) -> CalendarMonth? {
    guard let text = text(key) else { return nil }
    guard let month = CalendarMonth(text) else {
      report(.badDate, key, "'\(key)' is a month", suggestion: "write year-month, such as 2026-11")
      return nil
    }
    return month
  }

  func time(_ key: String) -> TimeOfDay? {
    guard let text = text(key) else { return nil }
    guard let time = TimeOfDay(text) else {
      report(
        .badDate, key, "'\(key)' is a time of day",
        suggestion: "write hours and minutes, such as 14:30")
      return nil
    }
    return time
  }

  /// A word of a closed list.
  func word<Word: RawRepresentable<String> & CaseIterable>(
    _ key: String, _ type: Word.Type
  ) -> Word? {
    guard let text = text(key) else { return nil }
    if let word = Word(rawValue: text) { return word }
    let words = Word.allCases.map(\.rawValue)
    report(
      .notAllowed, key, "'\(text)' is not one of the words for '\(key)'",
      suggestion: didYouMean(text, words) ?? "write one of \(words.joined(separator: ", "))")
    return nil
  }

  /// The items of a list that may not be empty.
  func list(_ key: String) -> [YAMLNode]? {
    guard let node = self[key] else { return nil }
    guard let items = node.sequence else {
      reporter.report(
        .wrongForm, at: node.position, "'\(key)' is a list",
        suggestion: "write each item on its own line after '- ', or all in square brackets")
      return nil
    }
    if items.isEmpty { reporter.report(.emptyList, at: node.position, "'\(key)' is empty") }
    return items
  }

  /// A list of words or texts, empty or not.
  func texts(_ key: String) -> [PlacedText]? {
    guard let node = self[key] else { return nil }
    guard let items = node.sequence else {
      reporter.report(
        .wrongForm, at: node.position, "'\(key)' is a list",
        suggestion: node.text.map { "write \(key): [\($0)]" })
      return nil
    }
    return items.compactMap { item in
      guard let text = item.text?.trimmed, !text.isEmpty else {
        reporter.report(.wrongForm, at: item.position, "'\(key)' is a list of words")
        return nil
      }
      return PlacedText(text: text, position: item.position)
    }
  }

  /// The keys and values of a mapping whose keys are names of the survey's own.
  func entries(_ key: String) -> [YAMLEntry]? {
    guard let node = self[key] else { return nil }
    guard let entries = node.mapping else {
      reporter.report(
        .wrongForm, at: node.position, "'\(key)' has names with values",
        suggestion: "write one 'name: value' on each line")
      return nil
    }
    return entries
  }

  /// A rule; where it is not a text, that is reported.
  func rule(_ key: String) -> RuleText? {
    guard let node = self[key], text(key) != nil else { return nil }
    return RuleText(node, reporter)
  }
}

extension Int {
  /// Digits with or without a minus.
  init?(plain text: String) {
    let digits = text.first == "-" ? text.dropFirst() : text[...]
    guard !digits.isEmpty, digits.count <= 15, digits.utf8.allSatisfy({ (48...57).contains($0) })
    else { return nil }
    self.init(text)
  }
}

extension Double {
  /// Digits with or without a minus and a fraction: no exponent, no `nan`.
  init?(plain text: String) {
    let digits = text.first == "-" ? text.dropFirst() : text[...]
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), digits.count <= 30,
      parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } })
    else { return nil }
    self.init(text)
  }
}
