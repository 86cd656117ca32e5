// A record that comes late, from a phone without a signal, under a receipt code whose person took something
// back since: it comes in without that, and whoever sent it is told.

internal import Foundation
internal import JSON
internal import Postgres
internal import Storage
internal import Surveys

extension IncomingRecord {
  /// What whoever sent it is told.
  static let comesWithout =
    "the person took back some of what they allowed under this receipt code, so the record came in without"
    + " it (scopes_taken_back). Take it off the device. If they agreed to that anew, they change it with the"
    + " code, or get a new one"

  /// The record with what its person took back under its receipt code.
  func leavingOut(on connection: isolated Connection) throws -> IncomingRecord {
    guard let hash = consent?.receiptHash ?? receiptHash else { return self }
    let scopes = try ReceiptQueries.leaveOut(receipt: hash, on: connection)
    return leavingOut(scopes)
  }

  /// The record without these scopes, as far as it brings them.
  func leavingOut(_ scopes: [String]) -> IncomingRecord {
    guard !scopes.isEmpty else { return self }
    var record = self
    record.takenBack.formUnion(scopes.filter { consent?.scopes[$0] == true })
    return record
  }

  /// The record without what its person took back, and what of its answers may be kept then.
  func withoutTakenBack(
    _ said: Judgement, _ interview: Interview
  ) -> (record: IncomingRecord, judged: Judgement) {
    guard !takenBack.isEmpty else { return (self, said) }
    let survey = interview.survey
    var record = self
    record.consent = consent?.refusing(takenBack)
    if takenBack.contains(ConsentScope.analyseSensitive) {
      record.answers = answers.given(to: survey.questions.filter { !$0.sensitive })
    }
    // An answer that hung on what is left out goes with it, and is no mistake.
    return (
      record, interview.judge(consent: record.scopes(survey), answers: record.answers)
    )
  }
}

extension GivenConsent {
  /// The same with these scopes refused.
  fileprivate func refusing(_ refused: Set<String>) -> GivenConsent {
    GivenConsent(
      form: form, scopes: scopes.filter { !refused.contains($0.key) }, language: language,
      witness: witness, receiptHash: receiptHash, wording: wording, partners: partners,
      givenAt: givenAt)
  }
}
