// Words that somebody prepares for others, looked through again before they are shown: what could say who
// it is. Nothing is stored, and nothing is taken out.

internal import Identifying
public import JSON
internal import Postgres
public import Storage
internal import Surveys

extension Engagement {
  /// How many texts are looked through at once, and how long each may be, in Unicode scalars.
  public static var checkedTexts: (count: Int, longest: Int) { (1_000, 20_000) }

  /// How many words may be accepted at once, and how long each may be, in Unicode scalars.
  public static var acceptedWords: (count: Int, longest: Int) { (1_000, 200) }

  /// What in some texts could say who somebody is; the number of the text stands with each mark.
  /// `accepted` are words that were looked at and may stay.
  public func checkQuotes(
    _ texts: [String], accepting accepted: [String] = [], as principal: Principal
  ) async throws -> [JSONObject] {
    try require(principal, .researcher, .coordinator, .steward)
    let (most, longest) = Self.checkedTexts
    guard texts.count <= most, texts.allSatisfy({ $0.unicodeScalars.count <= longest }) else {
      throw Problem(
        .badRequest,
        "at most \(most) texts of \(longest) characters are looked through at once; send fewer")
    }
    let words = Self.acceptedWords
    guard accepted.count <= words.count,
      accepted.allSatisfy({ (1...words.longest).contains($0.unicodeScalars.count) })
    else {
      throw Problem(
        .badRequest,
        "at most \(words.count) words of 1 to \(words.longest) characters can be accepted at once")
    }
    let places = try await translating {
      try await database.transaction(as: principal, readOnly: true) { connection in
        try PlaceQueries.names(limit: Self.knownPlaces, on: connection)
      }
    }
    let finder = IdentifyingWords(places: places)
    let kept = Set(accepted.map { $0.trimmed.lowercased() })
    return texts.enumerated().flatMap { number, text in
      finder.marks(in: text).filter { !kept.contains($0.text.lowercased()) }
        .map { mark in
          var object = mark.json
          object["text"] = .number(Double(number))
          return object
        }
    }
  }

  /// What a mark can be, as clients read it.
  public static var markKinds: [String] { IdentifyingMark.Kind.allCases.map(\.rawValue) }

  /// How many places' names are looked for.
  static var knownPlaces: Int { 50_000 }
}
