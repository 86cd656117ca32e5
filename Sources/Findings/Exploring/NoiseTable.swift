// The secret table of cell key perturbation: by how much a count is changed, looked up by the count and by
// the sum of the keys of the people in it. So the same people give the same number whatever way they are asked for.

internal import Foundation

/// Why no table can be made, in words that say what to do.
public struct NoiseProblem: Error, Sendable, Hashable {
  /// What is wrong and what to do.
  public let message: String

  init(_ message: String) { self.message = message }
}

/// What a table of noise is made by; this is no secret.
public struct NoiseSettings: Sendable, Hashable {
  /// No number is changed by more than this.
  public let most: Int
  /// The variance of the change, as it was asked for.
  public let variance: Double
  /// No number is printed that may stand for a count under this, but nobody.
  public let hideBelow: Int

  /// The largest change that a table may have.
  public static let mostAllowed = 3
  /// Hark's own settings.
  public static let standard = NoiseSettings(unchecked: 3, 2, 10)

  private init(unchecked most: Int, _ variance: Double, _ hideBelow: Int) {
    (self.most, self.variance, self.hideBelow) = (most, variance, hideBelow)
  }

  /// Throws where a table of these would protect too little or cannot be.
  public init(most: Int, variance: Double, hideBelow: Int) throws(NoiseProblem) {
    guard (2...Self.mostAllowed).contains(most) else {
      throw NoiseProblem("the largest change is 2 or \(Self.mostAllowed) people")
    }
    let largest = Double(most * (most + 1)) / 3
    guard variance >= 1, variance <= largest else {
      throw NoiseProblem(
        "the variance of a change of at most \(most) is from 1 to \(PlainNumber.text(largest))")
    }
    guard (10...100).contains(hideBelow) else {
      throw NoiseProblem("what may stand for a count under a number from 10 to 100 is hidden")
    }
    self.init(unchecked: most, variance, hideBelow)
  }

  /// The variance that a table of these has, which whole numbers of keys bring close to the one asked for.
  public var exactVariance: Double {
    let squares = NoiseTable.frequencies(self).enumerated().reduce(0) { sum, next in
      sum + next.element * (next.offset - most) * (next.offset - most)
    }
    return Double(squares) / Double(NoiseTable.keys)
  }
}

/// A table of noise.
public struct NoiseTable: Sendable, Hashable {
  /// Keys of people, and of cells, are less than this.
  public static let keys = 256
  /// Counts that differ by this share a row.
  public static let rows = 64

  /// What it was made by.
  public let settings: NoiseSettings
  /// The change for each count, modulo the number of rows, and each key.
  private let noise: [[Int8]]

  /// A table by random numbers that must not be known to anybody: in each row every change stands as often
  /// as the largest entropy of that variance gives it (Giessing 2016), in an order of its own.
  public init(_ settings: NoiseSettings, random: inout some RandomNumberGenerator) {
    self.settings = settings
    let often = Self.frequencies(settings)
    let row = often.enumerated().flatMap { place, count in
      [Int8](repeating: Int8(place - settings.most), count: count)
    }
    noise = (0..<Self.rows).map { _ in row.shuffled(using: &random) }
  }

  /// A table as it was kept: every row's changes in turn, each with the largest change added to it; nil
  /// where these are not the bytes of one.
  public init?(_ settings: NoiseSettings, bytes: [UInt8]) {
    guard bytes.count == Self.rows * Self.keys, bytes.allSatisfy({ $0 <= 2 * settings.most })
    else { return nil }
    self.settings = settings
    noise = (0..<Self.rows).map { row in
      bytes[(row * Self.keys)..<((row + 1) * Self.keys)].map { Int8($0) - Int8(settings.most) }
    }
  }

  /// What is kept of it.
  public var bytes: [UInt8] {
    noise.flatMap { row in row.map { UInt8(Int($0) + settings.most) } }
  }

  /// A count of people whose keys add up to this, as it is printed: what is so small that it may stand for
  /// fewer than the limit is hidden (nil), nobody too, or the only person of a group could be seen to leave it.
  /// So a number that is printed may stand for each of those within reach of the noise, and a hidden one for
  /// each of 0 to the limit.
  public func printed(_ count: Int, key: Int, hideBelow: Int = 0) -> Int? {
    guard count > 0 else { return nil }
    let number = count + Int(noise[count % Self.rows][key % Self.keys])
    return number >= max(hideBelow, settings.hideBelow) + settings.most ? number : nil
  }

  /// How many of the keys bring each change, from the most below to the most above: alike on both sides,
  /// so that the mean is zero.
  static func frequencies(_ settings: NoiseSettings) -> [Int] {
    let changes = 1...settings.most
    // p(d) in proportion to exp(-λd²); the smaller λ, the larger the variance.
    func shares(_ lambda: Double) -> [Double] {
      let weights = changes.map { exp(-lambda * Double($0 * $0)) }
      let sum = 1 + 2 * weights.reduce(0, +)
      return weights.map { $0 / sum }
    }
    func variance(_ lambda: Double) -> Double {
      zip(changes, shares(lambda)).reduce(0) { $0 + 2 * Double($1.0 * $1.0) * $1.1 }
    }
    var (low, high) = (0.0, 20.0)
    for _ in 0..<100 {
      let middle = (low + high) / 2
      if variance(middle) > settings.variance { low = middle } else { high = middle }
    }
    let sides = shares(low).map { Int(($0 * Double(keys)).rounded()) }
    return sides.reversed() + [keys - 2 * sides.reduce(0, +)] + sides
  }
}
