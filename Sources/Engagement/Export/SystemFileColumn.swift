// How a column of an export stands in an SPSS system file: its name and label, the numbers that stand
// for choices with what people read, and which of them are no answer.

internal import SPSS
internal import Surveys

/// A column of a system file, before the lengths of its texts are known.
struct SystemFileColumn: Sendable {
  /// What its cells hold.
  enum Form: Sendable {
    case number, day, month, time, text
  }

  let name: String
  let label: String
  let form: Form
  private(set) var labels: [(value: Double, text: String)] = []
  private(set) var missing: [Double] = []
  private(set) var decimals = 0
  private(set) var isNominal = false
  /// The number for a question that was asked and has no answer; nil where the cell stays empty.
  private(set) var unanswered: Double?

  /// A column of the heading.
  init(_ field: ExportField) {
    name = "record." + field.name
    label = field.label
    switch field.form {
    case .number: form = .number
    case .flag: (form, isNominal, labels) = (.number, true, Self.yesAndNo)
    case .word, .text: form = field.isDay ? .day : .text
    }
  }

  /// The column of a consent scope.
  init(scope: String) {
    name = "consent." + scope
    label = "Consent given: \(scope)"
    (form, isNominal, labels) = (.number, true, Self.yesAndNo)
  }

  /// The column that names the questions without an answer.
  static let unansweredQuestions = SystemFileColumn(
    name: "record.unanswered", label: "Questions that were asked and have no answer")

  /// The column of what could say who somebody is.
  static let marks = SystemFileColumn(
    name: "record.marks", label: "What could say who somebody is: look at each")

  private init(name: String, label: String) {
    (self.name, self.label, form) = (name, label, .text)
  }

  /// A column of answers; `forms` are its question as each version has it, the newest first.
  init(_ column: ExportColumn, _ forms: [Question]) {
    name = column.name
    guard let question = forms.first else {
      (label, form) = (column.name, .text)
      return
    }
    if let choice = column.choice {
      let isPoint = question.kind.shape == .point
      let text = forms.lazy.flatMap(\.choices).first { $0.id == choice }?.text
      label = question.label(adding: isPoint ? choice : text ?? choice)
      form = .number
      if isPoint {
        decimals = 6
      } else {
        isNominal = true
        code([(0, "Not chosen"), (1, "Chosen")], missing: [])
      }
      return
    }
    label = question.label(adding: column.isCount ? "number of entries" : nil)
    switch question.kind.shape {
    case .choice:
      form = .number
      isNominal = true
      codeChoices(forms)
    case .number:
      form = .number
      decimals = question.kind is DecimalNumber || question.kind is Calculate ? 4 : 0
      if let scale = question.kind as? Scale {
        labels = scale.labels.sorted { $0.key < $1.key }.map { (Double($0.key), $0.value) }
      }
    case .items: form = .number
    case .day: form = .day
    case .month: form = .month
    case .time: form = .time
    case .choices, .ranks, .place, .point, .length, .nothing: form = .text
    }
  }

  private static let yesAndNo: [(value: Double, text: String)] = [(0, "No"), (1, "Yes")]

  private mutating func codeChoices(_ forms: [Question]) {
    var seen: Set<Int> = []
    var labels: [(value: Double, text: String)] = []
    var missing: [Double] = []
    for question in forms {
      for choice in question.choices where seen.insert(choice.code).inserted {
        labels.append((Double(choice.code), choice.text))
        if question.missing.contains(choice.id) { missing.append(Double(choice.code)) }
      }
    }
    code(labels, missing: missing)
  }

  /// Gives numbers their labels, and the question without an answer a number that none of them has.
  private mutating func code(_ labels: [(value: Double, text: String)], missing: [Double]) {
    let free = [-99.0, -999, -9_999, -99_999].first { number in
      !labels.contains { $0.value == number }
    }
    unanswered = free
    self.missing = missing + (free.map { [$0] } ?? [])
    self.labels = (labels + (free.map { [($0, "Not answered")] } ?? []))
      .sorted { $0.value < $1.value }
  }

  /// The variable, or several where the longest text does not fit one: it goes on in the next.
  func variables(longestText: Int) -> [SystemFileVariable] {
    guard form == .text else { return [variable(.number(decimals: decimals))] }
    let most = SystemFileVariable.longestText
    let shortest = most - Self.slack
    let parts = longestText <= most ? 1 : (longestText + shortest - 1) / shortest
    return (0..<parts).map { part in
      SystemFileVariable(
        name: part == 0 ? name : "\(name).part\(part + 1)",
        label: part == 0 ? label : "\(label) (part \(part + 1))",
        kind: .text(bytes: min(max(longestText, 1), most)), isNominal: true)
    }
  }

  /// How many bytes earlier than it must a part may end.
  private static let slack = 64

  /// Where a part of a text ends: between characters, and not after a space, which the format would
  /// not keep.
  static func end(ofPart text: ArraySlice<UInt8>, atMost bytes: Int) -> Int {
    guard text.count > bytes else { return text.endIndex }
    let latest = text.startIndex + bytes
    let earliest = latest - slack
    var end = latest
    while end > earliest, text[end] & 0xC0 == 0x80 || text[end - 1] == UInt8(ascii: " ") {
      end -= 1
    }
    return end
  }

  private func variable(_ number: SystemFileVariable.Kind) -> SystemFileVariable {
    let kind: SystemFileVariable.Kind =
      switch form {
      case .number, .text: number
      case .day: .day
      case .month: .month
      case .time: .time
      }
    return SystemFileVariable(
      name: name, label: label, kind: kind, labels: labels, missing: missing,
      isNominal: isNominal)
  }
}

extension Question {
  fileprivate func label(adding part: String?) -> String {
    let text = ask.isEmpty ? id : ask
    return part.map { "\(text) – \($0)" } ?? text
  }
}
