// A JSON value as the whole house passes it around: from the wire, from the database, and from YAML
// or CSV text that another target has read.

/// Any JSON value. Strings and keys are equal as Swift strings are: by canonical equivalence.
public enum JSONValue: Sendable, Hashable {
  /// The literal null.
  case null
  /// The literals true and false.
  case bool(Bool)
  /// A number; one that is not finite has no JSON form and is written as null.
  case number(Double)
  /// A text without lone surrogates.
  case string(String)
  /// A list of values.
  case array([JSONValue])
  /// Keys with values, in the order they were written.
  case object(JSONObject)
}

extension JSONValue {
  /// Whether this is null.
  public var isNull: Bool { self == .null }

  /// The text of a string, nil for every other kind.
  public var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The number, nil for every other kind.
  public var number: Double? {
    if case .number(let number) = self { number } else { nil }
  }

  /// The number as a whole number (43.0 is 43), nil if it has a fraction or is of another kind.
  public var int: Int? {
    if case .number(let number) = self { Int(exactly: number) } else { nil }
  }

  /// True or false, nil for every other kind.
  public var bool: Bool? {
    if case .bool(let flag) = self { flag } else { nil }
  }

  /// The items of a list, nil for every other kind.
  public var array: [JSONValue]? {
    if case .array(let items) = self { items } else { nil }
  }

  /// The object, nil for every other kind.
  public var object: JSONObject? {
    if case .object(let object) = self { object } else { nil }
  }

  /// The value under a key; nil if the key is absent or this is no object.
  public subscript(key: String) -> JSONValue? { object?[key] }

  /// The item at a place counted from 0; nil beyond the end or if this is no list.
  public subscript(index: Int) -> JSONValue? {
    guard case .array(let items) = self, items.indices.contains(index) else { return nil }
    return items[index]
  }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
  ExpressibleByStringInterpolation, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// Null, from the literal nil.
  public init(nilLiteral: ()) { self = .null }

  /// True or false.
  public init(booleanLiteral value: Bool) { self = .bool(value) }

  /// A whole number.
  public init(integerLiteral value: Int) { self = .number(Double(value)) }

  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }

  /// A text.
  public init(stringLiteral value: String) { self = .string(value) }

  /// A list.
  public init(arrayLiteral items: JSONValue...) { self = .array(items) }

  /// An object; of a key given twice the last value counts.
  public init(dictionaryLiteral entries: (String, JSONValue)...) {
    self = .object(JSONObject(entries))
  }
}
