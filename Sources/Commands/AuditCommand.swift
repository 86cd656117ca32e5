// `hark audit`: who did what, and whether the trail of it still holds.

internal import ArgumentParser
internal import Engagement
internal import Foundation
internal import JSON
internal import Storage

/// `hark audit`
struct AuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Lists and verifies the audit trail.",
    subcommands: [List.self, Verify.self, Seal.self, Head.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "Lists who did what: a steward the partnership's, others their own. Audited.",
      discussion: """
        Example: hark audit list --since 2026-11-01 --action response --format csv
        A safeguarding lead sees the numbers that `hark audit verify` names; other stewards and \
        commissioners see their own, without gaps.
        """)

    @Option(help: "Not before this day or moment, such as 2026-11-20 or 2026-11-20T09:30:00Z.")
    var since: Since?

    @Option(help: "One action, such as response.record, or all of one kind, such as response.")
    var action: String?

    @Option(help: "The id of a record.")
    var record: String?

    @Option(help: "The name of the account that acted.")
    var account: String?

    @OptionGroup var page: PageOptions
    @OptionGroup var options: OperatorOptions
    @OptionGroup var format: FormatOption

    func run() async throws {
      try await Workplace.with(options) { work in
        let list = try await work.engagement.auditTrail(
          TrailFilter(since: since?.moment, action: action, record: record, account: account),
          after: page.after, limit: page.limit,
          as: work.principal(.steward, .coordinator, .commissioner), origin: .cli)
        Output.page(
          list,
          columns: ["number", "at", "account", "role", "action", "kind", "record", "origin"],
          format: format.format, empty: "no event")
      }
    }
  }

  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify",
      abstract: "Computes the chain again and names the first event that does not fit.",
      discussion: """
        Example: hark audit verify --head heads-kept-elsewhere.json
        The heads signed in HARK_HOME/audit are held against it too. Without --partnership every \
        partnership is verified.
        """)

    @Option(help: "A file with heads that were signed earlier, as `hark audit head` prints them.")
    var head: String?

    @OptionGroup var options: OperatorOptions
    @OptionGroup var format: FormatOption

    func run() async throws {
      let given = try head.map(AuditFolder.readKept) ?? []
      let results = try await Workplace.with(options) { work in
        let known = try AuditFolder(work.configuration).heads()
        let bar = AuditProgress()
        defer { bar.end() }
        return try await AuditVerifier(
          database: work.engagement.database, heads: known, kept: given
        ).verify(only: work.configuration.partnership) { bar.show($0) }
      }
      Output.list(
        results.map(\.json),
        columns: ["partnership", "verified", "not_sealed_yet", "signed_heads", "intact", "fault"],
        format: format.format, empty: "no partnership yet")
      let broken = results.compactMap { result in
        result.fault.map { "\(result.partnership): \($0.description)" }
      }
      guard broken.isEmpty else {
        throw Problem(
          .auditBroken,
          broken.joined(separator: "\n")
            + "\ncompare with a backup, and find out who could write to"
            + " the database")
      }
    }
  }

  struct Seal: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "seal",
      abstract: "Seals what waits and signs the head if it was not signed today.",
      discussion: """
        Example: hark audit seal
        `hark serve` does this every second; where it does not run, do it daily.
        """)

    @OptionGroup var options: OperatorOptions
    @OptionGroup var format: FormatOption

    func run() async throws {
      try await Workplace.with(options) { work in
        let trails = try await work.sealAudit()
        try work.notary().sign(trails, onlyDaily: true)
        Output.list(
          trails.map { trail in
            [
              "partnership": .string(trail.partnership.slug),
              "sealed_now": .number(Double(trail.sealed)),
              "sealed": .number(Double(trail.end.number)),
            ]
          }, columns: ["partnership", "sealed_now", "sealed"], format: format.format,
          empty: "no partnership yet")
      }
    }
  }

  struct Head: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "head",
      abstract: "Seals what waits, signs where the chain ends, and prints it to be kept elsewhere.",
      discussion: """
        Example: hark audit head > head-of-today.json
        Keep it where who runs the database cannot change it: an e-mail to partners, a public page.
        """)

    @OptionGroup var options: OperatorOptions

    func run() async throws {
      try await Workplace.with(options) { work in
        let trails = try await work.sealAudit()
        let notary = try work.notary()
        try notary.sign(trails, onlyDaily: false)
        let known = Dictionary(grouping: try notary.folder.heads(), by: \.partnership)
        for trail in trails {
          guard let last = known[trail.partnership.id]?.last else { continue }
          Output.line(JSONValue.object(last.json).text())
        }
      }
    }
  }
}

extension Workplace {
  /// Seals what waits in the partnership that is named, or in all.
  fileprivate func sealAudit() async throws -> [SealedTrail] {
    try await AuditSealer(database: engagement.database).seal(only: configuration.partnership)
  }

  /// What seals the audit trail while a service runs.
  func auditSealing() throws -> AuditSealing {
    AuditSealing(sealer: AuditSealer(database: engagement.database), notary: try notary())
  }

  /// Who signs.
  func notary() throws -> AuditNotary {
    AuditNotary(
      folder: try AuditFolder(configuration), surroundings: engagement.surroundings)
  }
}

/// A moment as people write it: a day, or RFC 3339.
struct Since: ExpressibleByArgument {
  let moment: Date

  init?(argument: String) {
    guard
      let moment = (try? Date(argument, strategy: .iso8601))
        ?? (try? Date(argument, strategy: Date.ISO8601FormatStyle().year().month().day()))
    else { return nil }
    self.moment = moment
  }
}
