// A conversation on its way in: what a researcher heard, at once a response to its module.

public import JSON
public import Surveys

public import struct Foundation.UUID

/// Where a conversation took place.
public enum Setting: String, Sendable, CaseIterable {
  case home
  case communityCentre = "community_centre"
  case street, workplace, surgery, school
  case faithPlace = "faith_place"
  case online, other
}

/// A conversation as it came in, its heading read and its answers not yet judged.
public struct ConversationSubmission: Sendable {
  /// Made by the client; the key by which a second try is recognised.
  public let id: UUID?
  /// The module; nil: open-conversation.
  public let survey: String?
  /// The module's version; nil: the open one.
  public let version: String?
  /// The local date; nil: today.
  public let heldOn: CalendarDay?
  /// The code of the place.
  public let placeHeld: String?
  /// What kind of place.
  public let setting: Setting?
  /// How it was held.
  public let how: Mode?
  /// How many people took part, 1 to 500.
  public let people: Int
  /// The language it was held in.
  public let language: String?
  /// Whether an interpreter took part.
  public let interpreter: Bool
  /// Why it may be kept; nil: what the module says.
  public let basis: Basis?
  /// Where it was published, for the basis published.
  public let citation: String?
  /// What was allowed.
  public let consent: GivenConsent?
  /// The person's words, by question of the module.
  public let answers: JSONObject
  /// What the researcher noticed, apart from the person's words.
  public let note: String?
  /// What was promised to the person.
  public let followUp: FollowUp?
  /// The records that it belongs to.
  public let links: RecordLinks
  /// The event that it was part of.
  public let event: UUID?
  /// The table of the event, such as `Table 3`.
  public let table: String?

  /// The module of a conversation that names none.
  public static let openConversation = "open-conversation"

  /// The fields of a conversation.
  public static let fields =
    [
      "id", "survey", "version", "held_on", "place_held", "setting", "how", "people", "language",
      "interpreter", "basis", "citation", "consent", "answers", "note", "event", "table",
    ] + FollowUp.fields + RecordLinks.betweenSurveys.map(\.rawValue)

  /// Reads a conversation's fields; `problems` holds what is wrong with them.
  public static func read(
    _ object: JSONObject, reading: AnswerReading = .typed
  ) -> (submission: ConversationSubmission, problems: [AnswerProblem]) {
    var fields = RecordFields(object, reading: reading, known: Self.fields)
    let submission = ConversationSubmission(&fields)
    submission.checkBasis(&fields)
    submission.checkTable(&fields)
    return (submission, fields.problems)
  }

  private init(_ fields: inout RecordFields) {
    id = fields.identifier("id")
    survey = fields.text("survey", atMost: 100)
    version = fields.text("version", atMost: 40)
    heldOn = fields.day("held_on")
    placeHeld = fields.text("place_held", atMost: 64)
    setting = fields.word("setting", Setting.self)
    how = fields.word("how", Mode.self)
    people = fields.wholeNumber("people", 1...500) ?? 1
    language = fields.text("language", atMost: 35)
    interpreter = fields.flag("interpreter") ?? false
    basis = fields.word("basis", Basis.self)
    citation = fields.text("citation", atMost: 1_000)
    consent = fields.consent()
    answers = fields.object("answers") ?? [:]
    note = fields.text("note", atMost: 20_000)
    followUp = FollowUp(&fields)
    links = RecordLinks(&fields, RecordLinks.betweenSurveys)
    event = fields.identifier("event")
    table = fields.text("table", atMost: 60)?.trimmed
  }

  private func checkTable(_ fields: inout RecordFields) {
    if event != nil, table?.isEmpty ?? true {
      fields.refuse("table", .missingField, "say at which table it was, such as Table 3")
    } else if event == nil, table != nil {
      fields.refuse(
        "event", .missingField, "a table is one of an event; name the event, or leave the table out"
      )
    }
  }

  private func checkBasis(_ fields: inout RecordFields) {
    if basis == .published {
      if citation?.hasSomethingToSee != true {
        fields.refuse(
          "citation", .missingField, "published words need a citation: where they were published")
      }
      if consent != nil {
        fields.refuse(
          "consent", .badField, "published words rest on their source, not on consent; leave it out"
        )
      }
    } else if citation != nil {
      fields.refuse("citation", .badField, "a citation goes with the basis published only")
    }
  }
}
