// A file as a tree of what is printed: texts as they were written, with the comments around them.

/// A value as it is printed.
indirect enum LayoutNode {
  case scalar(LayoutScalar)
  /// A list or mapping in brackets.
  case flow(LayoutFlow)
  /// A list of dashes, or a mapping of lines, with the comments at its end.
  case block([LayoutPart], foot: [LayoutComment])

  var isBlock: Bool {
    if case .block = self { true } else { false }
  }
}

/// A line of a block: an item, or a key with its value.
struct LayoutPart {
  var leading: [LayoutComment]
  /// An empty line stands above it, below its comments.
  var isAfterBlank: Bool
  /// As it was written; nil for an item of a list.
  let key: String?
  let value: LayoutNode
  /// The comment at the end of its line.
  let trailing: String?
}

/// A text as it was written, without the indentation of its lines.
struct LayoutScalar {
  /// The first line stands behind the key; the others are indented below it.
  let lines: [String]

  /// A plain or quoted text: how its lines are indented means nothing.
  init(_ lines: [String], isDoubleQuoted: Bool) {
    self.lines = lines.enumerated().map { index, line in
      let start = index == 0 ? line : line.trimmedStart
      if index == lines.count - 1 { return start }
      let end = start.trimmedEnd
      // An escaped space at the end is part of the text.
      return isDoubleQuoted && end.hasSuffix("\\") ? start : end
    }
  }

  /// A text after `|` or `>`. `parent`: the column of the collection that it stands in.
  init(block lines: [String], parent: Int) {
    let head = lines[0].split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    let indicator = String(head[0]).trimmedEnd
    let digit = indicator.unicodeScalars.first { ("1"..."9").contains($0) }
    var content = Array(lines.dropFirst())
    if content.last?.isEmpty ?? false { content.removeLast() }
    if !indicator.contains("+") {
      while let last = content.last, last.trimmedEnd.isEmpty { content.removeLast() }
    }
    let width: Int
    if let digit {
      width = parent + Int(digit.value - 48)
    } else {
      let first = content.first { !$0.trimmedEnd.isEmpty } ?? ""
      width = first.unicodeScalars.prefix { $0 == " " }.count
    }
    let newIndicator = indicator.unicodeScalars.map { $0 == digit ? "2" : String($0) }.joined()
    let comment = head.count > 1 ? "  #" + String(head[1]).trimmedEnd : ""
    self.lines =
      [newIndicator + comment]
      + content.map { line in
        let spaces = line.unicodeScalars.prefix { $0 == " " }.count
        return String(line.unicodeScalars.dropFirst(min(width, spaces)))
      }
  }
}

/// A list or mapping in brackets.
enum LayoutFlow {
  /// Its parts, each on one line: `[`, `a`, `b: c`, `]`.
  case parts(open: String, [String], close: String, wasOneLine: Bool)
  /// With comments or long texts in it: its lines as they were written, without indentation.
  case lines([String])

  /// All on one line.
  var joined: String? {
    guard case .parts(let open, let parts, let close, _) = self else { return nil }
    return open + parts.joined(separator: ", ") + close
  }
}
