// The demo's programme: a partnership, places and people that are plainly made up, the same in every
// run.

internal import Crypto
internal import Engagement
internal import Foundation
internal import JSON
internal import Storage
internal import Surveys

/// What the demo is filled with.
enum DemoProgramme {
  static let slug = "sample-county"
  static let name = "Sample County Partnership (made up)"

  static let places: [(code: String, name: String)] = [
    ("sample-north", "North Sample (made up)"), ("sample-east", "East Sample (made up)"),
    ("sample-south", "South Sample (made up)"), ("sample-west", "West Sample (made up)"),
  ]

  /// The surveys that are answered, and those whose findings are released.
  static let surveys = [
    "worcs-feeling-safe", "plymouth-belonging-conversations", "open-conversation",
  ]
  static let released = ["worcs-feeling-safe", "plymouth-belonging-conversations"]

  static func isConversation(_ survey: String) -> Bool { survey != "worcs-feeling-safe" }

  /// Which people answer through HTTP and which through the command line.
  static func people(_ survey: String) -> (http: Range<Int>, commandLine: Range<Int>) {
    switch survey {
    case "worcs-feeling-safe": (0..<230, 230..<460)
    case "plymouth-belonging-conversations": (0..<96, 96..<98)
    default: (0..<2, 2..<4)
    }
  }

  /// An identifier that is the same in every run, of version 8 (RFC 9562): made from a name.
  static func identifier(_ name: String) -> UUID {
    UUID(hash: Array(SHA256.hash(data: Data("hark demo \(name)".utf8))), version: 8)
  }

  /// The record of one person, as it is sent.
  static func record(of survey: Survey, person: Int) -> JSONObject {
    guard let day = day(person) else { return [:] }
    var respondent = respondent(person, of: survey.id)
    let consent = respondent.consent(survey)
    let answers = respondent.answers(to: survey, consent: consent, today: day)
    let scopes = JSONObject(survey.consent.scopes.map { ($0.id, .bool(consent[$0.id] ?? false)) })
    var record: JSONObject = [
      "id": .string(identifier("\(survey.id) \(person)").uuidString.lowercased()),
      "version": .string(survey.version), "language": "en",
      "consent": ["form": "spoken", "scopes": .object(scopes)], "answers": .object(answers),
    ]
    let place = places[person % places.count].code
    if isConversation(survey.id) {
      record["survey"] = .string(survey.id)
      record["held_on"] = .string(day.description)
      record["place_held"] = .string(place)
      record["setting"] = person.isMultiple(of: 3) ? "home" : "community_centre"
      record["how"] = "in_person"
      record["people"] = 1
      record["note"] = "A made-up conversation for the demo."
    } else {
      record["answered_on"] = .string(day.description)
      record["place"] = .string(place)
      record["mode"] = person.isMultiple(of: 5) ? "phone" : "in_person"
    }
    return record
  }

  /// A day of autumn 2025, or nil if there were no such day.
  private static func day(_ person: Int) -> CalendarDay? {
    // 20,332 days after 1970-01-01 is 2025-09-01.
    CalendarDay(daysSinceEpoch: 20_332 + person % 60)
  }

  private static func respondent(_ person: Int, of survey: String) -> SampleRespondent {
    let seed = identifier("\(survey) \(person) seed").uuid
    return SampleRespondent(
      seed: UInt64(seed.0) << 40 | UInt64(seed.1) << 32 | UInt64(seed.2) << 24
        | UInt64(seed.3) << 16 | UInt64(seed.4) << 8 | UInt64(seed.5),
      weights: weights, sentences: sentences, places: places.map(\.code))
  }

  /// How people of the sample programme answer; made up.
  private static let weights: [String: [String: Int]] = [
    "safe": [
      "very_safe": 38, "fairly_safe": 37, "not_very_safe": 15, "not_safe": 6, "prefer_not": 4,
    ],
    "services_help": ["yes": 78, "no": 22],
    "harm_now": ["yes": 2, "no": 90, "prefer_not": 8],
    "worried_today": ["no_worry": 93, "would_talk": 2, "prefer_not": 5],
    "lonely_direct": [
      "often": 10, "some": 22, "occasionally": 25, "hardly_ever": 23, "never": 20,
      "often_always": 10, "some_of_time": 22,
    ],
    "age_band": [
      "age_16_24": 8, "age_25_34": 14, "age_35_49": 22, "age_50_64": 22, "age_65_74": 16,
      "age_75_84": 12, "age_85_over": 4, "prefer_not": 2,
    ],
    "sex": ["female": 56, "male": 41, "prefer_not": 3],
    "carer": [
      "not_carer": 74, "hours_9_or_less": 12, "hours_10_19": 6, "hours_50_more": 5, "prefer_not": 3,
    ],
    "cond12": ["yes": 38, "no": 57, "prefer_not": 5],
  ]

  /// Plainly made up, and about nobody.
  private static let sentences = [
    "This is a made-up answer: the bus stops too early in the evening.",
    "This is a made-up answer: the Thursday lunch club keeps people going.",
    "This is a made-up answer: the path by the park is dark in winter.",
    "This is a made-up answer: somebody rang back, and that helped.",
    "This is a made-up answer: it would be good to know what is on nearby.",
    "This is a made-up answer: neighbours look in on each other.",
  ]
}
