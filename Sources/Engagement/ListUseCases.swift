// Lists that a partnership keeps for its surveys: what they hold, what is added, what is no longer
// offered. Surveys that rest on one offer its entries from the next request on.

internal import Findings
internal import Foundation
public import JSON
internal import Postgres
public import Storage
public import Surveys

/// An entry on its way into a list.
public struct NewListEntry: Sendable, Hashable {
  /// What answers say.
  public let id: String
  /// What people read.
  public let label: String
  /// The label in other languages, by their codes.
  public let translations: [String: String]
  /// Whether it is no longer offered.
  public let retired: Bool

  /// An entry as somebody wrote it.
  public init(
    id: String, label: String, translations: [String: String] = [:], retired: Bool = false
  ) {
    (self.id, self.label) = (id, label)
    (self.translations, self.retired) = (translations, retired)
  }

  /// What is wrong with it; nil: nothing.
  public var problem: String? {
    if !Self.isID(id) {
      return "an id has small letters, digits and _, begins with a letter and has at most 64 of"
        + " them, such as north_group"
    }
    if id == BreakdownGroup.notStated.id {
      return "the id \(id) is the row of people who did not say"
    }
    for text in [label] + translations.values where !Administration.isName(text) {
      return "a label has 1 to 200 characters, no spaces at its ends and no invisible characters"
    }
    if let language = translations.keys.first(where: { !IncomingRecord.isLanguageTag($0) }) {
      return "'\(language.prefix(40))' is no language tag, such as cy or en-x-easyread"
    }
    return nil
  }

  static func isID(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.utf8.first.map { (0x61...0x7A).contains($0) } == true
      && text.utf8.allSatisfy { byte in
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5F
      }
  }
}

/// What became of a list.
public struct ListChange: Sendable, Hashable {
  /// How many entries were added.
  public let added: Int
  /// How many were there already and say something else now.
  public let changed: Int
  /// How many are offered no longer.
  public let retired: Int
  /// How many are offered.
  public let offered: Int
}

extension Engagement {
  /// Every list of the partnership, by id, with the number of its entries.
  public func lists(as principal: Principal) async throws -> [JSONObject] {
    try require(principal, .researcher, .coordinator, .administrator)
    return try await translating {
      try await database.transaction(as: principal, readOnly: true) { connection in
        try ListQueries.find(on: connection).map { contents in
          let list = ChoiceList(contents)
          return [
            "list": .string(list.id), "title": .string(list.title),
            "offered": .number(Double(list.entries.count { $0.retiredOn == nil })),
            "retired": .number(Double(list.entries.count { $0.retiredOn != nil })),
          ]
        }
      }
    }
  }

  /// A list with its entries.
  public func list(_ id: String, as principal: Principal) async throws -> ChoiceList {
    try require(principal, .researcher, .coordinator, .administrator)
    return try await translating {
      try await database.transaction(as: principal, readOnly: true) { connection in
        try found(id, on: connection)
      }
    }
  }

  /// Adds entries or brings them up to date. A list that is not there yet is made; with
  /// `retiringOthers` whatever is not among the entries is no longer offered, with `inOrder` they are
  /// offered as they stand here, others after them.
  public func keepList(
    _ id: String, title: String?, entries: [NewListEntry], retiringOthers: Bool = false,
    inOrder: Bool = false, as principal: Principal, origin: Origin
  ) async throws -> ListChange {
    try require(principal, .coordinator, .administrator)
    try Self.check(id, title, entries)
    let today = try listDay()
    return try await translating {
      try await database.transaction(as: principal) { connection in
        let isThere = try ListQueries.lock(id, on: connection)
        if !isThere {
          try ListQueries.insert(
            ListRecord(name: id, title: title ?? id), id: surroundings.identifier(),
            on: connection)
        } else if let title {
          try ListQueries.rename(ListRecord(name: id, title: title), on: connection)
        }
        let before = try found(id, on: connection).entries
        let known = Set(before.map(\.id)).union(entries.map(\.id))
        guard known.count <= ChoiceList.mostEntries else {
          throw Problem(
            .badRequest,
            "the list '\(id)' would have \(known.count) entries, those that are retired among them;"
              + " a list has at most 1,000. Nothing was stored")
        }
        let days = Dictionary(before.map { ($0.id, $0.retiredOn) }) { first, _ in first }
        try ListQueries.put(
          entries.map { ListEntryRecord($0, retiredOn: (days[$0.id] ?? nil) ?? today) }, in: id,
          on: connection)
        if retiringOthers {
          let named = Set(entries.map(\.id))
          _ = try ListQueries.setRetired(
            PostgresDate(today), before.map(\.id).filter { !named.contains($0) }, in: id,
            on: connection)
        }
        if inOrder {
          try order(entries.map(\.id), of: id, try found(id, on: connection), on: connection)
        }
        try audit("list.keep", "list", [id], origin, connection)
        return ListChange(from: before, to: try found(id, on: connection).entries)
      }
    }
  }

  /// No longer offers entries, or offers them again.
  public func retire(
    _ entries: [String], of id: String, offered: Bool = false, as principal: Principal,
    origin: Origin
  ) async throws -> ListChange {
    try require(principal, .coordinator, .administrator)
    let today = try listDay()
    return try await translating {
      try await database.transaction(as: principal) { connection in
        _ = try ListQueries.lock(id, on: connection)
        let before = try found(id, on: connection).entries
        try Self.check(entries, are: before, in: id)
        _ = try ListQueries.setRetired(
          offered ? nil : PostgresDate(today), entries, in: id, on: connection)
        try audit(offered ? "list.offer" : "list.retire", "list", [id], origin, connection)
        return ListChange(from: before, to: try found(id, on: connection).entries)
      }
    }
  }

  /// Offers entries in this order, those that are not named after them as they stood. The numbers that
  /// stand for them in tables stay.
  public func order(
    _ entries: [String], of id: String, as principal: Principal, origin: Origin
  ) async throws -> ChoiceList {
    try require(principal, .coordinator, .administrator)
    return try await translating {
      try await database.transaction(as: principal) { connection in
        _ = try ListQueries.lock(id, on: connection)
        let list = try found(id, on: connection)
        try Self.check(entries, are: list.entries, in: id)
        try order(entries, of: id, list, on: connection)
        try audit("list.order", "list", [id], origin, connection)
        return try found(id, on: connection)
      }
    }
  }

  private func order(
    _ entries: [String], of id: String, _ list: ChoiceList, on connection: isolated Connection
  ) throws {
    let named = Set(entries)
    guard named.count == entries.count else {
      throw Problem(.badRequest, "an entry is named twice; name each once. Nothing was changed")
    }
    try ListQueries.order(
      entries + list.entries.map(\.id).filter { !named.contains($0) }, in: id, on: connection)
  }

  private static func check(
    _ entries: [String], are known: [ListEntry], in list: String
  ) throws {
    let ids = known.map(\.id)
    guard let unknown = entries.first(where: { !ids.contains($0) }) else { return }
    throw Problem(
      .notFound,
      "the list '\(list)' has no entry '\(unknown.prefix(64))'"
        + (didYouMean(unknown, ids).map { "; \($0)" } ?? "; `hark list show \(list)` shows them.")
        + " Nothing was changed")
  }

  private func listDay() throws -> CalendarDay {
    guard let today = surroundings.today else {
      throw Problem(.failed, "the clock of this machine cannot be read; tell the operator")
    }
    return today
  }

  private static func check(_ id: String, _ title: String?, _ entries: [NewListEntry]) throws {
    guard NewListEntry.isID(id) else {
      throw Problem(
        .badRequest,
        "the id of a list has small letters, digits and _, such as funded_groups: it is what surveys"
          + " name under `list:`")
    }
    if let title, !Administration.isName(title) {
      throw Problem(
        .badRequest,
        "a title has 1 to 200 characters, no spaces at its ends and no invisible characters")
    }
    var seen: Set<String> = []
    for entry in entries {
      let twice = seen.insert(entry.id).inserted ? nil : "it is there twice"
      guard let problem = entry.problem ?? twice else { continue }
      throw Problem(.badRequest, "entry '\(entry.id.prefix(64))': \(problem)")
    }
  }

  /// The list of that id, or why there is none.
  private func found(_ id: String, on connection: isolated Connection) throws -> ChoiceList {
    if let contents = try ListQueries.find(names: [id], on: connection).first {
      return ChoiceList(contents)
    }
    let known = try ListQueries.find(on: connection).map(\.list.name)
    throw Problem(
      .notFound,
      "there is no list '\(id.prefix(64))'"
        + (didYouMean(id, known).map { "; \($0)" } ?? "; `hark list show` shows them"))
  }
}

extension ListChange {
  init(from before: [ListEntry], to now: [ListEntry]) {
    let old = Dictionary(before.map { ($0.id, $0) }) { first, _ in first }
    added = now.count { old[$0.id] == nil }
    changed = now.count { entry in
      old[entry.id].map { $0.label != entry.label || $0.translations != entry.translations }
        ?? false
    }
    retired = now.count { $0.retiredOn != nil && old[$0.id]?.retiredOn == nil }
    offered = now.count { $0.retiredOn == nil }
  }
}
