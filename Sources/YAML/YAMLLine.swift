// A single line looked at without YAML's grammar, to find out what its writer meant.

struct YAMLLine {
  /// The line, from 0.
  let index: Int
  let scalars: [Unicode.Scalar]
  /// The code points before the line.
  let start: Int
  /// Spaces at the beginning.
  let indentation: Int
  /// Where the text begins behind spaces and dashes.
  let content: Int
  /// Where the value begins: behind dashes and key; nil if the line has none.
  let value: Int?

  init(_ source: YAMLSource, _ index: Int) {
    self.index = index
    (scalars, start) = source.line(index)
    indentation = Self.afterSpaces(in: scalars, from: 0)
    var place = indentation
    while place + 1 < scalars.count, scalars[place] == "-", scalars[place + 1] == " " {
      place = Self.afterSpaces(in: scalars, from: place + 1)
    }
    content = place
    if let colon = Self.colon(in: scalars, from: place) {
      place = Self.afterSpaces(in: scalars, from: colon + 1)
    }
    value = place < scalars.count && scalars[place] != "#" ? place : nil
  }

  private static func afterSpaces(in scalars: [Unicode.Scalar], from start: Int) -> Int {
    start + scalars[min(start, scalars.count)...].prefix { $0 == " " }.count
  }

  /// The first colon followed by a space or the end of the line, outside quotes that begin at `from`.
  private static func colon(in scalars: [Unicode.Scalar], from start: Int) -> Int? {
    guard start < scalars.count else { return nil }
    var place = start
    let first = scalars[start]
    if first == "\"" || first == "'" {
      guard let closing = scalars[(start + 1)...].firstIndex(of: first) else { return nil }
      place = closing + 1
      guard place < scalars.count, scalars[place] == ":" else { return nil }
    }
    if first == "[" || first == "{" { return nil }
    return (place..<scalars.count).first {
      scalars[$0] == ":" && ($0 + 1 == scalars.count || scalars[$0 + 1] == " ")
    }
  }

  /// The value inside brackets that a colon at `place` takes apart; nil if the colon is its first.
  func flowValue(before place: Int, from opening: Int) -> Int? {
    let part = scalars[max(0, min(opening + 1, place))..<place]
    let item = (part.lastIndex { ",{[".unicodeScalars.contains($0) } ?? part.startIndex - 1) + 1
    guard
      let colon = (item..<place).first(where: {
        scalars[$0] == ":" && $0 + 1 < place && scalars[$0 + 1] == " "
      })
    else { return nil }
    return (colon + 1..<place).first { scalars[$0] != " " }
  }

  /// The colon of a line that begins like `key:text`, without the space that makes it a key.
  var colonWithoutSpace: Int? {
    let word = scalars[min(content, scalars.count)...].prefix {
      $0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "_" || $0 == "-"
    }
    guard !word.isEmpty, word.endIndex + 1 < scalars.count, scalars[word.endIndex] == ":",
      scalars[word.endIndex + 1] != " ", scalars[word.endIndex + 1] != "/"
    else { return nil }
    return word.endIndex
  }

  /// The # of a comment at the end of the line behind a place.
  func comment(after place: Int) -> Int? {
    guard place + 1 < scalars.count else { return nil }
    return (max(1, place + 1)..<scalars.count).first {
      scalars[$0] == "#" && scalars[$0 - 1] == " "
    }
  }
}
