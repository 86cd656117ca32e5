// Leave to export: that the export begins is in the audit trail before its first byte leaves, and the
// ticket holds one of the few places for exports, so that they never take every connection.

internal import Storage
internal import Synchronization

/// An export that was allowed, written down and given a place; it is good for one export.
public final class ExportTicket: Sendable {
  let request: ExportRequest
  let principal: Principal
  let origin: Origin
  let marked = MarkCount()
  private let left = Mutex<[LeftOutQuestion]>([])
  private let place: ExportPlaces.Place

  init(
    _ request: ExportRequest, as principal: Principal, origin: Origin, place: ExportPlaces.Place
  ) {
    (self.request, self.principal, self.origin) = (request, principal, origin)
    self.place = place
  }

  /// How many parts of the words could say who somebody is, and in how many records; for exports of
  /// words that others see.
  public var marks: (marks: Int, records: Int) { marked.value }

  /// The questions that are left out, each with why.
  public var leftOut: [LeftOutQuestion] { left.withLock { $0 } }

  func leave(out questions: [LeftOutQuestion]) { left.withLock { $0 = questions } }

  /// Lets the next export in; a ticket that is never used does so when it goes.
  func giveBack() { place.giveBack() }
}

/// How many exports run. Each holds a connection for as long as its reader takes, and recording needs
/// the others.
final class ExportPlaces: Sendable {
  /// One of the places, until it is given back or goes.
  final class Place: Sendable {
    private let places: ExportPlaces
    private let isTaken = Atomic(true)

    fileprivate init(of places: ExportPlaces) { self.places = places }

    deinit { giveBack() }

    func giveBack() {
      if isTaken.exchange(false, ordering: .relaxed) { places.taken.withLock { $0 -= 1 } }
    }
  }

  private let taken = Mutex(0)

  /// A place, or nil when exports have a quarter of the connections, and one in any case.
  func take(connections: Int) -> Place? {
    let most = Self.most(connections: connections)
    let isFree = taken.withLock { taken in
      if taken < most { taken += 1 } else { return false }
      return true
    }
    return isFree ? Place(of: self) : nil
  }

  /// How many exports may run at once over so many connections.
  static func most(connections: Int) -> Int { max(1, connections / 4) }
}
