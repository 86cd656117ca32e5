// The places of a partnership, by name: a neighbourhood of forty streets stands on no list of towns.

/// Names of places that are looked for beside those that Hark knows.
public struct OwnPlaces: Sendable {
  /// By first word, the names that begin with it.
  private let names: [String: [[String]]]

  /// Names as they are written; what stands in brackets is left out.
  public init(_ names: [String]) {
    var all: [String: [[String]]] = [:]
    for name in names {
      let plain = name.prefix { $0 != "(" && $0 != "," }
      var words = FoldedWord.words(FoldedText(String(plain))).map(\.text)
      if words.first == "the" { words.removeFirst() }
      // One ordinary word, such as Central, would be found everywhere.
      guard let first = words.first,
        words.count > 1 || first.count > 3 && !WordLists.shared.isOrdinary(first)
      else { continue }
      all[first, default: []].append(words)
    }
    self.names = all
  }

  /// Where a name stands among words.
  func found(in words: [String]) -> [Range<Int>] {
    guard !names.isEmpty else { return [] }
    return words.indices.compactMap { start in
      names[words[start]]?.filter { words[start...].starts(with: $0) }
        .map(\.count).max().map { start..<(start + $0) }
    }
  }
}
