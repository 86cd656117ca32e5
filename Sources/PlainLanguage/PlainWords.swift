// A text as words with their places, and the list of words to avoid.

internal import YAML

/// A word of a text.
struct PlainWord: Hashable {
  let text: String
  let offset: Int
  var small: String { text.lowercased() }

  /// Without the ending of an owner: `stakeholder's`, `stakeholders'`.
  var withoutOwner: PlainWord {
    var text = text[...]
    while text.last == "-" || text.last == "'" { text.removeLast() }
    if text.hasSuffix("'s") { text.removeLast(2) }
    return PlainWord(text: String(text), offset: offset)
  }

  /// The words of a text: letters and digits, with hyphens and apostrophes inside.
  static func words(_ text: some StringProtocol, from start: Int = 0) -> [PlainWord] {
    var words: [PlainWord] = []
    var current = ""
    var begin = 0
    for (index, character) in text.enumerated() {
      if character.isLetter || character.isNumber
        || ("-'’‐‑–".contains(character) && !current.isEmpty)
      {
        if current.isEmpty { begin = index }
        current.append(character == "’" ? "'" : "‐‑–".contains(character) ? "-" : character)
      } else if !current.isEmpty {
        words.append(PlainWord(text: current, offset: start + begin))
        current = ""
      }
    }
    if !current.isEmpty { words.append(PlainWord(text: current, offset: start + begin)) }
    return words
  }
}

/// Words to avoid, as plain-words.yaml lists them.
struct JargonList: Sendable {
  private struct Entry: Sendable {
    let words: [String]
    let isCapitals: Bool
    let instead: String
  }

  static let shared = JargonList()

  /// By first word, in small letters.
  private var entries: [String: [Entry]] = [:]
  private var known: Set<String> = []
  /// Phrases that hold a listed word and are no jargon, by first word.
  private var fine: [String: [Entry]] = [:]
  /// What to say in the place of an abbreviation; the first word explains one that stands beside it.
  private var short: [String: String] = [:]

  private init() {
    let file = YAML.read(PackageResources.plain_words_yaml).node
    for item in file?["words"]?.sequence ?? [] {
      guard let line = item.mapping?.first, let instead = line.value.text else { continue }
      for entry in Self.entries(line.key, instead) {
        entries[entry.words[0].lowercased(), default: []].append(entry)
      }
    }
    for phrases in file?["fine"]?.sequence ?? [] {
      for entry in Self.entries(phrases.text ?? "", "") {
        fine[entry.words[0].lowercased(), default: []].append(entry)
      }
    }
    known = Set((file?["known"]?.sequence ?? []).compactMap(\.text))
    short = Dictionary(
      (file?["short"]?.mapping ?? []).compactMap { entry in entry.value.text.map { (entry.key, $0) }
      }
    ) { first, _ in first }
  }

  /// The phrases of a line, each with its words.
  private static func entries(_ line: String, _ instead: String) -> [Entry] {
    line.split(separator: ",").compactMap { phrase in
      let words = phrase.split(separator: " ").map(String.init)
      guard let first = words.first else { return nil }
      let isCapitals = words.count == 1 && first == first.uppercased()
      return Entry(
        words: isCapitals ? words : words.map { $0.lowercased() }, isCapitals: isCapitals,
        instead: instead)
    }
  }

  /// How many words an everyday phrase takes that begins here; 0 where none does.
  func fineLength(_ words: ArraySlice<PlainWord>) -> Int {
    guard let first = words.first else { return 0 }
    return (fine[first.small] ?? []).filter { Self.fits($0, words) }.map(\.words.count).max() ?? 0
  }

  /// What to write for an abbreviation in capitals, which nothing among the words explains; nil for any
  /// other word.
  func instead(ofShort word: String, in words: Set<String>) -> String? {
    let capitals = word.hasSuffix("s") && word.count > 2 ? String(word.dropLast()) : word
    guard capitals.count > 1, capitals.allSatisfy(\.isUppercase), !known.contains(capitals) else {
      return nil
    }
    guard let say = short[capitals] else { return "write the words out" }
    if words.contains(String(say.prefix { $0 != " " })) { return nil }
    return "write '\(say)', or explain it in the same text with that word"
  }

  /// How many phrases there are.
  var count: Int { entries.values.map(\.count).reduce(0, +) }

  /// The phrase that begins at a word, with what to say instead.
  func match(_ words: ArraySlice<PlainWord>) -> (length: Int, instead: String)? {
    guard let first = words.first else { return nil }
    let small = first.small
    let candidates = (entries[small] ?? []) + (entries[Self.singular(small)] ?? [])
    return candidates.filter { Self.fits($0, words) }.max { $0.words.count < $1.words.count }
      .map { ($0.words.count, $0.instead) }
  }

  /// The same, where the words are written with hyphens between them or have an owner's ending:
  /// "Service-users", "the stakeholders' views".
  func match(inside words: ArraySlice<PlainWord>) -> (length: Int, instead: String)? {
    guard let first = words.first else { return nil }
    let near = words.prefix(Self.longest).map(\.withoutOwner)
    if let found = match(near[...]) { return found }
    let parts = first.withoutOwner.text.split(separator: "-").map {
      PlainWord(text: String($0), offset: first.offset)
    }
    guard parts.count > 1, let found = match((parts + near.dropFirst())[...]) else { return nil }
    return (1 + max(0, found.length - parts.count), found.instead)
  }

  /// No phrase of the list has more words.
  private static let longest = 8

  private static func singular(_ word: String) -> String {
    word.hasSuffix("s") ? String(word.dropLast()) : "\u{0}"
  }

  private static func fits(_ entry: Entry, _ words: ArraySlice<PlainWord>) -> Bool {
    guard words.count >= entry.words.count else { return false }
    return zip(entry.words, words).enumerated().allSatisfy { index, pair in
      if pair.0 == "#" { return pair.1.text.allSatisfy { $0.isASCII && $0.isNumber } }
      let isLast = index == entry.words.count - 1
      let text = entry.isCapitals ? pair.1.text : pair.1.small
      return text == pair.0 || (isLast && text == pair.0 + "s")
    }
  }
}
