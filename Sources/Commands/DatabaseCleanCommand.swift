// `hark database clean`: what was erased leaves the database's files as well.

internal import ArgumentParser
internal import Engagement
internal import Postgres
internal import Storage

/// `hark database clean`
struct DatabaseCleanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clean", abstract: "Takes words that were erased out of the database's files.",
    discussion: """
      Example: hark database clean
      The tables that people's words stand in are written anew, with their indexes; nobody records in the \
      meantime. A backup does this by itself after something was erased, unless they are larger than \
      256 megabytes. What remains for how long: docs/operate.md.
      """)

  func run() async throws {
    let configuration = try Configuration.load()
    let (url, _) = try await DatabaseBackupCommand.owner(configuration)
    let client = PostgresClient(
      connectionString: url, maximumConnections: 1, applicationName: "hark-clean")
    let result: Result<ErasedWords.Outcome, any Error>
    do {
      result = .success(try await ErasedWords(client: client).clean(always: true))
    } catch {
      result = .failure(error)
    }
    await client.shutdown()
    switch try result.get() {
    case .cleaned(let bytes): Output.line("clean; \(bytes >> 20) megabytes were written anew")
    case .nothingToDo, .tooLarge: Output.line("nothing to do")
    case .busy: throw Problem(.databaseUnavailable, Self.busy)
    case .notAllowed: throw Problem(.wrongConfiguration, Self.notAllowed)
    }
  }

  static let busy =
    "a table is in use without an end, so erased words stay in its file for now; try again when fewer"
    + " people work, with `hark database clean`"
  static let notAllowed =
    "the user of HARK_DATABASE_ADMIN_URL owns no table, so erased words stay in their files for now: grant"
    + " hark_owner to that user, then run `hark database clean`"
}

extension DatabaseBackupCommand {
  /// Larger tables are written anew for longer than people should wait whenever a backup is made.
  private static let cleanedBytes = 256 << 20

  /// What was erased before a backup is in no file of it. A backup is made all the same.
  static func clean(_ client: PostgresClient) async throws {
    let outcome: ErasedWords.Outcome
    do {
      outcome = try await ErasedWords(client: client).clean(atMost: cleanedBytes)
    } catch let error as PostgresError where error.sqlState != nil {
      // Such as a disk that is full, or tables of an older Hark: a backup is needed more than ever.
      return Output.note(
        "words that were erased may still stand in the files, and in this backup: "
          + Problem(translating: error).detail)
    }
    switch outcome {
    case .nothingToDo: break
    case .cleaned: Output.note("what was erased was taken out of the files first")
    case .tooLarge(let bytes):
      Output.note(
        "words that were erased may still stand in the files, and in this backup: \(bytes >> 20)"
          + " megabytes are to be written anew, which keeps people waiting. Run `hark database clean`"
          + " when nobody records")
    case .busy: Output.note(DatabaseCleanCommand.busy)
    case .notAllowed: Output.note(DatabaseCleanCommand.notAllowed)
    }
  }
}
