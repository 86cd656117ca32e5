// What a person does with their receipt code, without an account: see what is held, change what they
// allow, take it back, and take a copy with them.

internal import Foundation
public import JSON
internal import Postgres
public import Storage
internal import Surveys

/// The records that a receipt code opens.
public struct OpenedReceipt: Sendable {
  /// The partnership's short name.
  public let partnership: String
  /// What the client worked out from the words.
  let hash: [UInt8]
  let records: KeptRecords
  let goneAt: Date?
  let tombstones: [UUID]
}

extension Engagement {
  /// Opens what is held under a receipt code; `hash` is what the client worked out from its words.
  /// A code that is not known, one of elsewhere and a partnership that is none are refused alike.
  public func openReceipt(
    partnership: String, hash: [UInt8], from address: String
  ) async throws -> OpenedReceipt {
    if let seconds = receiptPace.wait(partnership, address, at: surroundings.now()) {
      var problem = Problem(
        .tooManyTries,
        "several codes were tried in a row that are not known; try again in \(seconds) seconds")
      problem.retryAfter = seconds
      throw problem
    }
    let found = try await translating {
      try await database.openReceipt(slug: partnership, hash: hash)
    }
    guard let found else {
      if let seconds = receiptPace.failed(partnership, address, at: surroundings.now()) {
        var problem = Problem(
          .tooManyTries,
          "nothing is held under this code with this partnership; look at the six words again. Very many codes"
            + " that are not known are being tried here just now, so only a few are looked at from"
            + " each place; a right code opens all the same")
        problem.retryAfter = seconds
        throw problem
      }
      throw Problem(
        .noReceipt,
        "nothing is held under this code with this partnership; look at the six words again. Without"
          + " the right code your answers cannot be found")
    }
    receiptPace.succeeded(partnership, address, at: surroundings.now())
    return OpenedReceipt(
      partnership: partnership, hash: hash, records: found.records, goneAt: found.goneAt,
      tombstones: found.tombstones)
  }

  /// Opens a receipt as a body asks for it.
  public func openReceipt(_ body: JSONObject, from address: String) async throws -> OpenedReceipt {
    var fields = RecordFields(
      body, reading: .typed, known: ["partnership", "receipt_hash", "scopes"])
    let partnership = fields.text("partnership", atMost: 63)
    let text = fields.text("receipt_hash", atMost: 64)
    let hash = text.flatMap(GivenConsent.bytes)
    if partnership == nil, fields.problems.isEmpty {
      fields.refuse("partnership", .missingField, "name the partnership, such as plymouth")
    }
    if hash == nil, !fields.problems.contains(where: { $0.question == "receipt_hash" }) {
      fields.refuse(
        "receipt_hash", text == nil ? .missingField : .badField,
        "send what is worked out from the six words: 64 hexadecimal digits")
    }
    guard let partnership, let hash, fields.problems.isEmpty else {
      throw Problem(refused: fields.problems)
    }
    return try await openReceipt(partnership: partnership, hash: hash, from: address)
  }

  /// What is held under a receipt.
  public func held(_ receipt: OpenedReceipt, origin: Origin) async throws -> JSONObject {
    try await keeping(receipt, "receipt.read", origin) { connection in
      let records = try receipt.records.ids.map { id in
        JSONValue.object(try shown(heldRecord(id, on: connection), on: connection))
      }
      return try heading(receipt, on: connection).with(["records": .array(records)])
    }
  }

  /// Everything that is held under a receipt, as one readable document: the answers with their
  /// questions, and then every stored row.
  public func bundle(_ receipt: OpenedReceipt, origin: Origin) async throws -> JSONObject {
    try await keeping(receipt, "receipt.bundle", origin) { connection in
      let records = try receipt.records.ids.map { id in
        let held = try heldRecord(id, on: connection)
        var stored: JSONObject = [:]
        for (table, rows) in try ReceiptQueries.rows(of: id, on: connection) where !rows.isEmpty {
          stored[table] = .array(
            try rows.map { try held.opener.json(JSONValue.parse($0.bytes)) })
        }
        let told = try told(held, on: connection)
        return JSONValue.object(
          shown(told).with([
            "asked_and_answered": told.askedAndAnswered, "stored": .object(stored),
          ]))
      }
      return try heading(receipt, on: connection).with([
        "made_at": .string(timestamp(surroundings.now())), "records": .array(records),
      ])
    }
  }

  /// Takes everything back that is held under a receipt, for good.
  public func withdraw(_ receipt: OpenedReceipt, origin: Origin) async throws -> JSONObject {
    let now = timestamp(surroundings.now())
    defer {
      erasures.set()
      columns.forget(receipt.records.partnership)
    }
    return try await claiming(receipt) { connection, receipt in
      let ids = receipt.records.ids.map(\.text)
      let heading = try heading(receipt, on: connection)
      if ids.isEmpty {
        // Erased by others: what comes in later under the code is refused all the same.
        try ReceiptQueries.note(claimed: ConsentScope.analyse, given: false, on: connection)
      }
      let withdrawn = try ErasureQueries.withdraw(on: connection)
      try ErasureQueries.bury(.withdrawn, on: connection)
      // What a hold keeps is seen by nobody from now on, and goes when the hold ends.
      let held = try RetentionQueries.held(on: connection)
      try ErasureQueries.narrow(
        to: receipt.records.ids.filter { !held.contains($0) }, on: connection)
      let erased = try ErasureQueries.erase(on: connection)
      if withdrawn.isEmpty, erased > 0 {
        // Taken back before, while a hold kept it that has ended.
        try audit("record.erase", "record", ids, origin, connection)
      }
      if !withdrawn.isEmpty {
        try audit("record.withdraw", "record", withdrawn.map(\.text), origin, connection)
      }
      return heading.with([
        "erased": .number(Double(erased)), "held": .number(Double(held.count)),
        "withdrawn_at": .string(
          withdrawn.isEmpty ? receipt.goneAt.map(timestamp) ?? now : now),
      ])
    }
  }

  /// Changes what a receipt opens at that moment, alone: what comes in under it waits, or is waited for.
  func claiming<Value: Sendable>(
    _ receipt: OpenedReceipt,
    _ body: @Sendable (isolated Connection, OpenedReceipt) throws -> Value
  ) async throws -> Value {
    let (slug, hash) = (receipt.partnership, receipt.hash)
    let value = try await translating {
      try await database.claiming(slug: slug, hash: hash) { connection, found in
        try body(
          connection,
          OpenedReceipt(
            partnership: slug, hash: hash, records: found.records, goneAt: found.goneAt,
            tombstones: found.tombstones))
      }
    }
    guard let value else {
      throw Problem(.noReceipt, "nothing is held any more; it was taken back a moment ago")
    }
    return value
  }

  func keeping<Value: Sendable>(
    _ receipt: OpenedReceipt, _ action: String, _ origin: Origin,
    _ body: @Sendable (isolated Connection) throws -> Value
  ) async throws -> Value {
    try await translating {
      try await database.keeping(receipt.records, as: .person) { connection in
        let ids = receipt.records.ids.map(\.text)
        if !ids.isEmpty { try audit(action, "record", ids, origin, connection) }
        return try body(connection)
      }
    }
  }
}

extension Engagement {
  /// What every answer begins with. Figures that were published before stay; new ones leave out what
  /// was taken back, as soon as enough people have changed them (decision 0054).
  func heading(
    _ receipt: OpenedReceipt, on connection: isolated Connection
  ) throws -> JSONObject {
    let releases = try ErasureQueries.releases(erased: receipt.tombstones, on: connection)
    let titles = try titles(releases, on: connection)
    return [
      "partnership": .string(receipt.partnership),
      "gone_at": receipt.goneAt.map { .string(timestamp($0)) } ?? .null,
      "counted_in": .array(
        releases.map { release in
          let title = titles[release.survey] ?? release.survey
          let figures = "Figures of \(title) up to \(timestamp(release.cutOff).prefix(10))"
          return [
            "release": .string(release.id.text), "survey": .string(release.survey),
            "title": .string(title), "cut_off": .string(timestamp(release.cutOff)),
            "as_before": .bool(release.asBefore),
            "says": .string(
              release.asBefore
                ? "\(figures) still count it as before, for few people have left or joined."
                : "\(figures) count it."),
          ]
        }),
    ]
  }
}
