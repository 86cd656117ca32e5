// The sealed audit trail as it is read: page by page, to be verified or to be looked at.

public import Foundation
public import Postgres

/// A link of the chain with the event that it seals.
public struct SealedEvent: Sendable, Hashable {
  /// The link.
  public let link: AuditLink
  /// The event; nil when there is none any more.
  public let event: AuditedEvent?
}

/// An event of the trail with the name of whoever acted.
public struct TrailEntry: Sendable, Hashable {
  /// Its place in the chain.
  public let number: Int
  /// The event.
  public let event: AuditedEvent
  /// The account's name; nil is the operator, or an account whose name the reader may not see.
  public let accountName: String?
  /// The names of those who share the event: with a wanted record or account, of that alone. Empty for an
  /// event of one account.
  public let sharedNames: [String]
}

/// Which events of the trail are wanted; what is nil does not matter.
public struct TrailFilter: Sendable, Hashable {
  /// Not before this moment.
  public let since: Date?
  /// The action, or its first word: `response` is every act on responses.
  public let action: String?
  /// The id of the record.
  public let record: String?
  /// The name of the account.
  public let account: String?

  /// Describes what is wanted.
  public init(
    since: Date? = nil, action: String? = nil, record: String? = nil, account: String? = nil
  ) {
    (self.since, self.action, self.record, self.account) = (since, action, record, account)
  }
}

/// Where a chain says that it ends, and where its links do.
public struct AuditChainEnds: Sendable, Hashable {
  /// What the chain says; number 0 when nothing was ever sealed.
  public let said: AuditChainEnd
  /// The highest number that a link has; 0 when there is none.
  public let lastLink: Int
}

/// Reads the trail.
public enum AuditTrailQueries {
  /// Where the chain ends, in a transaction of the sealer or a reader of the trail.
  public static func ends(on connection: isolated Connection) throws -> AuditChainEnds {
    let found = try connection.first(
      "select t.number, t.hash, t.sealed_at, last_link from (select coalesce(max(l.number), 0) as"
        + " last_link from hark.audit_link l where l.partnership_id = hark.current_partnership())"
        + " links left join (" + AuditChainQueries.end + ") t on true"
    ) { row in
      AuditChainEnds(
        said: AuditChainEnd(
          number: try row.get("number", as: Int?.self) ?? 0,
          hash: try row.get("hash", as: [UInt8]?.self) ?? AuditChainQueries.beginning,
          sealedAt: try row.get("sealed_at")),
        lastLink: try row.get("last_link"))
    }
    return found
      ?? AuditChainEnds(
        said: AuditChainEnd(number: 0, hash: AuditChainQueries.beginning, sealedAt: nil),
        lastLink: 0)
  }

  /// Links after a number up to another, with their events, in a transaction of the sealer.
  public static func sealed(
    after number: Int, upTo last: Int, limit: Int, on connection: isolated Connection
  ) throws -> [SealedEvent] {
    try connection.query(
      "select l.id as event, l.number, l.hash, e.id is not null as is_there, "
        + AuditedEvent.columns
          + """
           from hark.audit_link l
          left join hark.audit_event e on e.partnership_id = l.partnership_id and e.id = l.id
          where l.partnership_id = hark.current_partnership()
            and l.number > \(number) and l.number <= \(last)
          order by l.number limit \(limit)
          """
    ) { row in
      SealedEvent(
        link: AuditLink(
          event: try row.get("event"), number: try row.get("number"), hash: try row.get("hash")),
        event: try row.get("is_there") ? AuditedEvent(row) : nil)
    }
  }

  /// Sealed events that the principal may see, in the order of the chain, from after a number. A steward who
  /// does not see the events of concerns sees numbers without gaps: of the chain's they would tell where one is.
  public static func list(
    _ filter: TrailFilter, after number: Int, limit: Int, numberedAlone: Bool = false,
    on connection: isolated Connection
  ) throws -> [TrailEntry] {
    let before = try gaps(on: connection)
    let entries = try seen(
      filter, after: before.chainNumber(number), limit: limit, numberedAlone: numberedAlone,
      on: connection)
    // Once more: what is listed may have been sealed after those were read.
    let hidden = try gaps(on: connection)
    return entries.map { entry in
      TrailEntry(
        number: hidden.ownNumber(entry.number), event: entry.event,
        accountName: entry.accountName, sharedNames: entry.sharedNames)
    }
  }

  /// The numbers of events that the principal does not see, though they see those around them.
  private static func gaps(on connection: isolated Connection) throws -> TrailGaps {
    TrailGaps(
      numbers: try connection.first("select hark.trail_gaps() as numbers") {
        try $0.get("numbers", as: [Int].self)
      } ?? [])
  }

  /// Sealed events with the chain's numbers. Of an
  /// event of many records the lists of their ids and accounts, by which it is found, are left out. `numberedAlone`
  /// gives the events that the principal sees numbers of their own: those of the chain tell how much
  /// happened between two of them.
  private static func seen(
    _ filter: TrailFilter, after number: Int, limit: Int, numberedAlone: Bool,
    on connection: isolated Connection
  ) throws -> [TrailEntry] {
    let links: SQL =
      numberedAlone
      ? """
      (select k.partnership_id, k.id, row_number() over (order by k.number) as number
        from hark.audit_link k
        join hark.audit_event v on v.partnership_id = k.partnership_id and v.id = k.id
        where k.partnership_id = hark.current_partnership())
      """ : "hark.audit_link"
    return try connection.query(
      "select l.number, n.name, coalesce(s.names, '{}') as shared_names, " + AuditedEvent.columns
        + """
         from \(links) l
        join (
          select partnership_id, id, position, created_at, created_by, role, action, record_kind,
            record_id, origin, detail - '{ids,accounts}'::text[] as detail, detail -> 'ids' as ids,
            case when record_kind = 'batch' then detail -> 'accounts' end as accounts
          from hark.audit_event
        ) e on e.partnership_id = l.partnership_id and e.id = l.id
        left join hark.account_names() n on n.id = e.created_by
        left join lateral (
          select array_agg(distinct m.name order by m.name) as names
          from jsonb_array_elements_text(e.accounts) with ordinality a (id, place)
          join hark.account_names() m on m.id = a.id::uuid
          where (\(filter.record) is null
              or e.ids ->> (a.place - 1)::integer = lower(\(filter.record))
              or lower(e.record_id) = lower(\(filter.record)))
            and (\(filter.account) is null or m.name = \(filter.account))
            and (hark.current_role_name() = 'steward' or m.id = hark.current_account())
        ) s on e.accounts is not null
        where l.partnership_id = hark.current_partnership() and l.number > \(number)
          and (\(filter.since) is null or e.created_at >= \(filter.since))
          and (\(filter.action) is null or e.action = \(filter.action)
            or split_part(e.action, '.', 1) = \(filter.action))
          and (\(filter.record) is null or lower(e.record_id) = lower(\(filter.record))
            or e.ids ? lower(\(filter.record)))
          and (\(filter.account) is null or n.name = \(filter.account) or s.names is not null)
          and (hark.current_role_name() = 'steward' or e.accounts is null or s.names is not null)
        order by l.number limit \(limit)
        """
    ) { row in
      TrailEntry(
        number: try row.get("number"), event: try AuditedEvent(row),
        accountName: try row.get("name"), sharedNames: try row.get("shared_names"))
    }
  }
}

/// Numbers of the chain that somebody does not see, in order, and what they see in their place.
private struct TrailGaps {
  let numbers: [Int]

  /// What is seen in place of a number of the chain.
  func ownNumber(_ number: Int) -> Int { number - count { numbers[$0] < number } }

  /// The number of the chain in whose place this one is seen.
  func chainNumber(_ number: Int) -> Int { number + count { numbers[$0] - $0 - 1 < number } }

  /// How many come before the first for which this does not hold.
  private func count(_ isBefore: (Int) -> Bool) -> Int {
    var (low, high) = (0, numbers.count)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(middle) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
