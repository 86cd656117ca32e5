// Reads PostgreSQL's binary COPY format (documentation of COPY, "Binary Format"): a header, rows of
// counted fields, and a trailer. A row may be cut anywhere between two chunks.

import Foundation

/// One field of a row; its memory is valid while the row is handled.
struct CopyField {
  /// The field's bytes; nil is null.
  let content: UnsafeRawBufferPointer?

  var isNull: Bool { content == nil }

  var bytes: [UInt8]? { content.map { Array($0) } }

  var text: String? { content.flatMap { String(validating: $0, as: UTF8.self) } }

  var int16: Int16? { integer() }

  var int32: Int32? { integer() }
  /// A bigint, or a moment in microseconds since 2000-01-01.
  var int64: Int64? { integer() }

  var uuid: UUID? {
    guard let content, content.count == 16 else { return nil }
    return UUID(uuid: content.loadUnaligned(as: uuid_t.self))
  }

  /// The elements of an array of one dimension; nil when the field is none.
  var elements: [UnsafeRawBufferPointer?]? {
    guard let content, let dimensions = Self.int32(content, at: 0) else { return nil }
    if dimensions == 0 { return [] }
    guard dimensions == 1, let count = Self.int32(content, at: 12), count >= 0 else { return nil }
    var elements: [UnsafeRawBufferPointer?] = []
    elements.reserveCapacity(Int(count))
    var position = 20
    for _ in 0..<count {
      guard let length = Self.int32(content, at: position) else { return nil }
      position += 4
      if length < 0 {
        elements.append(nil)
        continue
      }
      guard position + Int(length) <= content.count else { return nil }
      let range = position..<(position + Int(length))
      elements.append(UnsafeRawBufferPointer(rebasing: content[range]))
      position = range.upperBound
    }
    return elements
  }

  private static func int32(_ bytes: UnsafeRawBufferPointer, at position: Int) -> Int32? {
    guard position + 4 <= bytes.count else { return nil }
    return Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: position, as: Int32.self))
  }

  private func integer<Number: FixedWidthInteger>() -> Number? {
    guard let content, content.count == MemoryLayout<Number>.size else { return nil }
    return Number(bigEndian: content.loadUnaligned(as: Number.self))
  }
}

/// Takes the chunks of a binary COPY one after another and hands over its rows.
struct CopyReader {
  private static let signature = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00]

  private var rest: [UInt8] = []
  private var hasHeader = false
  /// Whether the trailer has come, and nothing after it.
  private(set) var isAtEnd = false

  /// Reads a chunk; `body` gets the fields of each row that is complete.
  mutating func read(
    _ chunk: UnsafeRawBufferPointer, _ body: ([CopyField]) throws -> Void
  ) throws {
    if rest.isEmpty {
      let used = try consume(chunk, body)
      rest = Array(chunk[used...])
    } else {
      rest.append(contentsOf: chunk)
      let whole = rest
      let used = try whole.withUnsafeBytes { try consume($0, body) }
      rest.removeFirst(used)
    }
  }

  /// Handles what is complete and says how many bytes that was.
  private mutating func consume(
    _ bytes: UnsafeRawBufferPointer, _ body: ([CopyField]) throws -> Void
  ) throws -> Int {
    var position = 0
    if !hasHeader {
      guard let end = try headerEnd(bytes) else { return 0 }
      hasHeader = true
      position = end
    }
    var fields: [CopyField] = []
    while let count = int(bytes, at: position, as: Int16.self) {
      if isAtEnd { throw CodedResponseFormatError() }
      if count == -1 {
        isAtEnd = true
        position += 2
        continue
      }
      guard let end = try row(bytes, from: position + 2, count: Int(count), into: &fields)
      else { break }
      try body(fields)
      position = end
    }
    if isAtEnd, position < bytes.count { throw CodedResponseFormatError() }
    return position
  }

  // Signature, flags, and an extension to be skipped. Flags that are not known are refused.
  private func headerEnd(_ bytes: UnsafeRawBufferPointer) throws -> Int? {
    let start = Self.signature.count
    guard let flags = int(bytes, at: start, as: UInt32.self),
      let extra = int(bytes, at: start + 4, as: Int32.self)
    else { return nil }
    guard bytes.prefix(start).elementsEqual(Self.signature), flags == 0, extra >= 0 else {
      throw CodedResponseFormatError()
    }
    let end = start + 8 + Int(extra)
    return end <= bytes.count ? end : nil
  }

  /// The end of a row, with its fields; nil when part of it has yet to come.
  private func row(
    _ bytes: UnsafeRawBufferPointer, from start: Int, count: Int, into fields: inout [CopyField]
  ) throws -> Int? {
    guard count >= 0 else { throw CodedResponseFormatError() }
    fields.removeAll(keepingCapacity: true)
    var position = start
    for _ in 0..<count {
      guard let length = int(bytes, at: position, as: Int32.self) else { return nil }
      position += 4
      if length == -1 {
        fields.append(CopyField(content: nil))
        continue
      }
      guard length >= 0 else { throw CodedResponseFormatError() }
      guard position + Int(length) <= bytes.count else { return nil }
      let range = position..<(position + Int(length))
      fields.append(CopyField(content: UnsafeRawBufferPointer(rebasing: bytes[range])))
      position = range.upperBound
    }
    return position
  }

  private func int<Number: FixedWidthInteger>(
    _ bytes: UnsafeRawBufferPointer, at position: Int, as type: Number.Type
  ) -> Number? {
    guard position >= 0, position + MemoryLayout<Number>.size <= bytes.count else { return nil }
    return Number(
      bigEndian: bytes.loadUnaligned(fromByteOffset: position, as: Number.self))
  }
}
