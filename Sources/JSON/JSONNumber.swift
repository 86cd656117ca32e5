// Reads and writes the numbers of JSON. Reading is exact to the last bit; writing follows
// ECMAScript's Number::toString, which RFC 8785 prescribes for the canonical form.

extension JSONParser {
  /// Whole numbers up to this one on either side are all kept exactly.
  private static let largestWhole = 9_007_199_254_740_992.0
  /// From here on the written form has an exponent and no longer claims to be a whole number.
  private static let firstExponent = 1e21

  /// Reads a number of RFC 8259's grammar.
  mutating func number() throws(JSONProblem) -> Double {
    let start = offset
    let negative = byte == UInt8(ascii: "-")
    if negative { offset += 1 }
    var decimal = Decimal()
    try readWhole(into: &decimal, from: start)
    var isWhole = true
    if byte == UInt8(ascii: ".") {
      isWhole = false
      offset += 1
      let digits = readDigits(into: &decimal)
      decimal.exponent -= digits
      if digits == 0 { throw problem(byte == nil ? .unexpectedEnd : .invalidNumber, at: start) }
    }
    if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
      isWhole = false
      try readExponent(into: &decimal, from: start)
    }
    let size = decimal.value ?? slowValue(from: negative ? start + 1 : start)
    guard size.isFinite else { throw problem(.numberTooLarge, at: start) }
    // What is read must be readable again from its canonical form, hence numbers written with a
    // point or an exponent are held to the same limit as long as that form has neither.
    let isLargestWhole = size == Self.largestWhole && decimal.value != nil
    if size >= Self.largestWhole, isWhole || size < Self.firstExponent, !isLargestWhole {
      throw problem(.wholeNumberTooLarge, at: start)
    }
    return negative ? -size : size
  }

  private mutating func readWhole(
    into decimal: inout Decimal, from start: Int
  ) throws(JSONProblem) {
    let first = byte
    switch readDigits(into: &decimal) {
    case 0: throw problem(byte == nil ? .unexpectedEnd : .invalidNumber, at: start)
    case 1: return
    default: if first == UInt8(ascii: "0") { throw problem(.invalidNumber, at: start) }
    }
  }

  private mutating func readExponent(
    into decimal: inout Decimal, from start: Int
  ) throws(JSONProblem) {
    offset += 1
    let negative = byte == UInt8(ascii: "-")
    if negative || byte == UInt8(ascii: "+") { offset += 1 }
    var exponent = Decimal()
    if readDigits(into: &exponent) == 0 {
      throw problem(byte == nil ? .unexpectedEnd : .invalidNumber, at: start)
    }
    let size = exponent.isExact ? Int(exponent.digits) : Int(UInt32.max)
    decimal.exponent += negative ? -size : size
  }

  /// Passes digits, gathers them and answers how many they were.
  private mutating func readDigits(into decimal: inout Decimal) -> Int {
    let start = offset
    while let byte, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
      decimal.append(byte - UInt8(ascii: "0"))
      offset += 1
    }
    return offset - start
  }

  /// The standard library's correctly rounded reading, for numbers with many digits.
  private func slowValue(from start: Int) -> Double {
    Double(String(decoding: bytes[start..<offset], as: UTF8.self)) ?? .infinity
  }

  /// A number as digits and a power of ten, exact as long as both stay small.
  private struct Decimal {
    var digits: UInt64 = 0
    var exponent = 0
    var isExact = true

    private static let powersOfTen: [Double] = [
      1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
      1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]

    mutating func append(_ digit: UInt8) {
      digits = digits &* 10 &+ UInt64(digit)
      if digits > 1 << 53 { isExact = false }
      // Once inexact always inexact, so that wrapping round does no harm.
      if !isExact { digits = 1 << 53 }
    }

    /// The value where one exact multiplication or division gives it (Clinger's fast path), else nil.
    var value: Double? {
      guard isExact, exponent.magnitude < Self.powersOfTen.count else { return nil }
      let power = Self.powersOfTen[Int(exponent.magnitude)]
      return exponent < 0 ? Double(digits) / power : Double(digits) * power
    }
  }
}

/// The written form of a number after ECMAScript's Number::toString.
enum JSONNumber {
  static func append(_ number: Double, to bytes: inout [UInt8]) {
    guard number.isFinite else {
      bytes.append(contentsOf: "null".utf8)
      return
    }
    if let whole = Int(exactly: number), whole.magnitude < 1 << 53 {
      bytes.append(contentsOf: String(whole).utf8)
      return
    }
    if number < 0 { bytes.append(UInt8(ascii: "-")) }
    let (digits, point) = shortestDigits(of: number.magnitude)
    appendDigits(digits, point: point, to: &bytes)
  }

  /// The fewest digits that name this number and no other, and where the point stands among them.
  private static func shortestDigits(of number: Double) -> (digits: [UInt8], point: Int) {
    var digits: [UInt8] = []
    var point: Int?
    var exponent = 0
    let written = Array(number.description.utf8)
    for (place, byte) in written.enumerated() {
      if byte == UInt8(ascii: "e") {
        exponent = Int(String(decoding: written[(place + 1)...], as: UTF8.self)) ?? 0
        break
      }
      if byte == UInt8(ascii: ".") { point = digits.count } else { digits.append(byte) }
    }
    let zeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
    let place = (point ?? digits.count) - zeros + exponent
    digits.removeFirst(zeros)
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    return (digits, place)
  }

  private static func appendDigits(_ digits: [UInt8], point: Int, to bytes: inout [UInt8]) {
    let zero = UInt8(ascii: "0")
    let dot = UInt8(ascii: ".")
    switch point {
    case digits.count...21:
      bytes += digits + Array(repeating: zero, count: point - digits.count)
    case 1...21:
      bytes += digits.prefix(point) + [dot] + digits.dropFirst(point)
    case -5...0:
      bytes += [zero, dot] + Array(repeating: zero, count: -point) + digits
    default:
      bytes += digits.prefix(1)
      if digits.count > 1 { bytes += [dot] + digits.dropFirst() }
      bytes += "e\(point > 0 ? "+" : "-")\((point - 1).magnitude)".utf8
    }
  }
}
