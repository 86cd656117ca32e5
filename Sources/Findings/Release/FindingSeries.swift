// Versions whose answers are counted together, where a release shows several such series apart.

/// A series as a finding names it.
public struct FindingSeries: Sendable, Hashable {
  /// Its number, from 1.
  public let number: Int
  /// Its versions, oldest first.
  public let versions: [String]

  /// A series with its versions.
  public init(number: Int, versions: [String]) {
    (self.number, self.versions) = (number, versions)
  }
}

/// Keeps the indicators of several series apart where protection knows them by their ids alone.
public struct SeriesMark: Sendable, Hashable {
  private let number: Int

  /// The mark of a series, from 1.
  public init(_ number: Int) { self.number = number }

  /// The first series, whose indicators are called as the survey calls them.
  public static let first = SeriesMark(1)

  /// An indicator's id within a release; no module's id holds the sign.
  public func marked(_ id: String) -> String { number == 1 ? id : "\(id)@\(number)" }

  /// The indicator's own id.
  public static func plain(_ id: String) -> String { String(id.prefix { $0 != "@" }) }
}

extension ProtectedRow {
  /// The row beside those of other series.
  func flagged(_ series: FindingSeries?) -> ProtectedRow {
    series == nil ? self : ProtectedRow(group: group, figure: figure.flagged(.wordingChanged))
  }
}
