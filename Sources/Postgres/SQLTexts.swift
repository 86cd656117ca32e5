// Text, bytes, JSON and UUIDs. Text is read strictly: a column of another type is cast in the
// statement (`::text`), so that nothing is taken for text by accident.

public import Foundation

extension String: SQLArrayScalar {
  /// text
  public static var sqlType: SQLType { .text }

  /// The UTF-8 bytes; throws when they hold a NUL, which PostgreSQL cannot keep.
  public func sqlBytes() throws(PostgresError) -> [UInt8]? {
    let bytes = Array(utf8)
    if bytes.contains(0) { throw .nulInText }
    return bytes
  }

  /// Adds the UTF-8 bytes.
  public func appendSQLBytes(to bytes: inout [UInt8]) throws(PostgresError) -> Bool {
    let start = bytes.count
    bytes.append(contentsOf: utf8)
    if bytes[start...].contains(0) { throw .nulInText }
    return true
  }

  /// Reads a text, varchar, char(n) or name.
  public static func decode(_ cell: SQLCell) -> String? {
    switch cell.type {
    case .text, .varchar, .bpchar, .name:
      cell.withBytes { String(validating: $0, as: UTF8.self) }
    default: nil
    }
  }
}

extension UUID: SQLArrayScalar {
  /// uuid
  public static var sqlType: SQLType { .uuid }

  /// Sixteen bytes.
  public func sqlBytes() throws(PostgresError) -> [UInt8]? {
    withUnsafeBytes(of: uuid) { Array($0) }
  }

  /// Adds the sixteen bytes.
  public func appendSQLBytes(to bytes: inout [UInt8]) throws(PostgresError) -> Bool {
    withUnsafeBytes(of: uuid) { bytes.append(contentsOf: $0) }
    return true
  }

  /// Reads a uuid.
  public static func decode(_ cell: SQLCell) -> UUID? {
    guard cell.type == .uuid else { return nil }
    return cell.withBytes { bytes in
      bytes.count == 16 ? UUID(uuid: bytes.loadUnaligned(as: uuid_t.self)) : nil
    }
  }
}

/// A JSON document as its UTF-8 bytes; bound as jsonb, read from json and jsonb.
public struct JSONText: Sendable, Hashable {
  /// The document in UTF-8. It is not checked here: the database refuses what is not JSON (22P02).
  public var bytes: [UInt8]

  /// Wraps a document.
  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Wraps a document.
  public init(_ text: String) { bytes = Array(text.utf8) }

  /// The document as text.
  public var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension JSONText: SQLEncodable, SQLDecodable {
  // The only version of jsonb's binary format there is; it precedes the text.
  private static let version: UInt8 = 1

  /// jsonb
  public static var sqlType: SQLType { .jsonb }

  /// The format's version and the document; throws when that holds a NUL byte.
  public func sqlBytes() throws(PostgresError) -> [UInt8]? {
    if bytes.contains(0) { throw .nulInText }
    return [Self.version] + bytes
  }

  /// Adds the format's version and the document.
  public func appendSQLBytes(to whole: inout [UInt8]) throws(PostgresError) -> Bool {
    if bytes.contains(0) { throw .nulInText }
    whole.append(Self.version)
    whole += bytes
    return true
  }

  /// Reads a json or jsonb. Of a jsonb the database has kept the meaning, not the bytes.
  public static func decode(_ cell: SQLCell) -> JSONText? {
    switch cell.type {
    case .json: cell.withBytes { JSONText(Array($0)) }
    case .jsonb: cell.withBytes { $0.first == version ? JSONText(Array($0.dropFirst())) : nil }
    default: nil
    }
  }
}
