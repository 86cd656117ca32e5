// Opens the sealed texts of records on their way out: notes and answers that identify somebody, where
// an export has them at all. What leaves for partners or as quotes carries pseudonyms in place of ids.

internal import Crypto
internal import Foundation
internal import JSON
internal import Postgres
internal import Sealing
internal import Storage
internal import Surveys

/// Opens one record after another, each with the key that came with it.
struct ExportOpener {
  let vault: Vault
  let partnership: UUID
  /// Questions whose answers are sealed in some version.
  let places: Set<String>
  /// Where in the heading sealed texts stand, such as the researcher's note, and where they are bound to.
  let sealedFields: [(field: Int, place: String)]
  /// Makes pseudonyms of the records' ids; nil where the ids themselves leave.
  let pseudonyms: Pseudonyms?
  /// Whether anything that is sealed leaves; nothing of it does for others.
  let opensTexts: Bool

  /// Hands over the record with its texts opened; their memory is valid during the call.
  func open(
    _ record: ExportedRecord, words: [String], _ body: (ExportedRecord) throws -> Void
  ) throws {
    guard
      let id = record.heading[0].flatMap({ UUID(uuidString: String(decoding: $0, as: UTF8.self)) })
    else { return try body(record) }
    let key = try record.key.map { key in
      try vault.opened(
        DataKeyRecord(
          partnership: partnership, id: id, master: String(decoding: key.master, as: UTF8.self),
          wrapped: Array(key.wrapped)))
    }
    let opener = TextOpener(key: key, places: places)
    var memory: [UnsafeMutableRawBufferPointer] = []
    defer { for buffer in memory { buffer.deallocate() } }
    func kept(_ text: String) -> UnsafeRawBufferPointer {
      let bytes = Array(text.utf8)
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
      buffer.copyBytes(from: bytes)
      memory.append(buffer)
      return UnsafeRawBufferPointer(buffer)
    }
    var heading = record.heading
    if let pseudonyms { heading[0] = kept(pseudonyms.name(of: id).text) }
    if key != nil {
      for (field, place) in sealedFields {
        guard let bytes = heading[field] else { continue }
        heading[field] = try opener.text(String(decoding: bytes, as: UTF8.self), at: place).map(
          kept)
      }
    }
    let opened = try zip(record.words, words).map { word, path in
      try (key == nil ? nil : word).flatMap { bytes -> UnsafeRawBufferPointer? in
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.contains(SealedText.mark) else { return nil }
        return try self.word(text, path, opener).map(kept)
      } ?? word
    }
    try body(record.with(words: opened, heading: heading))
  }

  /// An answer in words: the text itself, or JSON that holds texts.
  private func word(_ text: String, _ path: String, _ opener: TextOpener) throws -> String? {
    if SealedText.isSealed(text), places.contains(path) {
      return try opener.text(text, at: "\(TextPlace.answers).\(path)")
    }
    guard let value = try? JSONValue.parse(Array(text.utf8)) else { return nil }
    return try opener.json(
      value, at: [TextPlace.answers] + path.split(separator: ".").map(String.init)
    )
    .text()
  }
}

extension Engagement {
  /// What opens the records of an export; nil when nothing that it takes out is sealed.
  func exportOpener(
    _ ticket: ExportTicket, on connection: isolated Connection
  ) throws -> ExportOpener? {
    guard let vault else { return nil }
    let request = ticket.request
    let places = Set(
      try publishedVersions(request.survey, on: connection).flatMap(\.survey.identifyingTexts))
    let pseudonyms =
      request.purpose == .export
      ? nil
      : try Pseudonyms(
        request, vault, partnership: ticket.principal.partnership, on: connection)
    guard
      pseudonyms != nil || request.writesNotes || !places.isEmpty && request.withPersonal
    else { return nil }
    return ExportOpener(
      vault: vault, partnership: ticket.principal.partnership, places: places,
      sealedFields: ExportField.heading(request).enumerated().compactMap { index, field in
        field.sealedPlace.map { (index, $0) }
      },
      pseudonyms: pseudonyms, opensTexts: Self.opensTexts(request, places))
  }

  private static func opensTexts(_ request: ExportRequest, _ places: Set<String>) -> Bool {
    !request.purpose.isForOthers && request.withPersonal
      && (request.kind == .conversation || !places.isEmpty)
  }

  /// Refuses an export that needs a key which is not there, before its first byte.
  func requireKeys(_ request: ExportRequest, on connection: isolated Connection) throws {
    guard let vault else { return }
    if request.purpose.isForOthers {
      let id = Pseudonyms.owner(request)
      if try vault.key(of: id, on: connection) == nil { _ = try vault.sealingMasters() }
      return
    }
    let places = Set(
      try publishedVersions(request.survey, on: connection).flatMap(\.survey.identifyingTexts))
    guard Self.opensTexts(request, places) else { return }
    let masters = Result { try vault.masters() }
    let known = (try? masters.get())?.all.map(\.id) ?? []
    if let missing = try ExportQueries.master(
      beside: known, survey: request.survey, on: connection)
    {
      _ = try masters.get()
      throw SealingError.unknownKey(missing)
    }
  }
}

/// Names for records that nobody can trace back, or match with those of another survey or partner.
struct Pseudonyms {
  private let key: DataKey
  private let project: String

  /// The pseudonyms of an export's survey and partner, which are the same each time.
  init(
    _ request: ExportRequest, _ vault: Vault, partnership: UUID, on connection: isolated Connection
  ) throws {
    project = "\(request.survey)|\(request.purpose.rawValue)|\(request.partner ?? "")"
    // The survey's own key, which rotates and lies wrapped like any other.
    key = try vault.keyForWriting(
      of: KeyOwner(partnership: partnership, id: Self.owner(request)), on: connection)
  }

  /// By which the key of a survey's pseudonyms is found.
  static func owner(_ request: ExportRequest) -> UUID {
    UUID(hash: Array(SHA256.hash(data: Array("pseudonyms \(request.survey)".utf8))), version: 8)
  }

  /// A secret of the survey and partner by which records are put in order: two exports whose rows stood in
  /// one order could be joined row by row.
  var order: [UInt8] { key.pseudonym("order|\(project)") }

  /// The pseudonym of a record (HMAC-SHA256, in the form of a UUID).
  func name(of id: UUID) -> UUID {
    UUID(hash: key.pseudonym("\(project)|\(id.text)"), version: 8)
  }
}
