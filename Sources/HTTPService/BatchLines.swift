// Takes a stream of lines apart, without ever holding more than one line of the longest length.

/// The lines of a stream, as they come.
struct BatchLines {
  /// A line with its number, counted from 1; without bytes when it is too long.
  struct Line {
    let number: Int
    let bytes: [UInt8]?
  }

  private let longest: Int
  private var rest: [UInt8] = []
  private var isTooLong = false
  /// The number of the line under way.
  private(set) var number = 1

  init(longest: Int) { self.longest = longest }

  /// Takes more bytes; gives every line that they end. Empty lines have a number and no answer.
  mutating func take(_ bytes: some Collection<UInt8>) -> [Line] {
    var lines: [Line] = []
    var piece = bytes[...]
    while let end = piece.firstIndex(of: 0x0A) {
      add(piece[..<end])
      piece = piece[piece.index(after: end)...]
      if let line = endLine() { lines.append(line) }
    }
    add(piece)
    return lines
  }

  /// Ends the stream; gives the last line where no line end closed it.
  mutating func finish() -> Line? { endLine() }

  private mutating func add(_ bytes: some Collection<UInt8>) {
    if isTooLong { return }
    if rest.count + bytes.count > longest + 1 {
      isTooLong = true
      rest = []
    } else {
      rest.append(contentsOf: bytes)
    }
  }

  private mutating func endLine() -> Line? {
    defer {
      number += 1
      rest.removeAll(keepingCapacity: rest.capacity <= 1 << 16)
      isTooLong = false
    }
    if rest.last == 0x0D { rest.removeLast() }
    if isTooLong || rest.count > longest { return Line(number: number, bytes: nil) }
    return rest.allSatisfy({ " \t".utf8.contains($0) }) ? nil : Line(number: number, bytes: rest)
  }
}
