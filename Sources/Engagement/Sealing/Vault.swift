// What opens and seals: master keys from a file, data keys from the database. Texts go into the database
// sealed, and are opened again for whoever may read their row.

internal import Foundation
internal import JSON
internal import Postgres
public import Sealing
internal import Storage
internal import Surveys

/// Seals and opens texts of records.
public struct Vault: Sendable {
  /// The master keys as they are now; throws when the file is not there or cannot be used.
  public let masters: @Sendable () throws -> MasterKeys
  /// The same to seal with; throws also when they are an older copy, whose key may be retired elsewhere.
  public let sealingMasters: @Sendable () throws -> MasterKeys

  /// A vault over master keys that are looked at each time.
  public init(
    masters: @escaping @Sendable () throws -> MasterKeys,
    forSealing: (@Sendable () throws -> MasterKeys)? = nil
  ) {
    (self.masters, sealingMasters) = (masters, forSealing ?? masters)
  }

  /// A data key as the database keeps it.
  func wrapped(_ key: DataKey) throws -> DataKeyRecord {
    try DataKeyRecord(key, by: sealingMasters())
  }

  /// A data key of the database, ready for use.
  func opened(_ record: DataKeyRecord) throws -> DataKey {
    try DataKey(
      WrappedKey(
        owner: KeyOwner(partnership: record.partnership, id: record.id), master: record.master,
        bytes: record.wrapped), masters())
  }

  /// The key of a record of the transaction's partnership; nil when it has none.
  func key(of id: UUID, on connection: isolated Connection) throws -> DataKey? {
    try DataKeyQueries.find([id], on: connection)[id].map(opened)
  }

  /// The key of a record, made and stored when it has none.
  func keyForWriting(
    of owner: KeyOwner, on connection: isolated Connection
  ) throws -> DataKey {
    if let known = try key(of: owner.id, on: connection) { return known }
    try DataKeyQueries.insert(
      [wrapped(DataKey(for: owner))], onlyNew: true, on: connection)
    // Somebody may have been first; the one that is stored counts.
    guard let stored = try key(of: owner.id, on: connection) else {
      throw Problem(.failed, "the key of a record could not be stored; try again")
    }
    return stored
  }
}

extension Engagement {
  /// How records of a survey are sealed; nil without a vault.
  func sealing(_ survey: Survey, of partnership: UUID) -> RecordSealing? {
    vault.map { RecordSealing($0, partnership: partnership, survey) }
  }

  /// Opens a record's texts, with its key where any of `texts` is sealed.
  func opener(
    of id: UUID, _ survey: Survey? = nil, for texts: [String?], on connection: isolated Connection
  ) throws -> TextOpener {
    let places = survey?.identifyingTexts ?? []
    guard texts.contains(where: { $0?.contains(SealedText.mark) ?? false }) else {
      return TextOpener(key: nil, places: places)
    }
    return TextOpener(key: try vault?.key(of: id, on: connection), places: places)
  }

  /// The answers and the heading of a stored record with their sealed texts opened.
  func opened(
    _ response: inout Stored<ResponseRecord>, _ conversation: inout Stored<ConversationRecord>?,
    _ consent: inout ConsentRecord?, _ survey: Survey, on connection: isolated Connection
  ) throws -> TextOpener {
    let opener = try opener(
      of: response.id, survey,
      for: [
        response.content.answers.text, conversation?.content.note,
        conversation?.content.followUp?.promised, conversation?.content.followUp?.by,
        consent?.witness,
      ], on: connection)
    guard opener.key != nil else { return opener }
    if !opener.places.isEmpty,
      let answers = try JSONValue.parse(response.content.answers.bytes).object
    {
      response.content.answers = JSONText(
        JSONValue.object(try opener.answers(answers)).encoded())
    }
    let note = try opener.text(conversation?.content.note, at: TextPlace.note)
    conversation?.content.note = note
    let followUp = try conversation?.content.followUp.map { try $0.opened(opener) }
    conversation?.content.followUp = followUp
    let witness = try opener.text(consent?.witness, at: TextPlace.witness)
    consent?.witness = witness
    return opener
  }

  /// An edited record with its texts sealed by the key that the record has.
  func sealed(
    _ edited: AcceptedRecord, over stored: StoredVersion, of partnership: UUID,
    on connection: isolated Connection
  ) throws -> AcceptedRecord {
    guard let sealing = sealing(stored.published.survey, of: partnership) else { return edited }
    let known = try stored.opener.key ?? sealing.vault.key(of: stored.response.id, on: connection)
    let sealed = try edited.sealed(sealing, with: known, body: nil)
    if let key = sealed.dataKey { try DataKeyQueries.insert([key], on: connection) }
    return sealed
  }

  /// Seals a text that belongs to a concern or a complaint; without a vault it stays as it is.
  func sealed(
    _ text: String?, of id: UUID, at place: String, as partnership: UUID,
    on connection: isolated Connection
  ) throws -> String? {
    guard let text, let vault else { return text }
    let owner = KeyOwner(partnership: partnership, id: id)
    return try vault.keyForWriting(of: owner, on: connection).seal(text, for: place)
  }
}

extension DataKeyRecord {
  /// A data key as the database keeps it.
  init(_ key: DataKey, by masters: MasterKeys) throws {
    let wrapped = try key.wrapped(masters)
    self.init(
      partnership: key.owner.partnership, id: key.owner.id, master: wrapped.master,
      wrapped: wrapped.bytes)
  }
}

extension Problem {
  init(sealing error: SealingError) {
    switch error {
    case .badLine(let number):
      self = Problem(
        .keyMissing,
        "line \(number) of the key file is no key; put the file back as it was (see `hark keys`)")
    case .unknownKey(let id):
      self = Problem(
        .keyMissing,
        "the key \(id) is not in the key file, so what it sealed does not open; put the newest copy"
          + " of the file back, nothing is lost until then (`hark keys list` shows what is needed)")
    case .doesNotOpen:
      self = Problem(
        .notOpened,
        "a sealed text does not open: it was changed or moved in the database; tell the operator")
    }
  }
}
