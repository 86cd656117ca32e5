// How far a change of a survey reaches, and the version number that has to say so.

/// The classes of changes, mildest first.
public enum ChangeClass: String, Sendable, Hashable, CaseIterable, Comparable {
  /// Nothing that anybody is asked or counted by.
  case patch
  /// Old and new answers are counted together.
  case minor
  /// The same, and somebody should look: it can change who answers, or what is counted.
  case warning = "minor with warning"
  /// Old and new answers are counted apart.
  case series = "new series"
  /// It would make stored answers say something else.
  case refused

  /// By how far they reach.
  public static func < (one: ChangeClass, other: ChangeClass) -> Bool {
    one.rank < other.rank
  }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// A version of a survey, `major.minor.patch`.
public struct VersionNumber: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The three numbers.
  public let parts: [Int]

  /// Reads three numbers with points between them; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 3, !parts.contains(nil) else { return nil }
    self.parts = parts.compactMap { $0 }
  }

  private init(parts: [Int]) { self.parts = parts }

  /// Before every version.
  public static let lowest = VersionNumber(parts: [0, 0, 0])

  /// As modules write it.
  public var description: String { parts.map(String.init).joined(separator: ".") }

  /// By the first number that differs.
  public static func < (one: VersionNumber, other: VersionNumber) -> Bool {
    one.parts.lexicographicallyPrecedes(other.parts)
  }

  /// The lowest number after this one that fits a change.
  public func next(_ change: ChangeClass) -> VersionNumber {
    change == .patch
      ? VersionNumber(parts: [parts[0], parts[1], parts[2] + 1])
      : VersionNumber(parts: [parts[0], parts[1] + 1, 0])
  }
}
