// The places around each place: what subtotals of a table are made of.

/// Places with those that they lie in.
public struct PlaceHierarchy: Sendable {
  /// A place of a directory.
  public struct Place: Sendable, Hashable {
    /// Its code.
    public let code: String
    /// Its name.
    public let name: String
    /// Its kind, such as `district`.
    public let kind: String
    /// The code of the place that it lies in.
    public let parent: String?

    /// A place of a directory.
    public init(code: String, name: String, kind: String, parent: String?) {
      (self.code, self.name, self.kind, self.parent) = (code, name, kind, parent)
    }
  }

  private let places: [String: Place]

  /// Places by their codes.
  public init(_ places: [Place] = []) {
    self.places = Dictionary(places.map { ($0.code, $0) }) { first, _ in first }
  }

  /// For each level of kinds, the smallest first, the place that a code lies in; of a place that lies in
  /// none of that kind the one of a larger kind, and nil where there is none either.
  func around(_ code: String, kinds: [String]) -> [Place?] {
    var chain: [Place] = []
    var next = places[code]
    // A directory may go round in circles.
    while let place = next, !chain.contains(where: { $0.code == place.code }) {
      chain.append(place)
      next = place.parent.flatMap { places[$0] }
    }
    var found: [Place?] = []
    for level in kinds.indices {
      let start = kinds[level...].lazy.compactMap { kind in
        chain.firstIndex { $0.kind == kind }
      }.first
      found.append(start.map { chain[$0] })
      // What a group lies in further up depends on the group alone, so that subtotals add up.
      if let start { chain.removeFirst(start) }
    }
    return found
  }
}
