// The use cases: publish a survey, record a response, log a conversation, release findings. Each
// owns its transaction; terminal and HTTP call the same.

internal import JSON
internal import Postgres
public import PublishedFigures
public import Storage
public import SurveyModules

/// A running Hark as its users meet it.
public struct Engagement: Sendable {
  /// The database, as the application's role.
  public let database: Database
  /// The modules that can be published.
  public let catalog: @Sendable () -> ModuleCatalog
  /// What was published of councils, regions and England.
  public let localAccounts: LocalAccounts
  /// Clock and randomness.
  public let surroundings: Surroundings
  /// What seals texts that identify somebody; nil in tests of other things: they stay as they are.
  public let vault: Vault?
  let erasures = ErasureMark()
  let frozen = FrozenSurveys()
  let askedTexts = AskedTexts()
  let columns: KeptColumns
  /// A survey with so many responses is read over two connections.
  let largeSurvey: Int
  let pace = LinkPace()
  let receiptPace = ReceiptPace()
  /// Five complaints at once from one place, and one more every ten minutes.
  let complaintPace = TokenBuckets<ComplaintSource>(capacity: 5, refill: 3_000)
  let refusals = Refusals()
  let exports = ExportPlaces()
  let phrases = PhraseLists()
  let tokens = RememberedTokens()
  let versions = RememberedVersions()
  /// How transactions over several records came about.
  package let batches = BatchCounts()
  let recordings: GroupWork<PendingRecord, Receipt>
  /// The most memory for answers that were counted, where nothing else is said.
  public static let columnMegabytes = 256
  private let signIns = GroupWork<[UInt8], SignIn?>(batchSize: 256, lanes: 1)

  /// The use cases over a database and the folders with modules. A record that waits longer than
  /// `recordingWait` for its turn is refused, to be sent again. Answers that were counted stay in
  /// memory within `columnMegabytes`; from `largeSurvey` responses they are read over two connections.
  public init(
    database: Database, catalog: @escaping @Sendable () -> ModuleCatalog,
    figures: @escaping @Sendable () throws -> FigureTable = { FigureTable() },
    surroundings: Surroundings = .live, recordingWait: Duration = .seconds(5),
    vault: Vault? = nil, columnMegabytes: Int = Self.columnMegabytes, largeSurvey: Int = 200_000
  ) {
    self.vault = vault
    columns = KeptColumns(bytes: columnMegabytes << 20)
    self.largeSurvey = largeSurvey
    (self.database, self.catalog, self.surroundings) = (database, catalog, surroundings)
    localAccounts = LocalAccounts(figures)
    recordings = GroupWork(batchSize: 64, lanes: 2, crowd: 16, waitTimeout: recordingWait)
  }

  /// Who holds a token; throws `notSignedIn` for every token that does not work, alike.
  public func signIn(_ secret: String) async throws -> Principal {
    let hash = Self.tokenHash(secret)
    // Those who knock at the same moment are looked up by one query, which begins after they came:
    // a token that was revoked before is not let in.
    let found = try await translating {
      try await signIns.submit(hash, key: "") { [database] hashes in
        do {
          let known = try await database.signIn(tokenHashes: Array(Set(hashes)))
          return hashes.map { .success(known[$0]) }
        } catch {
          return hashes.map { _ in .failure(error) }
        }
      }
    }
    guard let found else {
      tokens.forget(hash)
      throw Problem.notSignedIn
    }
    tokens.remember(hash, found)
    return found.principal
  }

  /// Refuses a role that a use case is not for.
  func require(_ principal: Principal, _ roles: Role...) throws {
    try require(principal, anyOf: roles)
  }

  /// Refuses a role that a use case is not for.
  func require(_ principal: Principal, anyOf roles: [Role]) throws {
    guard roles.contains(principal.role) else {
      let allowed = roles.map(\.rawValue).joined(separator: " or ")
      throw Problem(
        .notAllowed, "this needs the role \(allowed), and this is \(principal.role.rawValue)")
    }
  }

  /// The role in the database for someone's requests.
  func databaseRole(_ principal: Principal) -> DatabaseRole {
    principal.role == .commissioner ? .commissioner : .application
  }
}
