// What has been said so far of one record, as it is kept in a draft: enough to go on, and no more.

internal import Foundation
internal import JSON
internal import Surveys

/// A record that is being asked.
struct InterviewDraft: Sendable, Equatable {
  /// What the record will be.
  enum Kind: String, Sendable { case response, conversation }

  /// Words typed for a question that is not finished.
  struct Unfinished: Sendable, Equatable {
    var path: String
    var text: String
  }

  let kind: Kind
  let survey: String
  let version: String
  /// The record's id, made at the start, so that a second try of storing it is recognised.
  let id: UUID
  /// The partnership and the account that the record is for.
  var partnership: String?
  var account: String?
  /// The language that the questions are shown in.
  var language: String
  /// Fields of the heading, by name; `note` too.
  var heading: JSONObject = [:]
  /// Scopes that were asked, each given or refused.
  var consent: [String: Bool] = [:]
  var consentForm: String?
  /// When the person was asked whether they agree, as the record says it.
  var consentedAt: String?
  var answers: JSONObject = [:]
  /// Paths left without an answer on purpose.
  var passed: Set<String> = []
  var unfinished: Unfinished?
  /// The receipt code, made before the record is sent, so that every try has the same; on this machine
  /// alone, and gone with the draft.
  var receiptCode: String?
  /// Made from the receipt code.
  var receiptHash: String?
  /// Whether it was sent to be stored and no answer came.
  var isSent = false

  static let format = 1

  var json: JSONObject {
    var object: JSONObject = [
      "hark_draft": .number(Double(Self.format)), "kind": .string(kind.rawValue),
      "survey": .string(survey), "version": .string(version),
      "id": .string(id.uuidString.lowercased()), "language": .string(language),
      "heading": .object(heading),
      "consent": .object(JSONObject(consent.sorted { $0.key < $1.key }.map { ($0, .bool($1)) })),
      "answers": .object(answers), "passed": .array(passed.sorted().map { .string($0) }),
    ]
    object["partnership"] = partnership.map { .string($0) }
    object["account"] = account.map { .string($0) }
    object["consent_form"] = consentForm.map { .string($0) }
    object["consented_at"] = consentedAt.map { .string($0) }
    object["receipt_code"] = receiptCode.map { .string($0) }
    object["receipt_hash"] = receiptHash.map { .string($0) }
    if let unfinished {
      object["unfinished"] = ["path": .string(unfinished.path), "text": .string(unfinished.text)]
    }
    if isSent { object["sent"] = true }
    return object
  }

  /// A draft from a file; nil when it is none that this version of Hark can read.
  init?(_ object: JSONObject) {
    guard object["hark_draft"]?.int == Self.format,
      let kind = object["kind"]?.string.flatMap(Kind.init),
      let survey = object["survey"]?.string, let version = object["version"]?.string,
      let id = object["id"]?.string.flatMap({ UUID(uuidString: $0) }),
      let language = object["language"]?.string, let heading = object["heading"]?.object,
      let consent = object["consent"]?.object, let answers = object["answers"]?.object,
      let passed = object["passed"]?.array
    else { return nil }
    (self.kind, self.survey, self.version, self.id) = (kind, survey, version, id)
    (self.language, self.heading, self.answers) = (language, heading, answers)
    self.consent = Dictionary(consent.compactMap { key, value in value.bool.map { (key, $0) } }) {
      first, _ in first
    }
    self.passed = Set(passed.compactMap(\.string))
    partnership = object["partnership"]?.string
    account = object["account"]?.string
    consentForm = object["consent_form"]?.string
    consentedAt = object["consented_at"]?.string
    receiptCode = object["receipt_code"]?.string
    receiptHash = object["receipt_hash"]?.string
    isSent = object["sent"] == true
    if let path = object["unfinished"]?["path"]?.string,
      let text = object["unfinished"]?["text"]?.string
    {
      unfinished = Unfinished(path: path, text: text)
    }
  }

  /// A draft in which nothing has been said yet.
  init(kind: Kind, survey: Survey, id: UUID, language: String) {
    (self.kind, self.survey, self.version) = (kind, survey.id, survey.version)
    (self.id, self.language) = (id, language)
  }
}

extension InterviewDraft {
  /// Where a draft keeps the partners that were named; in the record they stand with the consent.
  static let partnersField = "partners"

  /// The codes of partners on a line.
  static func partners(_ line: String) -> [String] {
    line.split(whereSeparator: { $0 == "," || $0.isWhitespace }).map(String.init)
  }

  /// Whether a text can be the code of a partner.
  static func isPartner(_ code: String) -> Bool {
    code.utf8.count <= 63
      && code.utf8.allSatisfy {
        (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
      }
  }

  /// The record as it is sent: what is asked after these answers, nothing that was put aside.
  func record(_ survey: Survey, kept: JSONObject) -> JSONObject {
    var record = heading
    record[Self.partnersField] = nil
    record["id"] = .string(id.uuidString.lowercased())
    record["version"] = .string(version)
    if kind == .conversation { record["survey"] = .string(self.survey) }
    if record["language"] == nil { record["language"] = .string(language) }
    if !survey.consent.scopes.isEmpty {
      var given: JSONObject = [
        "form": .string(consentForm ?? ConsentForm.spoken.rawValue),
        "scopes": .object(
          JSONObject(survey.consent.scopes.map { ($0.id, .bool(consent[$0.id] ?? false)) })),
      ]
      let named = Self.partners(heading[Self.partnersField]?.string ?? "")
      if consent[ConsentScope.sharePartners] == true, !named.isEmpty {
        given["partners"] = .array(named.map { .string($0) })
      }
      given["given_at"] = consentedAt.map { .string($0) }
      given["receipt_hash"] = receiptHash.map { .string($0) }
      record["consent"] = .object(given)
    }
    record["answers"] = .object(kept)
    return record
  }
}
