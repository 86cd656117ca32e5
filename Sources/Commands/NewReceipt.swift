// The six words for a person whose record comes from a file or the line: made here, as the interview makes
// them, and kept nowhere. Where the answer to storing was lost they are shown too, with what to type so
// that the same record is stored once and these words open it.

internal import EmbeddedPostgres
internal import Engagement
internal import Foundation
internal import JSON
internal import Receipts
internal import Storage

/// A receipt code that was made for one record.
struct NewReceipt: Sendable {
  /// The six words; nil where an earlier try made them, whose hash is all that is known.
  let code: ReceiptCode?
  /// What is kept of them.
  let hash: [UInt8]

  /// A new code for a person of a partnership.
  init(partnership slug: String) throws {
    let code = ReceiptCode(randomBytes: Surroundings.live.randomBytes)
    hash = try code.hash(partnership: slug)
    self.code = code
  }

  /// A code for a record that says what a person agreed to and brings no code itself; else nil.
  init?(for record: JSONObject, partnership slug: String) throws {
    guard Self.needsCode(record) else { return nil }
    try self.init(partnership: slug)
  }

  /// The code that an earlier try of storing the record made; throws where the record takes none.
  init(earlier hash: [UInt8], for record: JSONObject) throws {
    guard Self.needsCode(record) else {
      throw Problem(
        .badRequest,
        "--receipt-hash goes with a record that has a consent and brings no receipt_hash itself")
    }
    (code, self.hash) = (nil, hash)
  }

  private static func needsCode(_ record: JSONObject) -> Bool {
    guard let consent = record["consent"]?.object else { return false }
    let given = consent["receipt_hash"] ?? .null
    return given == .null || given == ""
  }

  /// The hash as it is written.
  var hashText: String { Self.text(hash) }

  static func text(_ hash: [UInt8]) -> String {
    hash.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  /// A hash from the line: 64 hexadecimal digits; nil when it is none.
  static func hash(_ text: String) -> [UInt8]? {
    let digits = text.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    guard digits.count == 64, text.utf8.count == 64 else { return nil }
    return stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}

extension RecordOptions {
  /// Stores a record, shows what came of it, and hands out its receipt code. The record gets its id here,
  /// so that it can be named when no answer comes; one whose text `namesIt` gets it from that.
  func store(
    _ given: JSONObject, _ work: Workplace, namesIt: Bool = false,
    _ store: (JSONObject, Engagement, Principal, _ receiptHash: [UInt8]?) async throws -> Receipt
  ) async throws {
    let principal = try await work.principal(.researcher, .coordinator)
    var record = given
    let own = record["id"] ?? .null
    if !namesIt, own == .null || own == "" {
      record["id"] = .string(Surroundings.live.identifier().uuidString.lowercased())
    }
    let made =
      try receiptHash.flatMap(NewReceipt.hash).map { try NewReceipt(earlier: $0, for: record) }
      ?? NewReceipt(for: record, partnership: principal.partnershipSlug)
    let receipt: Receipt
    do {
      receipt = try await store(record, work.engagement, principal, made?.hash)
    } catch {
      if Problem(translating: error).mayHaveBeenStored, !(error is EmbeddedPostgresError) {
        tellOfDoubt(record["id"]?.string, made)
      }
      throw error
    }
    try await show(receipt, made, work.engagement, principal)
    if receipt.raisedConcern { await Output.noteConcern(work.engagement, principal) }
  }

  /// Says how to try again without storing anything twice, and the six words, which nobody can show again.
  private func tellOfDoubt(_ id: String?, _ made: NewReceipt?) {
    let more =
      (id.map { ["--id \($0)"] } ?? []) + (made.map { ["--receipt-hash \($0.hashText)"] } ?? [])
    Output.note(
      "nobody knows whether the record was stored. Give the same line again"
        + (more.isEmpty ? "" : " with \(more.joined(separator: " "))")
        + "; it is stored once, whether or not this try arrived")
    if let code = made?.code {
      Output.note(
        "keep these six words for the person; they open what was said once it is stored: \(code)")
    } else if made != nil {
      Output.note("the six words that were shown before stay; keep them")
    }
  }

  /// Prints the receipt with the six words, which nobody can show again.
  private func show(
    _ receipt: Receipt, _ made: NewReceipt?, _ engagement: Engagement, _ principal: Principal
  ) async throws {
    var object = (try? JSONValue.parse(receipt.bytes))?.object ?? [:]
    guard let made, receipt.isRepeat || receipt.hasReceiptCode else { return show(receipt) }
    guard try await isOpened(receipt, object, by: made, engagement, principal) else {
      show(receipt)
      return Output.note("a receipt code that was given then still holds; there is no second one")
    }
    guard let code = made.code else {
      show(receipt)
      return Output.note("the six words that were shown before open it")
    }
    object["receipt_code"] = .string(code.description)
    Output.line(JSONValue.object(object).text(.compact))
    tell(receipt)
    Output.note(
      "receipt_code: please write these six words down for the person, with"
        + " '\(principal.partnershipSlug)' beside them. With them they can take their words back or"
        + " change what they allow. Hark does not keep the words: without them we cannot find whose"
        + " answers these are.")
  }

  /// Whether the code opens the record. One that was stored before may be this very try, whose first
  /// answer was lost.
  private func isOpened(
    _ receipt: Receipt, _ object: JSONObject, by made: NewReceipt, _ engagement: Engagement,
    _ principal: Principal
  ) async throws -> Bool {
    guard receipt.isRepeat else { return true }
    guard let id = object["id"]?.string.flatMap({ UUID(uuidString: $0) }) else { return false }
    do {
      let opens = try await engagement.isOpened(id, by: made.hash, as: principal)
      guard opens || made.code != nil else {
        throw Problem(
          .otherContent,
          "the record is stored, but under other six words than those of --receipt-hash; only the words"
            + " that were given out when it was stored open it")
      }
      return opens
    } catch {
      if !(error is Problem) || Problem(translating: error).mayHaveBeenStored {
        tellOfDoubt(id.uuidString.lowercased(), made)
      }
      throw error
    }
  }
}
