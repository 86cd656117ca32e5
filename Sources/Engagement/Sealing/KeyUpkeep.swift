// Keys in order: data keys wrapped anew after the master key was replaced, texts sealed that stand in
// clear from before. In bounded steps, each a transaction: a kill in between loses nothing, and the next
// run goes on.

internal import Foundation
internal import JSON
internal import Postgres
internal import Sealing
internal import Storage
internal import Surveys

extension Engagement {
  /// Rows that are handled in one transaction.
  private static let together = 500

  /// How many data keys each master key wraps, by its id.
  public func keyState() async throws -> [String: Int] {
    try await translating {
      try await database.upkeep(readOnly: true) { try DataKeyQueries.state(on: $0) }
    }
  }

  /// Wraps every data key by the master key in use; how many were wrapped anew. Records that come in
  /// meanwhile are not held up.
  public func wrapKeys(_ report: @Sendable (Int) -> Void = { _ in }) async throws -> Int {
    let vault = try usableVault()
    var (count, before) = (0, 0)
    var last: DataKeyRecord?
    while true {
      let masters = try vault.masters()
      let after = last
      let (wrapped, end) = try await translating {
        try await database.upkeep { connection in
          let old = try DataKeyQueries.wrapped(
            notBy: masters.current.id, after: after, limit: Self.together, on: connection)
          let new = try old.map { try vault.wrapped(vault.opened($0)) }
          return (try DataKeyQueries.wrap(old, as: new, on: connection), old.last)
        }
      }
      (count, last) = (count + wrapped, end)
      if wrapped > 0 { report(count) }
      guard end == nil else { continue }
      // Whoever had not read the new key yet may have stored some behind the page that looked there.
      guard count > before else { return count }
      before = count
    }
  }

  /// Gives up what was sealed by keys that this master key wraps; how many keys there were.
  public func forgetKeys(of master: String) async throws -> Int {
    try await translating {
      try await database.upkeep { try DataKeyQueries.forget(master: master, on: $0) }
    }
  }

  /// The master keys that are needed to open what is sealed.
  public func neededKeys() async throws -> [String] {
    try await translating {
      try await database.upkeep(readOnly: true) { try DataKeyQueries.masters(on: $0) }
    }
  }

  /// Whether some text stands in clear that is to be sealed.
  public func hasClearTexts() async throws -> Bool {
    let places = try await sealedPlaces()
    return try await translating {
      try await database.upkeep { connection in
        for kind in SealedKind.allCases
        where try !SealingQueries.clear(kind, places, limit: 1, on: connection).isEmpty {
          return true
        }
        return false
      }
    }
  }

  /// Seals texts that stand in clear from before; how many rows were sealed.
  public func sealClearTexts(_ report: @Sendable (Int) -> Void = { _ in }) async throws -> Int {
    let vault = try usableVault()
    let places = try await sealedPlaces()
    var count = 0
    for kind in SealedKind.allCases {
      var (before, last) = (count, ClearRow?.none)
      while true {
        let after = last
        let (sealed, end) = try await translating {
          try await database.upkeep { connection in
            try Self.seal(kind, places, vault, after: after, on: connection)
          }
        }
        (count, last) = (count + sealed, end)
        if sealed > 0 { report(count) }
        guard end == nil else { continue }
        // What somebody edited at this moment is found again; what cannot be sealed ends it.
        guard count > before else { break }
        before = count
      }
    }
    return count
  }

  private static func seal(
    _ kind: SealedKind, _ places: [SealedPlaces], _ vault: Vault, after last: ClearRow?,
    on connection: isolated Connection
  ) throws -> (sealed: Int, last: ClearRow?) {
    let rows = try SealingQueries.clear(
      kind, places, after: last, limit: together, on: connection)
    guard !rows.isEmpty else { return (0, nil) }
    let owners = Set(rows.map { KeyOwner(partnership: $0.partnership, id: $0.record) })
    func stored() throws -> [DataKeyRecord] {
      try SealingQueries.keys(owners.map { ($0.partnership, $0.id) }, on: connection)
    }
    let known = Set(try stored().map { KeyOwner(partnership: $0.partnership, id: $0.id) })
    let missing = owners.subtracting(known)
    if !missing.isEmpty {
      try SealingQueries.addKeys(
        missing.map { try vault.wrapped(DataKey(for: $0)) }, on: connection)
    }
    let keys = Dictionary(
      try stored().map { record in
        (KeyOwner(partnership: record.partnership, id: record.id), try vault.opened(record))
      }
    ) { first, _ in first }
    let sealed = try rows.compactMap { row -> (row: ClearRow, sealed: JSONText)? in
      guard let key = keys[KeyOwner(partnership: row.partnership, id: row.record)],
        let content = try JSONValue.parse(row.content.bytes).object
      else { return nil }
      let object: JSONObject?
      if kind == .concernEvent {
        object = try content["note"]?.string.map {
          ["note": .string(try key.seal($0, for: TextPlace.concernNote))]
        }
      } else {
        object = try key.sealed(
          content: content, row.questions(places), leavingSealed: true)
      }
      return object.map { (row, JSONText(JSONValue.object($0).encoded())) }
    }
    let number = sealed.isEmpty ? 0 : try SealingQueries.seal(kind, sealed, on: connection)
    return (number, rows.last)
  }

  /// Questions of every partnership's surveys whose answers are sealed.
  private func sealedPlaces() async throws -> [SealedPlaces] {
    try await translating {
      let partnerships = try await database.sealing(nil, readOnly: true) {
        try AuditChainQueries.partnerships(on: $0).map(\.id)
      }
      var places: [SealedPlaces] = []
      for partnership in partnerships {
        let records = KeptRecords(partnership: partnership, ids: [])
        places += try await database.keeping(records, as: .person, readOnly: true) { connection in
          let modules = Set(
            try SurveyVersionQueries.list(page: Page(limit: 1_000), on: connection)
              .map(\.published.content.module))
          return try modules.sorted().flatMap { module in
            try versions(of: module, on: connection).compactMap { version in
              let number = version.published.content.version
              let survey = try published(
                module, version: number, withLists: false, on: connection
              ).survey
              let questions = survey.identifyingTexts
              return questions.isEmpty
                ? nil
                : SealedPlaces(
                  partnership: partnership, survey: module, version: number,
                  questions: questions.sorted())
            }
          }
        }
      }
      return places
    }
  }

  func usableVault() throws -> Vault {
    guard let vault else {
      throw Problem(.keyMissing, "no key file is configured; see `hark keys`")
    }
    return vault
  }
}

extension ClearRow {
  /// The questions of its survey's version whose answers are sealed.
  fileprivate func questions(_ places: [SealedPlaces]) -> Set<String> {
    Set(
      places.first {
        $0.partnership == partnership && $0.survey == survey && $0.version == version
      }?.questions ?? [])
  }
}
