// A random generator that gives the same numbers in every run, so that a failure repeats.

import TestRandomness

extension SeededGenerator {
  /// A whole number of the range.
  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

  /// True so many times in a hundred.
  mutating func chance(_ percent: Int) -> Bool { number(1...100) <= percent }

  /// A part of them, in order, that is not empty.
  mutating func some<T>(of items: [T]) -> [T] {
    var part: [T] = []
    for item in items where chance(40) { part.append(item) }
    return part.isEmpty ? [pick(items)] : part
  }
}
