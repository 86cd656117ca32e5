// Which snapshot of the database answers were read in, and which rows were written since: by
// transaction numbers, because moments by the clock say nothing of what was committed when.

public import Foundation
public import Postgres

/// A snapshot of the database with what counting reads besides the responses.
public struct CountedMoment: Sendable, Hashable {
  /// Every transaction with a lower number had ended.
  public let first: UInt64
  /// No transaction with this number or a higher one had begun.
  public let next: UInt64
  /// Those between the two that were running.
  public let running: Set<UInt64>
  /// Records that waited for a safeguarding lead: they are not counted meanwhile.
  public let held: Set<UUID>

  /// A snapshot as PostgreSQL writes one: `first:next:running,running`; nil when it is none.
  public init?(_ text: String, held: Set<UUID> = []) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, let first = UInt64(parts[0]), let next = UInt64(parts[1]) else {
      return nil
    }
    let running = parts[2].split(separator: ",").map { UInt64($0) }
    guard !running.contains(nil) else { return nil }
    (self.first, self.next, self.held) = (first, next, held)
    self.running = Set(running.compactMap { $0 })
  }

  /// Whether everything that the other one sees is seen here too.
  public func sees(_ other: CountedMoment) -> Bool {
    other.next <= next && running.allSatisfy { $0 >= other.next || other.running.contains($0) }
  }

  /// Whether answers that were read at the other moment can be brought up to this one. Numbers of rows
  /// have 32 bits and come round: half of their range is far enough.
  public func canFollow(_ other: CountedMoment) -> Bool {
    sees(other) && held == other.held && next - other.first < 1 << 30
  }
}

/// Reads snapshots.
public enum CountedMomentQueries {
  /// The snapshot that this transaction reads in; for a coordinator on the analysis role.
  public static func current(on connection: isolated Connection) throws -> CountedMoment {
    let held = try connection.query("select id from hark.held_records()") { row in
      try row.get("id", as: UUID.self)
    }
    let text = try connection.first("select pg_current_snapshot()::text as snapshot") { row in
      try row.get("snapshot", as: String.self)
    }
    guard let moment = text.flatMap({ CountedMoment($0, held: Set(held)) }) else {
      throw CodedResponseFormatError()
    }
    return moment
  }
}
