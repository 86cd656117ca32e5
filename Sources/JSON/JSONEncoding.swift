// Writes JSON: in one line or for people's eyes with keys as they came, and in the canonical form of
// RFC 8785, whose bytes are hashed and compared.

/// How a value is laid out.
public enum JSONStyle: Sendable, Hashable {
  /// In one line without white space.
  case compact
  /// A line for every entry, two spaces per level.
  case pretty
}

extension JSONValue {
  /// The value as UTF-8 JSON, keys in their own order.
  public func encoded(_ style: JSONStyle = .compact) -> [UInt8] {
    var writer = JSONWriter(isPretty: style == .pretty, sortsKeys: false)
    writer.append(self)
    return writer.bytes
  }

  /// The value as JSON text, keys in their own order.
  public func text(_ style: JSONStyle = .compact) -> String {
    String(decoding: encoded(style), as: UTF8.self)
  }

  /// The canonical form of RFC 8785: keys sorted by UTF-16 code units, numbers as in ECMAScript.
  public func canonical() -> [UInt8] {
    var writer = JSONWriter(isPretty: false, sortsKeys: true)
    writer.append(self)
    return writer.bytes
  }
}

private struct JSONWriter {
  var bytes: [UInt8] = []
  let isPretty: Bool
  let sortsKeys: Bool
  private var level = 0

  init(isPretty: Bool, sortsKeys: Bool) {
    self.isPretty = isPretty
    self.sortsKeys = sortsKeys
  }

  mutating func append(_ value: JSONValue) {
    switch value {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .bool(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
    case .number(let number): JSONNumber.append(number, to: &bytes)
    case .string(let text): append(text)
    case .array(let items):
      appendList(items, between: "[", "]") { writer, item in writer.append(item) }
    case .object(let object):
      let entries = sortsKeys ? sorted(object.entries) : object.entries
      appendList(entries, between: "{", "}") { writer, entry in
        writer.append(entry.key)
        writer.bytes.append(UInt8(ascii: ":"))
        if writer.isPretty { writer.bytes.append(UInt8(ascii: " ")) }
        writer.append(entry.value)
      }
    }
  }

  private func sorted(_ entries: [JSONObject.Entry]) -> [JSONObject.Entry] {
    entries.sorted { Self.precedes($0.key.utf8, $1.key.utf8) }
  }

  /// The order of UTF-16 code units told from UTF-8, which is faster to read: both orders agree but
  /// for characters of four bytes, whose surrogates come before U+E000 and what follows it.
  private static func precedes(_ one: String.UTF8View, _ other: String.UTF8View) -> Bool {
    var rest = other.makeIterator()
    for byte in one {
      guard let otherByte = rest.next() else { return false }
      guard byte != otherByte else { continue }
      let differs = byte >= 0xEE && otherByte >= 0xEE && (byte >= 0xF0) != (otherByte >= 0xF0)
      return differs ? byte > otherByte : byte < otherByte
    }
    return rest.next() != nil
  }

  private mutating func appendList<Item>(
    _ items: [Item], between opening: Unicode.Scalar, _ closing: Unicode.Scalar,
    _ appendItem: (inout JSONWriter, Item) -> Void
  ) {
    bytes.append(UInt8(ascii: opening))
    level += 1
    for (place, item) in items.enumerated() {
      if place > 0 { bytes.append(UInt8(ascii: ",")) }
      breakLine()
      appendItem(&self, item)
    }
    level -= 1
    if !items.isEmpty { breakLine() }
    bytes.append(UInt8(ascii: closing))
  }

  private mutating func breakLine() {
    guard isPretty else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * level))
  }

  fileprivate mutating func append(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    // Most texts stand in JSON as they are.
    let isPlain = text.utf8.withContiguousStorageIfAvailable { part in
      guard part.allSatisfy(Self.isPlain) else { return false }
      bytes.append(contentsOf: part)
      return true
    }
    if isPlain == true {
      bytes.append(UInt8(ascii: "\""))
      return
    }
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0x08: bytes.append(contentsOf: "\\b".utf8)
      case 0x09: bytes.append(contentsOf: "\\t".utf8)
      case 0x0A: bytes.append(contentsOf: "\\n".utf8)
      case 0x0C: bytes.append(contentsOf: "\\f".utf8)
      case 0x0D: bytes.append(contentsOf: "\\r".utf8)
      case 0..<0x20:
        bytes.append(contentsOf: byte < 0x10 ? "\\u000".utf8 : "\\u00".utf8)
        bytes.append(contentsOf: String(byte, radix: 16).utf8)
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }
}

/// Writes an object key by key, in one line, for whoever has no object to write. The caller gives each
/// key once.
public struct JSONObjectWriter {
  private var writer = JSONWriter(isPretty: false, sortsKeys: false)

  /// An object without keys.
  public init() { writer.bytes.append(UInt8(ascii: "{")) }

  /// Adds a key with its value.
  public mutating func append(_ key: String, _ value: JSONValue) {
    if writer.bytes.count > 1 { writer.bytes.append(UInt8(ascii: ",")) }
    writer.append(key)
    writer.bytes.append(UInt8(ascii: ":"))
    writer.append(value)
  }

  /// The object as UTF-8 JSON.
  public var bytes: [UInt8] { writer.bytes + [UInt8(ascii: "}")] }
}
