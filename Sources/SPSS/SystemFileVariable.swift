// What a column of an SPSS system file says of itself: its name, label, kind, and which values have
// labels or count as missing.

/// A column of a system file.
public struct SystemFileVariable: Sendable {
  /// What its values are, and so how a statistics program shows them.
  public enum Kind: Sendable, Hashable {
    /// Numbers with so many digits after the point.
    case number(decimals: Int)
    /// Days, as `2026-11-20`.
    case day
    /// Months.
    case month
    /// Times of day.
    case time
    /// Words of at most so many bytes of UTF-8, 1 to `longestText`.
    case text(bytes: Int)
  }

  /// The longest text that the format holds, in bytes.
  public static let longestText = 32_767

  /// Its name; made to fit when it is written (`SystemFileNames`).
  public let name: String
  /// What people read above the column.
  public let label: String
  /// What its values are.
  public let kind: Kind
  /// Values of a number that have a label of their own.
  public let labels: [(value: Double, text: String)]
  /// Values of a number that count as no answer.
  public let missing: [Double]
  /// Whether its numbers are names of categories, not amounts.
  public let isNominal: Bool

  /// Describes a column.
  public init(
    name: String, label: String = "", kind: Kind, labels: [(value: Double, text: String)] = [],
    missing: [Double] = [], isNominal: Bool = false
  ) {
    (self.name, self.label, self.kind) = (name, label, kind)
    (self.labels, self.missing, self.isNominal) = (labels, missing, isNominal)
  }
}

/// Names as the format takes them: at most 64 bytes of letters, digits, `.`, `_`, `@`, `#` and `$`, a
/// letter first, no word of the command language, and no two alike but for case.
public enum SystemFileNames {
  private static let reserved: Set<String> = [
    "all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with",
  ]

  /// A name for each of these, in their order.
  public static func fitting(_ names: [String]) -> [String] {
    var taken: Set<String> = []
    return names.map { name in
      let fitting = fitting(name)
      var unique = fitting
      var number = 2
      while !taken.insert(unique.lowercased()).inserted {
        unique = String(fitting.prefix(56)) + "_\(number)"
        number += 1
      }
      return unique
    }
  }

  private static func fitting(_ name: String) -> String {
    var fitting = String(
      name.unicodeScalars.map { scalar in
        let isTaken =
          scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
          || "._@#$".unicodeScalars.contains(scalar)
        return isTaken ? Character(scalar) : "_"
      })
    if fitting.first?.isLetter != true { fitting = "v" + fitting }
    if reserved.contains(fitting.lowercased()) { fitting += ".1" }
    fitting = String(fitting.prefix(64))
    // A point at the end would close a command.
    while fitting.last == "." { fitting.removeLast() }
    return fitting
  }
}
