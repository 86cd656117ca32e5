// Words that raise a safeguarding concern wherever they are said: a plain text file, a phrase a line, in
// as many languages as a partnership needs; `he|she hits him` are two in one. Every text that comes in is
// looked through, so it is done over bytes. Pure.

internal import Foundation

/// A list of phrases, ready to be looked for.
public struct PhraseList: Sendable {
  /// What is wrong with a line of a list.
  public struct Mistake: Error, Sendable, Hashable, CustomStringConvertible {
    /// The line, from 1.
    public let line: Int
    /// What is wrong and what to do.
    public let message: String

    /// `line 3: …`
    public var description: String { "line \(line): \(message)" }
  }

  private struct Phrase: Sendable {
    /// Its words, folded; each with those that may stand in its place.
    let words: [[[UInt8]]]
    /// Whether the last word may go on.
    let isOpen: Bool

    /// Where the phrase ends that begins here; nil when it does not stand here.
    func end(from start: Int, in text: UnsafeBufferPointer<UInt8>) -> Int? {
      var start = start
      for (place, word) in words.enumerated() {
        let mayGoOn = isOpen && place == words.count - 1
        guard
          let end = word.lazy.compactMap({ Self.end(of: $0, at: start, in: text, mayGoOn) }).first
        else { return nil }
        start = end + 1
      }
      return start - 1
    }

    /// Where a word ends that stands here; nil when another does.
    private static func end(
      of word: [UInt8], at start: Int, in text: UnsafeBufferPointer<UInt8>, _ mayGoOn: Bool
    ) -> Int? {
      let end = start + word.count
      guard end <= text.count else { return nil }
      for index in word.indices where text[start + index] != word[index] { return nil }
      return mayGoOn || end == text.count || text[end] == PhraseList.space ? end : nil
    }
  }

  /// Whether it holds no phrase, so that no words raise a concern.
  public var isEmpty: Bool { byBeginning.isEmpty }

  /// How many phrases a list has at most.
  static let most = 2_000

  private var byBeginning: [Int: [Phrase]] = [:]
  /// Whether some phrase begins with two bytes: most words of a text are done with this.
  private var begins = [Bool](repeating: false, count: 65_536)
  /// How many phrases there are.
  public private(set) var count = 0

  /// Reads a list; every mistake is named.
  public init(_ text: String) throws(PhraseMistakes) {
    var mistakes: [Mistake] = []
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let line = line.trimmingCharacters(in: .whitespaces)
      guard !line.isEmpty, !line.hasPrefix("#"), !(line.hasPrefix("[") && line.hasSuffix("]"))
      else { continue }
      if let message = add(line) { mistakes.append(Mistake(line: index + 1, message: message)) }
    }
    if !mistakes.isEmpty { throw PhraseMistakes(all: mistakes) }
  }

  private init() {}

  /// Adds a phrase; says what is wrong with it.
  private mutating func add(_ line: String) -> String? {
    let isOpen = line.hasSuffix("*")
    guard let words = Self.words(isOpen ? String(line.dropLast()) : line) else {
      return "between bars stand single words, such as he|she, without a space"
    }
    guard !words.isEmpty else {
      return "there is no word here; write one, or begin a remark with #"
    }
    guard line.utf8.count <= 300 else { return "a phrase has 300 bytes at most; shorten it" }
    guard !line.dropLast(isOpen ? 1 : 0).contains("*") else {
      return "a star stands at the end of a phrase alone"
    }
    let shortest = words.map { $0.map(\.count).min() ?? 0 }
    guard shortest.reduce(words.count - 1, +) >= 3 else {
      return "'\(line)' is so short that it would be found everywhere; write more of it"
    }
    guard count < Self.most else { return "a list has \(Self.most) phrases at most" }
    count += 1
    let phrase = Phrase(words: words, isOpen: isOpen)
    // A word of one letter has a space behind it.
    let beginnings = Set(
      words[0].map { Int($0[0]) << 8 | Int($0.count > 1 ? $0[1] : Self.space) })
    for beginning in beginnings {
      begins[beginning] = true
      byBeginning[beginning, default: []].append(phrase)
    }
    return nil
  }

  /// The words of a phrase, each with those that may stand in its place; nil when bars stand between
  /// anything else than words.
  private static func words(_ line: String) -> [[[UInt8]]]? {
    var words: [[[UInt8]]] = []
    for word in line.split(whereSeparator: \.isWhitespace) {
      guard word.contains("|") else {
        words += folded(String(word)).split(separator: space).map { [Array($0)] }
        continue
      }
      let others = word.split(separator: "|", omittingEmptySubsequences: false).map {
        folded(String($0))
      }
      guard others.allSatisfy({ !$0.isEmpty && !$0.contains(space) }) else { return nil }
      words.append(others)
    }
    return words
  }

  /// Whether a text holds a phrase of the list.
  public func isFound(in text: String) -> Bool {
    var isFound = false
    find(in: Self.folded(text)) { _ in
      isFound = true
      return false
    }
    return isFound
  }

  /// Gives where phrases stand in a folded text, until it is told to stop.
  private func find(in bytes: [UInt8], _ goesOn: (Range<Int>) -> Bool) {
    bytes.withUnsafeBufferPointer { bytes in
      var index = 0
      while index + 1 < bytes.count {
        let beginning = Int(bytes[index]) << 8 | Int(bytes[index + 1])
        if begins[beginning] {
          for phrase in byBeginning[beginning] ?? [] {
            guard let end = phrase.end(from: index, in: bytes) else { continue }
            if !goesOn(index..<end) { return }
          }
        }
        // On to the next word.
        while index < bytes.count, bytes[index] != Self.space { index += 1 }
        index += 1
      }
    }
  }

  /// The sentences of a text that hold a phrase, folded; where a phrase goes over several, these together.
  public func passages(in text: String) -> [[UInt8]] {
    let sentences = text.split { $0.isNewline || ".!?;\u{3002}\u{61F}\u{964}".contains($0) }
      .map { Self.folded(String($0)) }.filter { !$0.isEmpty }
    // Where each sentence ends in all of them together.
    var (whole, ends) = ([UInt8](), [Int]())
    for sentence in sentences {
      if !whole.isEmpty { whole.append(Self.space) }
      whole += sentence
      ends.append(whole.count)
    }
    var found: [ClosedRange<Int>] = []
    find(in: whole) { phrase in
      let first = ends.firstIndex { phrase.lowerBound < $0 } ?? 0
      let last = ends[first...].firstIndex { phrase.upperBound <= $0 } ?? ends.count - 1
      if !found.contains(first...max(first, last)) { found.append(first...max(first, last)) }
      return true
    }
    return found.map { Array(sentences[$0].joined(separator: [Self.space])) }
  }

  /// Whether texts say something that raises a concern and that others did not say. Capitals, accents and
  /// punctuation are no difference, nor is what stands in other sentences.
  public func isNew(in texts: [String], comparedWith others: [String]) -> Bool {
    guard texts.map(Self.folded) != others.map(Self.folded) else { return false }
    var said = Dictionary(others.flatMap(passages).map { ($0, 1) }, uniquingKeysWith: +)
    for passage in texts.flatMap(passages) {
      guard let count = said[passage], count > 0 else { return true }
      said[passage] = count - 1
    }
    return false
  }

  private static let space = UInt8(ascii: " ")

  /// A text in small letters, without accents and punctuation.
  public static func plain(_ text: String) -> String {
    String(decoding: folded(text), as: UTF8.self)
  }

  /// The words of a text in small letters, without accents, with one space between two; an apostrophe
  /// joins what it stands between.
  static func folded(_ text: String) -> [UInt8] {
    var text = text
    let plain = text.withUTF8 { bytes -> [UInt8]? in
      var folded: [UInt8] = []
      folded.reserveCapacity(bytes.count)
      for byte in bytes {
        switch byte {
        case 0x80...: return nil
        case 0x61...0x7A, 0x30...0x39: folded.append(byte)
        case 0x41...0x5A: folded.append(byte | 0x20)
        case UInt8(ascii: "'"): continue
        default: if folded.last != space, !folded.isEmpty { folded.append(space) }
        }
      }
      if folded.last == space { folded.removeLast() }
      return folded
    }
    return plain ?? foldedWords(of: text)
  }

  private static func foldedWords(of text: String) -> [UInt8] {
    let folded = text.folding(
      options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive],
      locale: Locale(identifier: "en_GB"))
    var words: [UInt8] = []
    for scalar in folded.unicodeScalars {
      switch scalar {
      case "'", "\u{2019}", "\u{02BC}": continue
      // The one Latin letter of these languages whose stroke is no accent.
      case "\u{142}", "\u{141}": words.append(UInt8(ascii: "l"))
      default:
        if scalar.properties.isAlphabetic || scalar.properties.numericType != nil
          || scalar.properties.generalCategory == .nonspacingMark
        {
          words.append(contentsOf: Array(String(scalar).utf8))
        } else if words.last != space, !words.isEmpty {
          words.append(space)
        }
      }
    }
    if words.last == space { words.removeLast() }
    return words
  }

  /// The list that Hark comes with.
  public static let standardText = String(
    decoding: PackageResources.phrases_txt, as: UTF8.self)

  /// The list that Hark comes with, ready to be looked for. A test holds that it can be read.
  public static let standard = (try? PhraseList(standardText)) ?? PhraseList()
}

/// What is wrong with a list of phrases.
public struct PhraseMistakes: Error, Sendable, CustomStringConvertible {
  /// Every mistake, by line.
  public let all: [PhraseList.Mistake]

  /// The first ten, a line each.
  public var description: String { all.prefix(10).map(\.description).joined(separator: "\n") }
}
