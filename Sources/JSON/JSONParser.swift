// Reads JSON from UTF-8 bytes by hand, strictly after RFC 8259, because it stands on the path of
// every answer that comes in. One pass, bounded depth, no Foundation.

extension JSONValue {
  /// The deepest nesting `parse` can be asked for; deeper wishes are cut to it.
  public static let deepestNesting = 256

  /// Reads one document; throws the first mistake. At most `maximumDepth` (0 to 256) lists and
  /// objects inside one another.
  public static func parse(
    _ bytes: some Sequence<UInt8>, maximumDepth: Int = 64
  ) throws(JSONProblem) -> JSONValue {
    var parser = JSONParser(Array(bytes), maximumDepth: min(maximumDepth, deepestNesting))
    return try parser.document()
  }

  /// Reads one document from a text; otherwise as for bytes.
  public static func parse(
    _ text: String, maximumDepth: Int = 64
  ) throws(JSONProblem) -> JSONValue {
    try parse(text.utf8, maximumDepth: maximumDepth)
  }
}

struct JSONParser {
  let bytes: [UInt8]
  var offset = 0
  private var depth = 0
  private let maximumDepth: Int

  init(_ bytes: [UInt8], maximumDepth: Int) {
    self.bytes = bytes
    self.maximumDepth = maximumDepth
  }

  /// The byte at the offset, nil at the end.
  var byte: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  func problem(_ code: JSONProblem.Code, at place: Int? = nil) -> JSONProblem {
    JSONProblem(code, in: bytes, at: place ?? offset)
  }

  /// The problem of meeting something else than expected: the end, broken UTF-8 or another character.
  func unexpected() -> JSONProblem {
    guard let byte else { return problem(.unexpectedEnd) }
    if byte >= 0x80, !UTF8Check.beginsWithScalar(bytes[offset...]) { return problem(.invalidUTF8) }
    return problem(.unexpectedCharacter)
  }

  mutating func document() throws(JSONProblem) -> JSONValue {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { throw problem(.byteOrderMark) }
    skipSpace()
    guard offset < bytes.count else { throw problem(.empty) }
    let value = try value()
    skipSpace()
    guard offset == bytes.count else { throw problem(.trailingBytes) }
    return value
  }

  private mutating func value() throws(JSONProblem) -> JSONValue {
    guard let byte else { throw problem(.unexpectedEnd) }
    switch byte {
    case UInt8(ascii: "{"): return .object(try object())
    case UInt8(ascii: "["): return .array(try array())
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
    case UInt8(ascii: "+"), UInt8(ascii: "."): throw problem(.invalidNumber)
    case UInt8(ascii: "t"): return try literal("true", .bool(true))
    case UInt8(ascii: "f"): return try literal("false", .bool(false))
    case UInt8(ascii: "n"): return try literal("null", .null)
    default: throw unexpected()
    }
  }

  private mutating func literal(
    _ word: StaticString, _ value: JSONValue
  ) throws(JSONProblem) -> JSONValue {
    for place in 0..<word.utf8CodeUnitCount {
      guard byte == word.utf8Start[place] else { throw unexpected() }
      offset += 1
    }
    return value
  }

  private mutating func array() throws(JSONProblem) -> [JSONValue] {
    try enter()
    var items: [JSONValue] = []
    if byte == UInt8(ascii: "]") {
      leave()
      return items
    }
    while true {
      items.append(try value())
      if try endsList(with: UInt8(ascii: "]")) { return items }
    }
  }

  private mutating func object() throws(JSONProblem) -> JSONObject {
    try enter()
    var object = JSONObject()
    if byte == UInt8(ascii: "}") {
      leave()
      return object
    }
    while true {
      let place = offset
      guard byte == UInt8(ascii: "\"") else { throw unexpected() }
      let key = try string()
      if object.contains(key) { throw problem(.duplicateKey, at: place) }
      skipSpace()
      guard byte == UInt8(ascii: ":") else { throw unexpected() }
      offset += 1
      skipSpace()
      object.appendNew(key, try value())
      if try endsList(with: UInt8(ascii: "}")) { return object }
    }
  }

  /// Passes an opening bracket and the white space after it.
  private mutating func enter() throws(JSONProblem) {
    guard depth < maximumDepth else { throw problem(.tooDeep) }
    depth += 1
    offset += 1
    skipSpace()
  }

  private mutating func leave() {
    depth -= 1
    offset += 1
  }

  /// Passes the comma before a next item, or the closing bracket, in which case it answers true.
  private mutating func endsList(with bracket: UInt8) throws(JSONProblem) -> Bool {
    skipSpace()
    if byte == bracket {
      leave()
      return true
    }
    guard byte == UInt8(ascii: ",") else { throw unexpected() }
    let comma = offset
    offset += 1
    skipSpace()
    if byte == bracket { throw problem(.trailingComma, at: comma) }
    return false
  }

  private mutating func skipSpace() {
    while offset < bytes.count {
      switch bytes[offset] {
      case 0x20, 0x0A, 0x0D, 0x09: offset += 1
      default: return
      }
    }
  }
}
