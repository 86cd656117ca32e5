// Arrays of one dimension, mostly for `unnest(\(array))`. `[UInt8]` is not an array but bytea.

/// A type whose arrays can be bound and read.
public protocol SQLArrayElement: Sendable {
  /// The PostgreSQL type of an array of these.
  static var sqlArrayType: SQLType { get }

  /// An array in PostgreSQL's binary format.
  static func sqlArrayBytes(_ elements: [Self]) throws(PostgresError) -> [UInt8]

  /// Reads an array of one dimension; nil when the cell does not fit.
  static func decodeArray(_ cell: SQLCell) -> [Self]?
}

/// A type that is bound and read alone as well as in arrays.
public protocol SQLArrayScalar: SQLArrayElement, SQLEncodable, SQLDecodable {}

extension Array: SQLEncodable where Element: SQLArrayElement {
  /// The array type over the elements' type.
  public static var sqlType: SQLType { Element.sqlArrayType }

  /// The elements in PostgreSQL's binary format.
  public func sqlBytes() throws(PostgresError) -> [UInt8]? { try Element.sqlArrayBytes(self) }
}

extension Array: SQLDecodable where Element: SQLArrayElement {
  /// Reads an array of one dimension, or bytea.
  public static func decode(_ cell: SQLCell) -> [Element]? { Element.decodeArray(cell) }
}

extension SQLArrayElement where Self: SQLArrayScalar {
  /// The array type over this type; for a type not listed in `SQLType` the server infers it (0).
  public static var sqlArrayType: SQLType { sqlType.array ?? SQLType(oid: 0) }

  /// The elements in PostgreSQL's binary format.
  public static func sqlArrayBytes(_ elements: [Self]) throws(PostgresError) -> [UInt8] {
    try arrayBytes(elements, of: sqlType)
  }

  /// Reads an array without nulls.
  public static func decodeArray(_ cell: SQLCell) -> [Self]? { arrayElements(cell) }
}

extension Optional: SQLArrayElement where Wrapped: SQLArrayScalar {
  /// The array type over the type inside.
  public static var sqlArrayType: SQLType { Wrapped.sqlArrayType }

  /// The elements in PostgreSQL's binary format, nil as null.
  public static func sqlArrayBytes(_ elements: [Wrapped?]) throws(PostgresError) -> [UInt8] {
    try arrayBytes(elements, of: Wrapped.sqlType)
  }

  /// Reads an array that may hold nulls.
  public static func decodeArray(_ cell: SQLCell) -> [Wrapped?]? { arrayElements(cell) }
}

extension UInt8: SQLArrayElement {
  /// bytea
  public static var sqlArrayType: SQLType { .bytea }

  /// The bytes as they are.
  public static func sqlArrayBytes(_ elements: [UInt8]) throws(PostgresError) -> [UInt8] {
    elements
  }

  /// Reads a bytea.
  public static func decodeArray(_ cell: SQLCell) -> [UInt8]? {
    cell.type == .bytea ? cell.withBytes { Array($0) } : nil
  }
}

/// The format: number of dimensions, whether there are nulls, the elements' type; for the one
/// dimension its length and first index; then each element's length (-1: null) and bytes.
private func arrayBytes<Element: SQLEncodable>(
  _ elements: [Element], of type: SQLType
) throws(PostgresError) -> [UInt8] {
  let header = elements.isEmpty ? 12 : 20
  var whole: [UInt8] = []
  whole.reserveCapacity(header + elements.count * 24)
  whole.append(Int32(elements.isEmpty ? 0 : 1))
  whole.append(Int32(0))
  whole.append(type.oid)
  if elements.isEmpty { return whole }
  whole.append(Int32(elements.count))
  whole.append(Int32(1))
  for element in elements {
    let place = whole.count
    whole.append(Int32(0))
    if try element.appendSQLBytes(to: &whole) {
      let length = Int32(whole.count - place - 4)
      whole.withUnsafeMutableBytes {
        $0.storeBytes(of: length.bigEndian, toByteOffset: place, as: Int32.self)
      }
    } else {
      whole.removeLast(4)
      whole.append(Int32(-1))
      // Whether there are nulls: the last byte of the second number.
      whole[7] = 1
    }
  }
  return whole
}

extension [UInt8] {
  /// Adds a number, highest byte first.
  fileprivate mutating func append(_ number: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
  }
}

private func arrayElements<Element: SQLDecodable>(_ cell: SQLCell) -> [Element]? {
  cell.withBytes { bytes -> [Element]? in
    func number(_ offset: Int) -> Int? {
      guard offset >= 0, offset + 4 <= bytes.count else { return nil }
      return Int(Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self)))
    }
    guard let dimensions = number(0), let oid = number(8) else { return nil }
    let type = SQLType(oid: UInt32(truncatingIfNeeded: oid))
    // A value of another type may begin like an array: the column's own type must agree.
    guard cell.type == type.array else { return nil }
    if dimensions == 0 { return [] }
    guard dimensions == 1, let count = number(12), count >= 0 else { return nil }
    var elements: [Element] = []
    elements.reserveCapacity(min(count, bytes.count))
    var offset = 20
    for _ in 0..<count {
      guard let length = number(offset) else { return nil }
      let range = length < 0 ? nil : (offset + 4)..<(offset + 4 + length)
      guard let part = cell.part(type: type, range: range), let element = Element.decode(part)
      else { return nil }
      elements.append(element)
      offset += 4 + max(0, length)
    }
    return elements
  }
}
