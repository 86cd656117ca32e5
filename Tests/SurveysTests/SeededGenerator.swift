// A random generator that gives the same numbers in every run, so that a failure repeats.

/// SplitMix64 (Steele, Lea and Flood 2014).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

extension SeededGenerator {
  /// A whole number of the range.
  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

  /// True so many times in a hundred.
  mutating func chance(_ percent: Int) -> Bool { number(1...100) <= percent }

  /// One of them; there is at least one.
  mutating func pick<T>(_ items: [T]) -> T { items[number(0...items.count - 1)] }

  /// A part of them, in order, that is not empty.
  mutating func some<T>(of items: [T]) -> [T] {
    var part: [T] = []
    for item in items where chance(40) { part.append(item) }
    return part.isEmpty ? [pick(items)] : part
  }
}
