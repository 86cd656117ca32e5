// The text of a file as the layout reads it: code points, as libyaml counts them, with lines, and the
// comments that stand between two of its events.

/// A comment on a line of its own.
struct LayoutComment: Hashable {
  let text: String
  /// From 0.
  let column: Int
  var isAfterBlank: Bool
}

/// A file's code points: no byte order mark, line feeds alone, and one at the end.
struct LayoutSource {
  let scalars: [Unicode.Scalar]
  private let lineStarts: [Int]

  init(_ bytes: [UInt8]) {
    let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    var scalars: [Unicode.Scalar] = []
    scalars.reserveCapacity(content.count)
    for scalar in String(decoding: content, as: UTF8.self).unicodeScalars {
      if scalar == "\n", scalars.last == "\r" { scalars.removeLast() }
      if let last = scalars.last, last == "\r" { scalars[scalars.count - 1] = "\n" }
      scalars.append(scalar)
    }
    if scalars.last == "\r" { scalars[scalars.count - 1] = "\n" }
    if scalars.last != "\n" { scalars.append("\n") }
    self.scalars = scalars
    lineStarts = [0] + scalars.indices.filter { scalars[$0] == "\n" }.map { $0 + 1 }
  }

  var bytes: [UInt8] { Array(text(0..<scalars.count).utf8) }

  func text(_ range: Range<Int>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars[range.clamped(to: 0..<scalars.count)])
    return String(text)
  }

  /// The lines of a range, without their ends.
  func lines(_ range: Range<Int>) -> [String] {
    text(range).unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
      .map { String($0) }
  }

  /// The line (from 0) of a code point.
  func line(of index: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= index { low = middle } else { high = middle }
    }
    return low
  }

  /// The column (from 0) of a code point.
  func column(of index: Int) -> Int { index - lineStarts[line(of: index)] }

  /// What stands between two events.
  struct Gap {
    /// On the line of the event before.
    var trailing: String?
    /// On lines of their own.
    var comments: [LayoutComment] = []
    /// An empty line stands last.
    var endsBlank: Bool
  }

  /// Reads a gap, in which every `#` begins a comment. `isOwnLine`: nothing stands before it on its
  /// first line.
  func gap(_ range: Range<Int>, isOwnLine: Bool, isAfterBlank: Bool) -> Gap {
    var gap = Gap(endsBlank: isAfterBlank)
    var isOwn = isOwnLine
    var index = range.lowerBound
    while index < range.upperBound {
      let end = scalars[index..<range.upperBound].firstIndex(of: "\n") ?? range.upperBound
      if let sign = scalars[index..<end].firstIndex(of: "#") {
        let comment = text(sign..<end).trimmedEnd
        if isOwn {
          gap.comments.append(
            LayoutComment(text: comment, column: column(of: sign), isAfterBlank: gap.endsBlank))
        } else {
          gap.trailing = comment
        }
        gap.endsBlank = false
      } else if isOwn, end < range.upperBound {
        gap.endsBlank = gap.endsBlank || scalars[index..<end].allSatisfy { $0 == " " || $0 == "\t" }
      }
      isOwn = true
      index = end + 1
    }
    return gap
  }
}

extension String {
  /// Without spaces and tabs at the end.
  var trimmedEnd: String {
    var scalars = unicodeScalars[...]
    while let last = scalars.last, last == " " || last == "\t" { scalars.removeLast() }
    return String(scalars)
  }

  /// Without spaces and tabs at the beginning.
  var trimmedStart: String {
    String(unicodeScalars.drop { $0 == " " || $0 == "\t" })
  }
}
