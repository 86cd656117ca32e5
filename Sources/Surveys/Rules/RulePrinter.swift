// Writes a rule's tree as text that parses to the same tree.

extension Expression {
  /// The rule in its standard spelling, brackets only where they are needed.
  public var printed: String { printed(above: 0) }

  /// How tightly the form binds: or 1, and 2, not 3, comparison 4, sum 5, product 6, sign 7,
  /// the rest 8.
  private var strength: Int {
    switch form {
    case .or: 1
    case .and: 2
    case .not: 3
    case .compare, .isIn, .has: 4
    case .arithmetic(let operation, _, _): operation == .add || operation == .subtract ? 5 : 6
    case .negative: 7
    default: 8
    }
  }

  private func printed(above needed: Int) -> String {
    let text = bare
    return strength < needed ? "(\(text))" : text
  }

  private var bare: String {
    switch form {
    case .or(let parts): return parts.map { $0.printed(above: 2) }.joined(separator: " or ")
    case .and(let parts): return parts.map { $0.printed(above: 3) }.joined(separator: " and ")
    case .not(let part): return "not \(part.printed(above: 4))"
    case .compare(let comparison, let left, let right):
      return
        "\(left.printed(above: 5)) \(comparison.rawValue) \(right.printed(above: 5))"
    case .isIn(let left, let words):
      return "\(left.printed(above: 5)) in [\(words.map(\.text).joined(separator: ", "))]"
    case .has(let left, let words):
      let list = words.map(\.text).joined(separator: ", ")
      return "\(left.printed(above: 5)) has \(words.count == 1 ? list : "[\(list)]")"
    case .arithmetic(let operation, let left, let right):
      return "\(left.printed(above: strength)) \(operation.rawValue) "
        + right.printed(above: strength + 1)
    case .negative(let part): return "-\(part.printed(above: 8))"
    case .number(let number): return Self.printed(number)
    case .text(let text):
      let escaped = text.unicodeScalars.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }
      return "\"\(escaped.joined())\""
    case .day(let day): return day.description
    case .unanswered: return "unanswered"
    case .name(let word): return word.text
    case .member(let owner, let word): return "\(owner.text).\(word.text)"
    case .call(let name, let arguments):
      return "\(name.text)(\(arguments.map(\.printed).joined(separator: ", ")))"
    }
  }

  /// Digits with a point and without an exponent, as the language writes numbers.
  static func printed(_ number: Double) -> String {
    if number == number.rounded(), abs(number) < 9e15 { return String(Int64(number)) }
    let text = number.description
    guard let mark = text.firstIndex(where: { $0 == "e" || $0 == "E" }) else { return text }
    let exponent = Int(text[text.index(after: mark)...]) ?? 0
    var digits = text[..<mark].filter { $0 != "." && $0 != "-" }
    let whole = text[..<mark].drop { $0 == "-" }.prefix { $0 != "." }.count + exponent
    if whole <= 0 { digits = String(repeating: "0", count: 1 - whole) + digits }
    while digits.count < whole { digits.append("0") }
    let point = digits.index(digits.startIndex, offsetBy: max(1, whole))
    let fraction = digits[point...]
    let joined = digits[..<point] + (fraction.isEmpty ? "" : "." + fraction)
    return (number < 0 ? "-" : "") + joined
  }
}
