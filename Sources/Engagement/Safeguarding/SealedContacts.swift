// How to reach whoever keeps people safe: addresses for alerts and whom researchers call. They lie sealed
// under the partnership's own key, each bound to its column.

internal import Conversations
internal import Foundation
internal import JSON
internal import Postgres
internal import Sealing
internal import Storage

extension SafeguardingRecord {
  /// The settings that are sealed, by their columns.
  fileprivate static var contacts:
    [(column: String, text: WritableKeyPath<SafeguardingRecord, String?>)]
  {
    [
      ("lead_email", \.leadMail), ("deputy_email", \.deputyMail), ("webhook", \.webhook),
      ("contact", \.contact),
    ]
  }
}

extension Engagement {
  /// Settings with what was changed sealed, and what stood in clear from before with it. Another text
  /// that was sealed stays as it is.
  func sealed(
    _ record: SafeguardingRecord, changed: Set<String>, _ principal: Principal,
    on connection: isolated Connection
  ) throws -> SafeguardingRecord {
    var record = record
    let partnership = principal.partnership
    for (column, text) in SafeguardingRecord.contacts {
      guard let clear = record[keyPath: text],
        changed.contains(column) || !SealedText.isSealed(clear)
      else { continue }
      record[keyPath: text] = try sealed(
        clear, of: partnership, at: TextPlace.safeguarding(column), as: partnership, on: connection)
    }
    return record
  }

  /// Settings as they were set.
  func opened(
    _ record: SafeguardingRecord, _ principal: Principal, on connection: isolated Connection
  ) throws -> SafeguardingRecord {
    var record = record
    let opener = try opener(
      of: principal.partnership,
      for: SafeguardingRecord.contacts.map { record[keyPath: $0.text] }, on: connection)
    for (column, text) in SafeguardingRecord.contacts {
      record[keyPath: text] = try opener.text(
        record[keyPath: text], at: TextPlace.safeguarding(column))
    }
    return record
  }

  /// What whoever asks is told.
  func advice(
    for principal: Principal, on connection: isolated Connection
  ) throws -> SafeguardingAdvice {
    guard var record = try SafeguardingQueries.advice(on: connection) else {
      return SafeguardingAdvice(steps: nil, contact: nil, helpLines: [])
    }
    do {
      record.contact = try opener(of: principal.partnership, for: [record.contact], on: connection)
        .text(record.contact, at: TextPlace.safeguarding("contact"))
    } catch  where error is SealingError || error is Problem {
      // A form opens without the key file too: what to do and whom the person can call stand in it.
      record.contact = nil
    }
    return record.advice
  }
}

extension DueAlert {
  /// The addresses for mail that open.
  func openedMail(_ vault: Vault?) -> [String] {
    mailTo.indices.compactMap { index in
      open(mailTo[index], mailColumns.indices.contains(index) ? mailColumns[index] : "", vault)
    }
  }

  /// The endpoint; nil when there is none or it does not open.
  func openedWebhook(_ vault: Vault?) -> String? {
    webhook.flatMap { open($0, "webhook", vault) }
  }

  private func open(_ text: String, _ column: String, _ vault: Vault?) -> String? {
    guard SealedText.isSealed(text) else { return text }
    guard let key, let vault else { return nil }
    return try? vault.opened(key).open(text, at: TextPlace.safeguarding(column))
  }
}

extension DataKey {
  /// Settings with the contacts sealed that stand in clear; nil when there are none.
  func sealed(contacts content: JSONObject) throws -> JSONObject? {
    var object = content
    for (column, _) in SafeguardingRecord.contacts {
      guard let text = content[column]?.string, !SealedText.isSealed(text) else { continue }
      object[column] = .string(try seal(text, for: TextPlace.safeguarding(column)))
    }
    return object == content ? nil : object
  }
}
