// point: a place on the map, made coarse before anything is kept of it.

public import JSON

/// A latitude and a longitude in degrees.
public struct GeographicPoint: Sendable, Hashable {
  /// North of the equator, -90 to 90.
  public let latitude: Double
  /// East of Greenwich, -180 to 180.
  public let longitude: Double

  /// A point of the earth; nil outside it.
  public init?(latitude: Double, longitude: Double) {
    guard (-90...90).contains(latitude), (-180...180).contains(longitude) else { return nil }
    (self.latitude, self.longitude) = (latitude + 0, longitude + 0)
  }

  /// The same to so many decimal places, half away from zero.
  public func rounded(places: Int) -> GeographicPoint {
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    func coarse(_ degrees: Double) -> Double {
      (degrees * scale).rounded(.toNearestOrAwayFromZero) / scale
    }
    return GeographicPoint(latitude: coarse(latitude), longitude: coarse(longitude)) ?? self
  }
}

/// A point on the map.
public struct PointQuestion: QuestionKind {
  /// What `type:` says.
  public static let name = "point"
  /// The keys that it takes.
  public static let keys = [KindKey("precision", .wholeNumber)]
  /// Decimal places of a degree that are kept: 2 is about a kilometre, 3 about a hundred metres.
  public let precision: Int
  /// The type of its answer in rules.
  public let ruleType = RuleType.point
  /// The shape of its column.
  public let shape = ColumnShape.point

  /// Reads the settings; throws with the key that is wrong.
  public init(_ settings: KindSettings) throws(KindProblem) {
    precision = settings.wholeNumber("precision") ?? 2
    guard (0...4).contains(precision) else {
      throw KindProblem(
        "precision",
        "precision is 0 to 4 decimal places of a degree: 2 is about a kilometre, 4 about ten metres"
      )
    }
  }

  /// Reads one answer, already rounded; nil: not answered.
  public func read(_ raw: JSONValue, _ reading: AnswerReading) throws(AnswerRefusal) -> Answer? {
    let degrees: (Double?, Double?)
    switch raw {
    case .object(let object):
      let unknown = object.contains { !["latitude", "longitude"].contains($0.key) }
      guard !unknown, let latitude = object["latitude"], let longitude = object["longitude"] else {
        throw wrongForm
      }
      degrees = (
        try readNumber(latitude, reading, whole: false),
        try readNumber(longitude, reading, whole: false)
      )
    case .string(let text) where reading != .typed:
      if text.trimmed.isEmpty { return nil }
      let parts = text.split { $0 == "," || $0.isWhitespace }
      guard parts.count == 2 else { throw wrongForm }
      degrees = (
        try readNumber(.string(String(parts[0])), reading, whole: false),
        try readNumber(.string(String(parts[1])), reading, whole: false)
      )
    default: throw wrongForm
    }
    guard let latitude = degrees.0, let longitude = degrees.1 else { throw wrongForm }
    guard let point = GeographicPoint(latitude: latitude, longitude: longitude) else {
      throw AnswerRefusal(
        .outOfRange, "a latitude is from -90 to 90 degrees, a longitude from -180 to 180")
    }
    return .point(point.rounded(places: precision))
  }

  private var wrongForm: AnswerRefusal {
    AnswerRefusal(.wrongForm, "expected a latitude and a longitude, such as 52.19, -2.22")
  }
}
