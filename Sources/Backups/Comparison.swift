// What was restored, held against what the backup recorded.

internal import Foundation
public import Storage

/// A figure of the backup beside the same of the restored database.
public struct ComparedFigure: Sendable, Hashable {
  /// What it is of: a table, the surveys' bytes, a chain's head.
  public let name: String
  /// As the backup recorded it; nil: not there.
  public let recorded: String?
  /// As it was restored; nil: not there.
  public let restored: String?
  /// Whether this can be, for the moment restored to.
  public let isGood: Bool
}

/// Two sets of contents side by side.
public struct Comparison: Sendable, Hashable {
  /// Every figure, the tables first.
  public let figures: [ComparedFigure]

  /// Whether everything is as it must be.
  public var isGood: Bool { figures.allSatisfy(\.isGood) }

  /// Compares. `exactly`: at the recorded moment itself; else later, when rows that are only ever
  /// added must have grown or stayed.
  public init(recorded: DatabaseContents, restored: DatabaseContents, exactly: Bool) {
    let names = Set(recorded.tables.keys).union(restored.tables.keys).sorted()
    var figures = names.map { name in
      let (before, after) = (recorded.tables[name], restored.tables[name])
      let mustKeep = before?.appendOnly ?? false
      return ComparedFigure(
        name: name, recorded: before.map { "\($0.rows) rows" },
        restored: after.map { "\($0.rows) rows" },
        isGood: exactly
          ? before == after : !mustKeep || (after?.rows ?? -1) >= (before?.rows ?? 0))
    }
    figures.append(
      ComparedFigure(
        name: "bytes of surveys", recorded: String(recorded.surveys.prefix(16)),
        restored: String(restored.surveys.prefix(16)),
        isGood: !exactly || recorded.surveys == restored.surveys))
    for partnership in recorded.chainHeads.keys.sorted() {
      let (before, after) = (
        recorded.chainHeads[partnership], restored.chainHeads[partnership]
      )
      figures.append(
        ComparedFigure(
          name: "audit chain \(partnership)", recorded: before, restored: after,
          isGood: exactly ? before == after : Self.number(after) >= Self.number(before)))
    }
    self.figures = figures
  }

  private static func number(_ head: String?) -> Int {
    head.flatMap { $0.split(separator: " ").first }.flatMap { Int($0) } ?? -1
  }
}
