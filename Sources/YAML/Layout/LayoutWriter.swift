// From the tree to lines: two spaces a level, dashes further in than their key, comments at the ends
// of neighbouring lines below one another.

/// Prints a tree.
struct LayoutWriter {
  /// A list in brackets that stood on several lines is put on one up to this many columns.
  static let widest = 110
  /// Comments are put below one another behind lines up to this long.
  static let longestAligned = 60

  private struct Line {
    var text: String
    var trailing: String?
  }

  private var lines: [Line] = []

  /// The text of a file.
  mutating func write(_ root: LayoutPart, foot: [LayoutComment]) -> String {
    for comment in root.leading { write(comment, indent: 0) }
    switch root.value {
    case .block(let parts, let ownFoot):
      write(parts, ownFoot, indent: 0, lead: nil)
    default: write(root.value, lead: "", indent: 0, trailing: root.trailing)
    }
    for comment in foot { write(comment, indent: 0) }
    return aligned
  }

  private mutating func write(_ comment: LayoutComment, indent: Int) {
    if comment.isAfterBlank, !lines.isEmpty { lines.append(Line(text: "")) }
    lines.append(Line(text: spaces(indent) + comment.text))
  }

  private func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }

  /// The parts of a list or mapping. `lead`: what stands before the first on its line.
  private mutating func write(
    _ parts: [LayoutPart], _ foot: [LayoutComment], indent: Int, lead: String?
  ) {
    for (index, part) in parts.enumerated() {
      for comment in part.leading { write(comment, indent: indent) }
      let isFirst = index == 0 && part.leading.isEmpty
      if part.isAfterBlank, !isFirst { lines.append(Line(text: "")) }
      let start = index == 0 ? lead ?? spaces(indent) : spaces(indent)
      write(part, start: start, indent: indent)
    }
    for comment in foot { write(comment, indent: indent) }
  }

  private mutating func write(_ part: LayoutPart, start: String, indent: Int) {
    guard let key = part.key else {
      if case .block(let parts, let foot) = part.value {
        let isFirstBare = parts.first?.leading.isEmpty ?? true
        if !isFirstBare { lines.append(Line(text: start + "-")) }
        write(parts, foot, indent: indent + 2, lead: isFirstBare ? start + "- " : nil)
      } else {
        write(part.value, lead: start + "-", indent: indent, trailing: part.trailing)
      }
      return
    }
    if case .block(let parts, let foot) = part.value {
      lines.append(Line(text: "\(start)\(key):", trailing: part.trailing))
      write(parts, foot, indent: indent + 2, lead: nil)
    } else {
      write(part.value, lead: "\(start)\(key):", indent: indent, trailing: part.trailing)
    }
  }

  /// A value behind its key or dash.
  private mutating func write(
    _ value: LayoutNode, lead: String, indent: Int, trailing: String?
  ) {
    let rows: [String]
    let below: String
    switch value {
    case .scalar(let scalar): (rows, below) = (scalar.lines, spaces(indent + 2))
    case .flow(let flow):
      let column = lead.unicodeScalars.count + (lead.isEmpty ? 1 : 2)
      (rows, below) = Self.rows(flow, column: column, indent: indent)
    case .block: return
    }
    for (index, row) in rows.enumerated() {
      let isBare = index == 0 && (lead.isEmpty || row.isEmpty)
      let start = index == 0 ? lead + (isBare ? "" : " ") : row.isEmpty ? "" : below
      lines.append(
        Line(text: start + row, trailing: index == rows.count - 1 ? trailing : nil))
    }
  }

  /// The rows of a collection in brackets, and what stands before those after the first.
  private static func rows(
    _ flow: LayoutFlow, column: Int, indent: Int
  ) -> (rows: [String], below: String) {
    switch flow {
    case .lines(let lines): return (lines, String(repeating: " ", count: indent + 4))
    case .parts(let open, let parts, let close, let wasOneLine):
      let joined = flow.joined ?? ""
      if wasOneLine || column + joined.unicodeScalars.count <= widest { return ([joined], "") }
      let start = column <= 40 ? column : indent + 4
      var rows = [open]
      for (index, part) in parts.enumerated() {
        let piece = part + (index == parts.count - 1 ? close : ",")
        let last = rows[rows.count - 1]
        let width = (rows.count == 1 ? column - 1 : start) + last.unicodeScalars.count
        if index > 0, width + 1 + piece.unicodeScalars.count > widest {
          rows.append(piece)
        } else {
          rows[rows.count - 1] = last + (index == 0 ? "" : " ") + piece
        }
      }
      return (rows, String(repeating: " ", count: start))
    }
  }

  /// The lines with their comments.
  private var aligned: String {
    var text = ""
    var index = 0
    while index < lines.count {
      var end = index
      while end < lines.count, lines[end].trailing != nil { end += 1 }
      let run = lines[index..<max(end, index + 1)]
      let lengths = run.map(\.text.count).filter { $0 <= Self.longestAligned }
      let column = (lengths.max() ?? 0) + 2
      for line in run {
        text += line.text
        if let comment = line.trailing {
          text += spaces(max(2, column - line.text.count)) + comment
        }
        text += "\n"
      }
      index += run.count
    }
    return text
  }
}
