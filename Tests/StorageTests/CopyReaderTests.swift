// The reader of binary COPY, with chunks cut anywhere and streams that are not what they should be.

import Foundation
import Testing

@testable import Storage

@Suite struct CopyReaderTests {
  private static let rows: [[[UInt8]?]] = [
    [[1, 2], nil, []], [nil, Array("text".utf8), [0xFF]], [[], [], []],
  ]

  @Test func `rows are the same wherever the chunks are cut`() throws {
    let stream = Self.stream(Self.rows)
    for first in 0...stream.count {
      for second in first...stream.count {
        let chunks = [stream[..<first], stream[first..<second], stream[second...]].map(Array.init)
        let (rows, isAtEnd) = try Self.read(chunks)
        #expect(rows == Self.rows && isAtEnd, "cut at \(first) and \(second)")
      }
    }
    #expect(try Self.read(stream.map { [$0] }).rows == Self.rows)
  }

  @Test func `a stream that ends early is not at its end`() throws {
    let stream = Self.stream(Self.rows)
    for length in 0..<stream.count {
      #expect(try Self.read([Array(stream[..<length])]).isAtEnd == false)
    }
  }

  @Test(arguments: [
    Array("PGCOPY\r\n".utf8) + [UInt8](repeating: 0, count: 20),
    header(flags: 1), header() + [0xFF, 0xFE], header() + [0, 1, 0xFF, 0xFF, 0xFF, 0xFE],
    header() + [0xFF, 0xFF, 0], header() + [0xFF, 0xFF, 0, 1],
  ])
  func `what is no binary COPY is refused`(_ bytes: [UInt8]) {
    #expect(throws: CodedResponseFormatError.self) { try Self.read([bytes]) }
  }

  private static func header(flags: UInt8 = 0) -> [UInt8] {
    Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0, 0, 0, 0, flags, 0, 0, 0, 0]
  }

  private static func stream(_ rows: [[[UInt8]?]]) -> [UInt8] {
    var bytes = header()
    for row in rows {
      bytes += [0, UInt8(row.count)]
      for field in row {
        bytes += field.map { [0, 0, 0, UInt8($0.count)] + $0 } ?? [0xFF, 0xFF, 0xFF, 0xFF]
      }
    }
    return bytes + [0xFF, 0xFF]
  }

  @discardableResult
  private static func read(
    _ chunks: [[UInt8]]
  ) throws -> (rows: [[[UInt8]?]], isAtEnd: Bool) {
    var reader = CopyReader()
    var rows: [[[UInt8]?]] = []
    for chunk in chunks {
      try chunk.withUnsafeBytes { bytes in
        try reader.read(bytes) { fields in rows.append(fields.map(\.bytes)) }
      }
    }
    return (rows, reader.isAtEnd)
  }
}
