// The text of a file made fit for libyaml: repaired UTF-8 without a byte order mark, the problems of
// single characters and lines, and the way from libyaml's counts back to lines and columns.

struct YAMLSource {
  /// The bytes for libyaml: valid UTF-8, refused characters replaced by visible ones as long.
  private(set) var bytes: [UInt8]
  private(set) var problems: [YAMLProblem] = []
  /// Where each line begins.
  private var lines: [Line] = []
  /// The measures of the line with accents asked for last, as places come mostly in order.
  private var measured: (line: Int, columns: [Int], bytes: [Int])?

  private struct Line {
    let byte: Int
    /// The code points before the line.
    let scalar: Int
    let isASCII: Bool
  }

  init(_ original: [UInt8]) {
    let content =
      original.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(original.dropFirst(3)) : original
    let valid = String(validating: content, as: UTF8.self)
    bytes = valid == nil ? Array(String(decoding: content, as: UTF8.self).utf8) : content
    findLines()
    if valid == nil { reportEncoding(content) }
    refuseCharacters()
    refuseDirectives()
  }

  /// Whether the bytes look like UTF-16, which as UTF-8 would be nothing but problems.
  static func isUTF16(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
  }

  /// The line and column of a code point.
  mutating func position(ofScalar scalar: Int) -> YAML.Position {
    let line = lineIndex(ofScalar: scalar)
    let place = max(0, scalar - lines[line].scalar)
    if lines[line].isASCII { return YAML.Position(line: line + 1, column: place + 1) }
    return YAML.Position(line: line + 1, column: measures(of: line, at: place).column)
  }

  /// The byte a code point begins at.
  mutating func byte(ofScalar scalar: Int) -> Int {
    let line = lineIndex(ofScalar: scalar)
    let place = max(0, scalar - lines[line].scalar)
    let inLine = lines[line].isASCII ? place : measures(of: line, at: place).byte
    return min(bytes.count, lines[line].byte + inLine)
  }

  /// What follows a code point on its line, with the line's break.
  mutating func restOfLine(fromScalar scalar: Int) -> ArraySlice<UInt8> {
    let end = bytes(of: lineIndex(ofScalar: scalar)).upperBound
    return bytes[min(byte(ofScalar: scalar), end)..<end]
  }

  /// The line (from 0) a code point is in.
  func lineIndex(ofScalar scalar: Int) -> Int {
    var low = 0
    var high = lines.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lines[middle].scalar <= scalar { low = middle } else { high = middle }
    }
    return low
  }

  /// The code points of a line (from 0) without its break, and the count of those before it.
  func line(_ index: Int) -> (scalars: [Unicode.Scalar], start: Int) {
    guard lines.indices.contains(index) else { return ([], 0) }
    var text = bytes[bytes(of: index)]
    while let last = text.last, last == 0x0A || last == 0x0D { text.removeLast() }
    return (Array(String(decoding: text, as: UTF8.self).unicodeScalars), lines[index].scalar)
  }

  /// Changes or inserts one ASCII character; behind an insertion the columns of its line move by one.
  mutating func apply(_ repair: YAMLRepair) {
    let place = byte(ofScalar: repair.scalar)
    guard place < bytes.count, bytes[place] < 0x80 else { return }
    switch repair.change {
    case .replace(let character): bytes[place] = character
    case .insertSpace:
      bytes.insert(UInt8(ascii: " "), at: place)
      measured = nil
      findLines()
    }
  }

  private func bytes(of line: Int) -> Range<Int> {
    lines[line].byte..<(line + 1 < lines.count ? lines[line + 1].byte : bytes.count)
  }

  /// Column and byte within its line of the code point at a place in a line that is not ASCII.
  private mutating func measures(of line: Int, at place: Int) -> (column: Int, byte: Int) {
    if measured?.line != line {
      var columns: [Int] = []
      var offsets: [Int] = []
      var offset = 0
      let text = String(decoding: bytes[bytes(of: line)], as: UTF8.self)
      for (place, character) in text.enumerated() {
        for scalar in character.unicodeScalars {
          columns.append(place + 1)
          offsets.append(offset)
          offset += UTF8.width(scalar)
        }
      }
      measured = (line, columns + [(columns.last ?? 0) + 1], offsets + [offset])
    }
    guard let measured else { return (place + 1, place) }
    let known = min(place, measured.columns.count - 1)
    return (measured.columns[known], measured.bytes[known])
  }

  private mutating func findLines() {
    lines = []
    var start = (byte: 0, scalar: 0)
    var scalar = 0
    var isASCII = true
    for (place, byte) in bytes.enumerated() {
      if byte & 0xC0 != 0x80 { scalar += 1 }
      if byte >= 0x80 { isASCII = false }
      let isReturn = byte == 0x0D && (place + 1 == bytes.count || bytes[place + 1] != 0x0A)
      guard byte == 0x0A || isReturn else { continue }
      lines.append(Line(byte: start.byte, scalar: start.scalar, isASCII: isASCII))
      start = (place + 1, scalar)
      isASCII = true
    }
    lines.append(Line(byte: start.byte, scalar: start.scalar, isASCII: isASCII))
  }
}

extension YAMLSource {
  private mutating func report(_ problem: YAMLProblem) {
    // One more than is shown, so that the reader knows there are more.
    if problems.count <= YAML.mostProblems { problems.append(problem) }
  }

  /// Reports the first byte that is not UTF-8 and how many more such places there are.
  private mutating func reportEncoding(_ original: [UInt8]) {
    var rest = original.makeIterator()
    var parser = Unicode.UTF8.ForwardParser()
    var valid = 0
    var first: Int?
    var count = 0
    reading: while true {
      switch parser.parseScalar(from: &rest) {
      case .valid: valid += 1
      case .error:
        count += 1
        if first == nil { first = valid }
      case .emptyInput: break reading
      }
    }
    let position = position(ofScalar: first ?? 0)
    report(
      YAMLProblem(
        .invalidUTF8, at: position,
        count > 1
          ? "The file is not UTF-8 here and in \(count - 1) more places."
          : "The file is not UTF-8 here.",
        "Save it again with the encoding UTF-8 and check letters with accents."))
  }

  /// Reports characters that may stand nowhere, and replaces those that libyaml would stop at.
  private mutating func refuseCharacters() {
    guard bytes.contains(where: { $0 < 0x20 || $0 >= 0x7F }) else { return }
    var scalar = 0
    var byte = 0
    for character in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      let width = UTF8.width(character)
      if YAMLCharacters.isRefused(character) {
        if problems.count <= YAML.mostProblems {
          let position = position(ofScalar: scalar)
          report(YAMLCharacters.problem(of: character, at: position))
        }
        replace(character, at: byte, width: width)
      }
      scalar += 1
      byte += width
    }
  }

  private mutating func replace(_ character: Unicode.Scalar, at byte: Int, width: Int) {
    switch width {
    case 1: bytes[byte] = UInt8(ascii: "_")
    case 2: bytes.replaceSubrange(byte..<byte + 2, with: "·".utf8)
    default: bytes.replaceSubrange(byte..<byte + 3, with: "•".utf8)
    }
  }

  /// Reports lines that begin with %YAML or %TAG and turns them into comments: libyaml compares
  /// every such line with every other, which takes minutes in a hostile file.
  private mutating func refuseDirectives() {
    for line in lines where beginsDirective(at: line.byte) {
      bytes[line.byte] = UInt8(ascii: "#")
      let position = position(ofScalar: line.scalar)
      report(
        YAMLProblem(
          .directive, at: position, "This line gives instructions to YAML programs.",
          "Delete the line; survey files need none."))
    }
  }

  private func beginsDirective(at byte: Int) -> Bool {
    guard byte < bytes.count, bytes[byte] == UInt8(ascii: "%") else { return false }
    let word = bytes[byte...].prefix(5)
    return word.starts(with: "%YAML".utf8) || word.starts(with: "%TAG".utf8)
  }
}
