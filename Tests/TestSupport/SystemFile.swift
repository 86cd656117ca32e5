// Reads SPSS system files for tests, by the description of the format in PSPP's developer's guide
// ("System File Format"), and so with nothing of the library that writes them.

/// What a system file holds.
public struct SystemFile {
  /// A column.
  public struct Variable {
    /// The name people type.
    public let name: String
    /// What people read above it.
    public var label: String
    /// 0: a number; else the bytes of a text.
    public var width: Int
    /// Values that count as no answer, or the ends of their range.
    public var missing: [Double]
    /// How many of these there are; negative: the first two are a range's ends.
    public var missingForm = 0
    /// What people read for a value.
    public var labels: [Double: String] = [:]
  }

  /// A cell; nil: empty.
  public enum Cell: Equatable {
    case number(Double)
    case text(String)
  }

  /// The file's label.
  public private(set) var title = ""
  /// The columns.
  public private(set) var variables: [Variable] = []
  /// The cells, row by row.
  public private(set) var rows: [[Cell?]] = []

  /// What was read is not a system file.
  public struct Malformed: Error {
    /// Where reading ended, in bytes.
    public let offset: Int
  }

  private struct Element {
    let short: String
    let width: Int
    let blocks: Int
    let variable: Variable
  }

  /// Reads a whole file.
  public init(_ bytes: [UInt8]) throws {
    var reader = Reader(bytes: bytes)
    guard try reader.text(4) == "$FL2" else { throw Malformed(offset: 0) }
    _ = try reader.take(60 + 8)
    let isCompressed = try reader.int() == 1
    _ = try reader.int()
    let count = try reader.int()
    guard try reader.double() == 100 else { throw Malformed(offset: reader.offset) }
    _ = try reader.take(17)
    title = try reader.text(64)
    _ = try reader.take(3)
    var elements: [Element] = []
    var starts: [Int: Int] = [:]
    var blocks = 0
    var pending: [Double: String] = [:]
    var labelled: [Int: [Double: String]] = [:]
    var names: [String: String] = [:]
    var lengths: [String: Int] = [:]
    records: while true {
      switch try reader.int() {
      case 2:
        let element = try reader.variable()
        blocks += 1
        guard let element else { continue }
        starts[blocks] = elements.count
        elements.append(element)
      case 3:
        pending = [:]
        for _ in 0..<(try reader.int()) {
          let value = try reader.double()
          let length = Int(try reader.take(1)[0])
          let padded = (length + 1 + 7) / 8 * 8 - 1
          let label = try reader.take(padded)
          pending[value] = String(decoding: label.prefix(length), as: UTF8.self)
        }
      case 4:
        for _ in 0..<(try reader.int()) {
          if let element = starts[try reader.int()] { labelled[element] = pending }
        }
      case 7:
        let subtype = try reader.int()
        let size = try reader.int() * reader.int()
        let data = String(decoding: try reader.take(size), as: UTF8.self)
        let pairs = data.split(whereSeparator: { $0 == "\t" || $0 == "\0" }).compactMap { pair in
          let parts = pair.split(separator: "=", maxSplits: 1)
          return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
        }
        if subtype == 13 { names = Dictionary(uniqueKeysWithValues: pairs) }
        if subtype == 14 {
          lengths = Dictionary(uniqueKeysWithValues: pairs.map { ($0.0, Int($0.1) ?? 0) })
        }
      case 999:
        _ = try reader.int()
        break records
      default: throw Malformed(offset: reader.offset)
      }
    }
    var layout: [(segments: Int, width: Int)] = []
    var place = 0
    while place < elements.count {
      let element = elements[place]
      let width = lengths[element.short] ?? element.width
      let segments = width > 255 ? (width + 251) / 252 : 1
      var variable = Variable(
        name: names[element.short] ?? element.short, label: element.variable.label, width: width,
        missing: element.variable.missing, missingForm: element.variable.missingForm)
      variable.labels = labelled[place] ?? [:]
      variables.append(variable)
      layout.append((segments, width))
      place += segments
    }
    var data = Data(reader: reader, isCompressed: isCompressed)
    for _ in 0..<count {
      var row: [Cell?] = []
      var place = 0
      for (segments, width) in layout {
        if width == 0 {
          row.append(try data.number().map { .number($0) })
        } else {
          var text: [UInt8] = []
          for element in elements[place..<(place + segments)] {
            let bytes = try data.text(blocks: element.blocks)
            text += bytes.prefix(min(255, element.width))
          }
          while text.last == 0x20 { text.removeLast() }
          row.append(text.isEmpty ? nil : .text(String(decoding: text, as: UTF8.self)))
        }
        place += segments
      }
      rows.append(row)
    }
  }

  /// A cell by the column's name.
  public func cell(_ row: Int, _ name: String) -> Cell? {
    variables.firstIndex { $0.name == name }.flatMap { rows[row][$0] }
  }

  /// Everything that is written in it, cell by cell.
  public var allText: String {
    rows.joined().compactMap { cell in
      if case .text(let text) = cell { text } else { nil }
    }.joined(separator: "\n")
  }

  private struct Reader {
    let bytes: [UInt8]
    var offset = 0

    mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
      guard count >= 0, offset + count <= bytes.count else { throw Malformed(offset: offset) }
      defer { offset += count }
      return ArraySlice(Array(bytes[offset..<(offset + count)]))
    }

    mutating func int() throws -> Int {
      Int(
        Int32(
          bitPattern: try take(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }))
    }

    mutating func double() throws -> Double {
      Double(bitPattern: try take(8).reversed().reduce(0) { $0 << 8 | UInt64($1) })
    }

    mutating func text(_ count: Int) throws -> String {
      var text = try take(count)
      while text.last == 0x20 { text.removeLast() }
      return String(decoding: text, as: UTF8.self)
    }

    /// A variable record; nil for one that continues a text.
    mutating func variable() throws -> Element? {
      let type = try int()
      let hasLabel = try int() == 1
      let missing = try int()
      _ = try take(8)
      let short = try text(8)
      var label = ""
      if hasLabel {
        let length = try int()
        label = String(decoding: try take((length + 3) / 4 * 4).prefix(length), as: UTF8.self)
      }
      let values = try (0..<abs(missing)).map { _ in try double() }
      guard type >= 0 else { return nil }
      return Element(
        short: short, width: type, blocks: max(1, (type + 7) / 8),
        variable: Variable(
          name: short, label: label, width: type, missing: values, missingForm: missing))
    }
  }

  private struct Data {
    var reader: Reader
    let isCompressed: Bool
    var codes: ArraySlice<UInt8> = []

    init(reader: Reader, isCompressed: Bool) {
      (self.reader, self.isCompressed) = (reader, isCompressed)
    }

    /// The next eight bytes; nil for the empty number.
    mutating func block() throws -> ArraySlice<UInt8>? {
      guard isCompressed else { return try reader.take(8) }
      while true {
        if codes.isEmpty { codes = try reader.take(8) }
        switch codes.removeFirst() {
        case 0: continue
        case 252: throw Malformed(offset: reader.offset)
        case 253: return try reader.take(8)
        case 254: return ArraySlice(Array(repeating: 0x20, count: 8))
        case 255: return nil
        case let code:
          let bits = (Double(code) - 100).bitPattern
          return ArraySlice((0..<8).map { UInt8(truncatingIfNeeded: bits >> (8 * UInt64($0))) })
        }
      }
    }

    mutating func number() throws -> Double? {
      guard let block = try block() else { return nil }
      let number = Double(bitPattern: block.reversed().reduce(0) { $0 << 8 | UInt64($1) })
      return number == -Double.greatestFiniteMagnitude ? nil : number
    }

    mutating func text(blocks: Int) throws -> [UInt8] {
      try (0..<blocks).flatMap { _ in try block() ?? [] }
    }
  }
}
