// The keys and values of a JSON object: in the order they came, found by key in constant time, and
// equal whatever their order.

/// Keys with values in written order; equality and hash do not depend on the order.
public struct JSONObject: Sendable {
  /// The keys with their values, in order.
  public private(set) var entries: [Entry] = []
  // Most answer documents have few keys: comparing them is faster than hashing them.
  private var places: [String: Int] = [:]
  private static let keysComparedInTurn = 16

  /// One key with its value.
  public struct Entry: Sendable, Hashable {
    /// The key.
    public let key: String
    /// Its value.
    public fileprivate(set) var value: JSONValue
  }

  /// An object without keys.
  public init() {}

  /// Entries in order; of a key given twice the last value counts, at the first one's place.
  public init(_ entries: some Sequence<(String, JSONValue)>) {
    for (key, value) in entries { self[key] = value }
  }

  /// How many keys there are.
  public var count: Int { entries.count }

  /// Whether there is no key.
  public var isEmpty: Bool { entries.isEmpty }

  /// The keys in order.
  public var keys: [String] { entries.map(\.key) }

  /// The value under a key. Setting keeps a known key's place and appends a new one; nil removes.
  public subscript(key: String) -> JSONValue? {
    get { place(of: key).map { entries[$0].value } }
    set {
      switch (place(of: key), newValue) {
      case (let place?, let value?): entries[place].value = value
      case (let place?, nil): remove(at: place)
      case (nil, let value?): appendNew(key, value)
      case (nil, nil): break
      }
    }
  }

  /// Whether the key is there.
  func contains(_ key: String) -> Bool { place(of: key) != nil }

  /// The position of a key among the entries; nil when it is not there.
  public func place(of key: String) -> Int? {
    if entries.count > Self.keysComparedInTurn { return places[key] }
    return entries.firstIndex { $0.key == key }
  }

  /// Appends a key the caller knows to be new.
  mutating func appendNew(_ key: String, _ value: JSONValue) {
    entries.append(Entry(key: key, value: value))
    if entries.count == Self.keysComparedInTurn + 1 {
      indexEntries()
    } else if entries.count > Self.keysComparedInTurn {
      places[key] = entries.count - 1
    }
  }

  private mutating func remove(at place: Int) {
    entries.remove(at: place)
    indexEntries()
  }

  private mutating func indexEntries() {
    places.removeAll(keepingCapacity: true)
    guard entries.count > Self.keysComparedInTurn else { return }
    for (place, entry) in entries.enumerated() { places[entry.key] = place }
  }
}

extension JSONObject: Hashable {
  /// Equal if both hold the same keys with equal values, in any order.
  public static func == (one: JSONObject, other: JSONObject) -> Bool {
    guard one.count == other.count else { return false }
    return one.entries.allSatisfy { other[$0.key] == $0.value }
  }

  /// Feeds a hash that does not depend on the order.
  public func hash(into hasher: inout Hasher) {
    var unordered = 0
    for entry in entries {
      var entryHasher = Hasher()
      entryHasher.combine(entry)
      unordered ^= entryHasher.finalize()
    }
    hasher.combine(count)
    hasher.combine(unordered)
  }
}

extension JSONObject: Sequence, ExpressibleByDictionaryLiteral {
  /// Walks the keys with their values, in order.
  public func makeIterator() -> AnyIterator<(key: String, value: JSONValue)> {
    var rest = entries.makeIterator()
    return AnyIterator { rest.next().map { (key: $0.key, value: $0.value) } }
  }

  /// An object from a literal; of a key given twice the last value counts.
  public init(dictionaryLiteral entries: (String, JSONValue)...) { self.init(entries) }
}

extension JSONObject {
  /// The same with other keys laid over it.
  public func with(_ other: JSONObject) -> JSONObject {
    other.reduce(into: self) { $0[$1.key] = $1.value }
  }
}
