// The six words for a person whose record comes from a file or the line: made here, as the interview makes
// them, shown once, and kept nowhere.

internal import EmbeddedPostgres
internal import Engagement
internal import JSON
internal import Receipts
internal import Storage

/// A receipt code that was made for one record.
struct NewReceipt: Sendable {
  /// The six words.
  let code: ReceiptCode
  /// What is kept of them.
  let hash: [UInt8]

  /// A new code for a person of a partnership.
  init(partnership slug: String) throws {
    code = ReceiptCode(randomBytes: Surroundings.live.randomBytes)
    hash = try code.hash(partnership: slug)
  }

  /// A code for a record that says what a person agreed to and brings no code itself; else nil.
  init?(for record: JSONObject, partnership slug: String) throws {
    guard let consent = record["consent"]?.object else { return nil }
    let given = consent["receipt_hash"] ?? .null
    guard given == .null || given == "" else { return nil }
    try self.init(partnership: slug)
  }
}

extension RecordOptions {
  /// Stores a record, shows what came of it, and hands out its receipt code.
  func store(
    _ record: JSONObject, _ work: Workplace,
    _ store: (Engagement, Principal, _ receiptHash: [UInt8]?) async throws -> Receipt
  ) async throws {
    let principal = try await work.principal(.researcher, .coordinator)
    let made = try NewReceipt(for: record, partnership: principal.partnershipSlug)
    let receipt: Receipt
    do {
      receipt = try await store(work.engagement, principal, made?.hash)
    } catch {
      let problem = Problem(translating: error)
      if let made, problem.mayHaveBeenStored, !(error is EmbeddedPostgresError) {
        Output.note(
          "nobody knows whether the record was stored. If it was, these six words open it; keep them until"
            + " you know: \(made.code)")
      }
      throw error
    }
    show(receipt, made, partnership: principal.partnershipSlug)
    if receipt.raisedConcern { await Output.noteConcern(work.engagement, principal) }
  }

  /// Prints the receipt with the six words, which nobody can show again.
  private func show(_ receipt: Receipt, _ made: NewReceipt?, partnership slug: String) {
    guard let made, !receipt.isRepeat, receipt.hasReceiptCode else {
      show(receipt)
      if made != nil, receipt.isRepeat {
        Output.note("a receipt code that was given then still holds; there is no second one")
      }
      return
    }
    var object = (try? JSONValue.parse(receipt.bytes))?.object ?? [:]
    object["receipt_code"] = .string(made.code.description)
    Output.line(JSONValue.object(object).text(.compact))
    Output.note(
      "receipt_code: please write these six words down for the person, with '\(slug)' beside them. With them"
        + " they can take their words back or change what they allow. Hark does not keep the words:"
        + " without them we cannot find whose answers these are.")
  }
}
