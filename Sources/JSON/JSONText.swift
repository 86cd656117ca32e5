// Reads the texts of a JSON document: bytes as they stand, escapes, and every way in which either
// can be wrong.

extension JSONParser {
  /// Reads a text from its opening quote to behind its closing quote.
  mutating func string() throws(JSONProblem) -> String {
    offset += 1
    let start = offset
    try skipPlainBytes()
    if byte == UInt8(ascii: "\"") {
      defer { offset += 1 }
      return try text(bytes[start..<offset], from: start)
    }
    var decoded = Array(bytes[start..<offset])
    try check(bytes[start..<offset])
    while byte == UInt8(ascii: "\\") {
      try appendEscape(to: &decoded)
      let plain = offset
      try skipPlainBytes()
      try check(bytes[plain..<offset])
      decoded.append(contentsOf: bytes[plain..<offset])
    }
    offset += 1
    return String(decoding: decoded, as: UTF8.self)
  }

  /// Moves to the next quote or backslash.
  private mutating func skipPlainBytes() throws(JSONProblem) {
    while offset < bytes.count {
      switch bytes[offset] {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): return
      case 0: throw problem(.nul)
      case 0x01..<0x20: throw problem(.controlCharacter)
      default: offset += 1
      }
    }
    throw problem(.unexpectedEnd)
  }

  private func text(_ part: ArraySlice<UInt8>, from start: Int) throws(JSONProblem) -> String {
    guard let text = String(validating: part, as: UTF8.self) else {
      throw problem(.invalidUTF8, at: UTF8Check.firstInvalid(in: part))
    }
    return text
  }

  private func check(_ part: ArraySlice<UInt8>) throws(JSONProblem) {
    if let place = UTF8Check.firstInvalid(in: part) { throw problem(.invalidUTF8, at: place) }
  }

  private mutating func appendEscape(to decoded: inout [UInt8]) throws(JSONProblem) {
    let start = offset
    offset += 1
    guard let letter = byte else { throw problem(.unexpectedEnd) }
    offset += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): decoded.append(letter)
    case UInt8(ascii: "b"): decoded.append(0x08)
    case UInt8(ascii: "f"): decoded.append(0x0C)
    case UInt8(ascii: "n"): decoded.append(0x0A)
    case UInt8(ascii: "r"): decoded.append(0x0D)
    case UInt8(ascii: "t"): decoded.append(0x09)
    case UInt8(ascii: "u"):
      let scalar = try escapedScalar(from: start)
      decoded.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    default: throw problem(.invalidEscape, at: start)
    }
  }

  /// Reads the four digits after `\u`, and a second escape where they are half a surrogate pair.
  private mutating func escapedScalar(from start: Int) throws(JSONProblem) -> Unicode.Scalar {
    let first = try fourDigits(from: start)
    if first == 0 { throw problem(.nul, at: start) }
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, byte == UInt8(ascii: "\\"), offset + 1 < bytes.count,
      bytes[offset + 1] == UInt8(ascii: "u")
    else { throw problem(.loneSurrogate, at: start) }
    let secondStart = offset
    offset += 2
    let second = try fourDigits(from: secondStart)
    let pair = 0x10000 + ((first & 0x3FF) << 10) + (second & 0x3FF)
    guard (0xDC00...0xDFFF).contains(second), let scalar = Unicode.Scalar(pair) else {
      throw problem(.loneSurrogate, at: start)
    }
    return scalar
  }

  private mutating func fourDigits(from start: Int) throws(JSONProblem) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte else { throw problem(.unexpectedEnd) }
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
      default: throw problem(.invalidEscape, at: start)
      }
      value = value << 4 | UInt32(digit)
      offset += 1
    }
    return value
  }
}

/// Finds the place where bytes stop being UTF-8; only the way to an error message needs it.
enum UTF8Check {
  static func firstInvalid(in bytes: ArraySlice<UInt8>) -> Int? {
    guard bytes.contains(where: { $0 >= 0x80 }) else { return nil }
    var rest = bytes.makeIterator()
    var parser = Unicode.UTF8.ForwardParser()
    var offset = bytes.startIndex
    while true {
      switch parser.parseScalar(from: &rest) {
      case .valid(let scalar): offset += scalar.count
      case .error: return offset
      case .emptyInput: return nil
      }
    }
  }

  static func beginsWithScalar(_ bytes: ArraySlice<UInt8>) -> Bool {
    var rest = bytes.makeIterator()
    var parser = Unicode.UTF8.ForwardParser()
    if case .valid = parser.parseScalar(from: &rest) { return true }
    return false
  }
}
