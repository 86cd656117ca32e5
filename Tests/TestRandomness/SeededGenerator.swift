// A random generator that gives the same numbers in every run, so that a failure repeats.

/// SplitMix64 (Steele, Lea and Flood 2014).
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// A generator that begins at a seed.
  public init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// One of the items; there is at least one.
  public mutating func pick<Item>(_ items: [Item]) -> Item {
    items[Int.random(in: 0..<items.count, using: &self)]
  }
}

extension SeededGenerator {
  /// Signs that mean something in YAML, JSON or rules, and bytes that are no text.
  private static let signs: [UInt8] =
    Array("{}[]()\"'\\,:#&*!|>@`%-=<?+. \t\r\n_x019eEu\u{0}\u{1F}\u{FEFF}\u{202E}é".utf8)
    + [0x80, 0xC0, 0xED, 0xFF]

  /// The bytes with one to five small things broken: changed, put in, left out, doubled or moved.
  public mutating func mutated(_ original: [UInt8]) -> [UInt8] {
    var bytes = original
    for _ in 0...Int.random(in: 0...4, using: &self) {
      if bytes.isEmpty { bytes = [0x20] }
      let place = Int.random(in: 0..<bytes.count, using: &self)
      let end = min(bytes.count, place + Int.random(in: 0...30, using: &self))
      switch Int.random(in: 0...5, using: &self) {
      case 0: bytes[place] = pick(Self.signs)
      case 1: bytes.insert(pick(Self.signs), at: place)
      case 2: bytes.remove(at: place)
      case 3: bytes.insert(contentsOf: bytes[place..<end], at: bytes.count / 2)
      case 4: bytes.removeSubrange(place..<end)
      default: bytes.swapAt(place, Int.random(in: 0..<bytes.count, using: &self))
      }
    }
    return bytes
  }
}
