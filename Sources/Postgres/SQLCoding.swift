// How Swift values become parameters and cells of a result become Swift values. Everything travels
// in PostgreSQL's binary format, so that nothing is parsed, escaped or rounded on the way.

/// A value that can be bound in a statement.
public protocol SQLEncodable: Sendable {
  /// The PostgreSQL type the value is bound as.
  static var sqlType: SQLType { get }

  /// The value in PostgreSQL's binary format; nil is null. Throws when text holds a NUL.
  func sqlBytes() throws(PostgresError) -> [UInt8]?

  /// Adds the same to bytes; false, and nothing is added, where it is null.
  func appendSQLBytes(to bytes: inout [UInt8]) throws(PostgresError) -> Bool
}

extension SQLEncodable {
  /// Adds what `sqlBytes` gives.
  public func appendSQLBytes(to bytes: inout [UInt8]) throws(PostgresError) -> Bool {
    guard let own = try sqlBytes() else { return false }
    bytes += own
    return true
  }
}

/// A value that can be read from a cell of a result.
public protocol SQLDecodable {
  /// Reads a cell; nil when the cell's type or value does not fit.
  static func decode(_ cell: SQLCell) -> Self?
}

/// One cell of a result: its type and its bytes. Valid for as long as it is kept.
public struct SQLCell {
  /// The type the server gave the column.
  public let type: SQLType

  private let bytes: UnsafeRawBufferPointer?
  // The bytes belong to the result; the cell keeps it alive.
  private let owner: QueryResult

  init(type: SQLType, bytes: UnsafeRawBufferPointer?, owner: QueryResult) {
    self.type = type
    self.bytes = bytes
    self.owner = owner
  }

  /// Whether the cell is null.
  public var isNull: Bool { bytes == nil }

  /// Gives the bytes in PostgreSQL's binary format; nil when the cell is null.
  public func withBytes<Value>(
    _ body: (UnsafeRawBufferPointer) throws -> Value?
  ) rethrows -> Value? {
    guard let bytes else { return nil }
    return try withExtendedLifetime(owner) { try body(bytes) }
  }

  /// A part of this cell as a cell of its own: an element of an array.
  func part(type: SQLType, range: Range<Int>?) -> SQLCell? {
    guard let bytes else { return nil }
    guard let range else { return SQLCell(type: type, bytes: nil, owner: owner) }
    guard range.lowerBound >= 0, range.upperBound <= bytes.count else { return nil }
    return SQLCell(type: type, bytes: UnsafeRawBufferPointer(rebasing: bytes[range]), owner: owner)
  }
}

extension SQLCell {
  /// The cell as a big-endian integer of exactly this width; nil when it has another width.
  func integer<Number: FixedWidthInteger>(as type: Number.Type = Number.self) -> Number? {
    withBytes { bytes in
      guard bytes.count == MemoryLayout<Number>.size else { return nil }
      return Number(bigEndian: bytes.loadUnaligned(as: Number.self))
    }
  }
}

extension FixedWidthInteger {
  /// The bytes, highest first.
  var bigEndianBytes: [UInt8] { withUnsafeBytes(of: bigEndian) { Array($0) } }
}

extension SQLEncodable where Self: RawRepresentable, RawValue: SQLEncodable {
  /// The type of the raw value.
  public static var sqlType: SQLType { RawValue.sqlType }

  /// The raw value's bytes.
  public func sqlBytes() throws(PostgresError) -> [UInt8]? { try rawValue.sqlBytes() }
}

extension SQLDecodable where Self: RawRepresentable, RawValue: SQLDecodable {
  /// Reads a raw value; nil when it names no case.
  public static func decode(_ cell: SQLCell) -> Self? {
    RawValue.decode(cell).flatMap(Self.init(rawValue:))
  }
}

extension Optional: SQLEncodable where Wrapped: SQLEncodable {
  /// The type of the value inside.
  public static var sqlType: SQLType { Wrapped.sqlType }

  /// The value's bytes; nil is null.
  public func sqlBytes() throws(PostgresError) -> [UInt8]? {
    switch self {
    case .some(let value): try value.sqlBytes()
    case .none: nil
    }
  }

  /// Adds the value's bytes; false is null.
  public func appendSQLBytes(to bytes: inout [UInt8]) throws(PostgresError) -> Bool {
    switch self {
    case .some(let value): try value.appendSQLBytes(to: &bytes)
    case .none: false
    }
  }
}

extension Optional: SQLDecodable where Wrapped: SQLDecodable {
  /// Reads a value, or nothing from null.
  public static func decode(_ cell: SQLCell) -> Wrapped?? {
    cell.isNull ? .some(.none) : Wrapped.decode(cell).map(Optional.some)
  }
}
