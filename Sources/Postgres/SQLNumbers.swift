// Whole numbers, fractions and truth values. A whole number is read from any of smallint, integer
// and bigint, provided that it fits.

extension SQLCell {
  /// The cell as a whole number of any width.
  fileprivate var wholeNumber: Int64? {
    switch type {
    case .int8: integer(as: Int64.self)
    case .int4: integer(as: Int32.self).map(Int64.init)
    case .int2: integer(as: Int16.self).map(Int64.init)
    default: nil
    }
  }
}

extension Int: SQLArrayScalar {
  /// bigint
  public static var sqlType: SQLType { .int8 }
  /// Eight bytes.
  public func sqlBytes() throws(PostgresError) -> [UInt8]? { Int64(self).bigEndianBytes }
  /// Reads a smallint, integer or bigint.
  public static func decode(_ cell: SQLCell) -> Int? {
    cell.wholeNumber.flatMap(Int.init(exactly:))
  }
}

extension Int64: SQLArrayScalar {
  /// bigint
  public static var sqlType: SQLType { .int8 }
  /// Eight bytes.
  public func sqlBytes() throws(PostgresError) -> [UInt8]? { bigEndianBytes }
  /// Reads a smallint, integer or bigint.
  public static func decode(_ cell: SQLCell) -> Int64? { cell.wholeNumber }
}

extension Int32: SQLArrayScalar {
  /// integer
  public static var sqlType: SQLType { .int4 }
  /// Four bytes.
  public func sqlBytes() throws(PostgresError) -> [UInt8]? { bigEndianBytes }
  /// Reads a smallint, integer or bigint that fits.
  public static func decode(_ cell: SQLCell) -> Int32? {
    cell.wholeNumber.flatMap(Int32.init(exactly:))
  }
}

extension Int16: SQLArrayScalar {
  /// smallint
  public static var sqlType: SQLType { .int2 }
  /// Two bytes.
  public func sqlBytes() throws(PostgresError) -> [UInt8]? { bigEndianBytes }
  /// Reads a smallint, integer or bigint that fits.
  public static func decode(_ cell: SQLCell) -> Int16? {
    cell.wholeNumber.flatMap(Int16.init(exactly:))
  }
}

extension Bool: SQLArrayScalar {
  /// boolean
  public static var sqlType: SQLType { .bool }
  /// One byte.
  public func sqlBytes() throws(PostgresError) -> [UInt8]? { [self ? 1 : 0] }
  /// Reads a boolean.
  public static func decode(_ cell: SQLCell) -> Bool? {
    cell.type == .bool ? cell.integer(as: UInt8.self).map { $0 != 0 } : nil
  }
}

extension Double: SQLArrayScalar {
  /// double precision
  public static var sqlType: SQLType { .float8 }
  /// Eight bytes (IEEE 754).
  public func sqlBytes() throws(PostgresError) -> [UInt8]? { bitPattern.bigEndianBytes }
  /// Reads a double precision or real, or the nearest value to a numeric.
  public static func decode(_ cell: SQLCell) -> Double? {
    switch cell.type {
    case .float8: cell.integer(as: UInt64.self).map(Double.init(bitPattern:))
    case .float4: cell.integer(as: UInt32.self).map { Double(Float(bitPattern: $0)) }
    case .numeric: cell.withBytes(nearestDouble(toNumeric:))
    default: nil
    }
  }

  /// Reads a numeric: a count of digits to the base 10,000, the weight of the first, a sign, a scale
  /// for display, then the digits. It goes through decimal text, which Swift rounds correctly.
  private static func nearestDouble(toNumeric bytes: UnsafeRawBufferPointer) -> Double? {
    func field(_ index: Int) -> UInt16 {
      UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self))
    }
    guard bytes.count >= 8, bytes.count == 8 + Int(field(0)) * 2 else { return nil }
    let count = Int(field(0))
    let weight = Int(Int16(bitPattern: field(1)))
    switch field(2) {
    case 0, 0x4000: break
    case 0xC000: return .nan
    case 0xD000: return .infinity
    case 0xF000: return -.infinity
    default: return nil
    }
    var text = field(2) == 0x4000 ? "-0" : "0"
    for index in 0..<count {
      let digits = String(field(4 + index))
      text += String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
    return Double("\(text)e\((weight - count + 1) * 4)")
  }
}
