// A response on its way in: the answers of one person to one version of a survey.

public import JSON

public import struct Foundation.UUID

/// How answers were given.
public enum Mode: String, Sendable, CaseIterable {
  case inPerson = "in_person"
  case phone, online, paper, group
  case imported = "import"
}

/// A response as it came in, its heading read and its answers not yet judged.
public struct ResponseSubmission: Sendable {
  /// Made by the client; the key by which a second try is recognised.
  public let id: UUID?
  /// The version it was given on; nil: the open one.
  public let version: String?
  /// The person's local date; nil: today.
  public let answeredOn: CalendarDay?
  /// Where it was answered.
  public let place: String?
  /// How it was answered.
  public let mode: Mode?
  /// The language it was answered in.
  public let language: String?
  /// What was allowed.
  public let consent: GivenConsent?
  /// Answers by question.
  public let answers: JSONObject
  /// The records that it belongs to.
  public let links: RecordLinks

  /// The fields of a response.
  public static let fields =
    [
      "id", "version", "answered_on", "place", "mode", "language", "consent", "answers",
    ] + RecordLinks.fields

  /// Reads a response's fields; `problems` holds what is wrong with them.
  public static func read(
    _ object: JSONObject, reading: AnswerReading = .typed
  ) -> (submission: ResponseSubmission, problems: [AnswerProblem]) {
    var fields = RecordFields(object, reading: reading, known: Self.fields)
    let submission = ResponseSubmission(&fields)
    return (submission, fields.problems)
  }

  private init(_ fields: inout RecordFields) {
    id = fields.identifier("id")
    version = fields.text("version", atMost: 40)
    answeredOn = fields.day("answered_on")
    place = fields.text("place", atMost: 64)
    mode = fields.word("mode", Mode.self)
    language = fields.text("language", atMost: 35)
    consent = fields.consent()
    answers = fields.object("answers") ?? [:]
    links = RecordLinks(&fields)
  }

  /// A response from its parts.
  public init(
    id: UUID?, version: String? = nil, answeredOn: CalendarDay? = nil, place: String? = nil,
    mode: Mode? = nil, language: String? = nil, consent: GivenConsent?, answers: JSONObject,
    links: RecordLinks = RecordLinks()
  ) {
    self.links = links
    (self.id, self.version, self.answeredOn, self.place) = (id, version, answeredOn, place)
    (self.mode, self.language, self.consent, self.answers) = (mode, language, consent, answers)
  }
}
