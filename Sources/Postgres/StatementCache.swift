// Which statements a session has prepared. A statement is prepared when it comes the second time, so
// that what runs once costs no extra round trip and takes no place.

/// A bounded memory of statements, the one unused for longest leaving first.
struct StatementCache {
  private struct Key: Hashable {
    let text: String
    let types: [UInt32]

    init(_ statement: RenderedSQL) {
      text = statement.text
      types = statement.types
    }
  }

  private struct Entry {
    let name: String
    var isPrepared = false
    var lastUse: UInt64
  }

  private let capacity: Int
  private var entries: [Key: Entry] = [:]
  private var clock: UInt64 = 0
  private var outdated: [String] = []

  init(capacity: Int) { self.capacity = capacity }

  /// How many statements are prepared.
  var preparedCount: Int { entries.values.count(where: \.isPrepared) }

  /// Notes that a statement runs. Nil the first time: it should run unprepared.
  mutating func use(_ statement: RenderedSQL) -> (name: String, isPrepared: Bool)? {
    clock += 1
    let key = Key(statement)
    if var entry = entries[key] {
      entry.lastUse = clock
      entries[key] = entry
      return (entry.name, entry.isPrepared)
    }
    if entries.count >= capacity,
      let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse })
    {
      entries[oldest.key] = nil
      if oldest.value.isPrepared { outdated.append(oldest.value.name) }
    }
    entries[key] = Entry(name: "hark\(clock)", lastUse: clock)
    return nil
  }

  /// Notes that the server has prepared a statement.
  mutating func markPrepared(_ statement: RenderedSQL) {
    entries[Key(statement)]?.isPrepared = true
  }

  /// Forgets every statement; the server still has them unless they are gone already.
  mutating func forgetAll(alsoGone: Bool) {
    let names = entries.values.filter(\.isPrepared).map(\.name)
    outdated = alsoGone ? [] : outdated + names
    entries = [:]
  }

  /// The names the server can forget; each is given once.
  mutating func takeOutdated() -> [String] {
    defer { outdated = [] }
    return outdated
  }
}
