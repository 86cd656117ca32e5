// One line that is being typed: what stands before and after the cursor, and how it looks on a screen.

/// A line with a cursor.
struct LineEditor: Sendable {
  private(set) var before = ""
  private(set) var after = ""

  /// What a key leads to.
  enum Outcome: Sendable, Hashable {
    case line(String)
    case pasted(String)
    case end
  }

  var text: String { before + after }

  /// Takes a key; the outcome, when the line is finished.
  mutating func take(_ key: Key) -> Outcome? {
    switch key {
    case .text(let text): before += text
    case .pasted(let text):
      guard text.contains(where: \.isNewline) else {
        before += text
        return nil
      }
      defer { self = LineEditor() }
      return .pasted(before + text + after)
    case .enter:
      defer { self = LineEditor() }
      return .line(text)
    case .backspace: if !before.isEmpty { before.removeLast() }
    case .delete: if !after.isEmpty { after.removeFirst() }
    case .left: if let last = before.popLast() { after = String(last) + after }
    case .right: if !after.isEmpty { before.append(after.removeFirst()) }
    case .home: (before, after) = ("", text)
    case .end: (before, after) = (text, "")
    case .killLine: before = ""
    case .killToEnd: after = ""
    case .killWord:
      while before.last?.isWhitespace == true { before.removeLast() }
      while before.last?.isWhitespace == false { before.removeLast() }
    case .endOfInput:
      if text.isEmpty { return .end }
      if !after.isEmpty { after.removeFirst() }
    }
    return nil
  }

  /// The rows on a screen of that size, and where the cursor is.
  struct Picture: Sendable, Hashable {
    var rows: [String]
    var cursorRow: Int
    var cursorColumn: Int
  }

  /// How the line looks after its prompt; of a line higher than the screen the part with the cursor.
  func picture(prompt: String, width: Int, height: Int) -> Picture {
    // The last column stays free: terminals differ in what they do when it is filled.
    let room = max(4, width - 1)
    var rows = [prompt]
    var column = prompt.columns
    var cursor = (row: 0, column: column)
    func place(_ characters: String) {
      for character in characters.withoutControls {
        if column + character.columns > room {
          rows.append("")
          column = 0
        }
        rows[rows.count - 1].append(character)
        column += character.columns
      }
    }
    place(before)
    cursor = (rows.count - 1, column)
    place(after)
    let shown = max(1, height - 1)
    let first = min(max(0, cursor.row - shown + 1), max(0, rows.count - shown))
    return Picture(
      rows: Array(rows[first..<min(rows.count, first + shown)]), cursorRow: cursor.row - first,
      cursorColumn: cursor.column)
  }
}
