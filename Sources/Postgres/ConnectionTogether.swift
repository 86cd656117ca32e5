// Statements that go to the server in one trip: each trip costs as much as a small statement does.

extension Connection {
  /// Runs queries in one trip and hands each row over with the number of its query, from 0. What they
  /// return should be small.
  public func queryTogether(_ statements: [SQL], _ row: (Int, Row) throws -> Void) throws {
    let all = try statements.map { try $0.rendered() }
    let before = takeHeld()
    let results = try runTogether(before + all, beginning: !before.isEmpty).dropFirst(before.count)
    if results.contains(where: { $0.rowCount > 0 }) { hasGivenRows = true }
    for (number, result) in results.enumerated() {
      for index in 0..<result.rowCount { try row(number, Row(result: result, index: index)) }
    }
  }

  /// Holds back what `execute` is given in the body and sends it in one trip at its end, or before the next
  /// query. How many rows each wrote is not known then: `execute` says 0. The first error is thrown when
  /// they are sent.
  public func together(_ body: () throws -> Void) throws {
    guard gathered == nil else { return try body() }
    gathered = []
    defer { gathered = nil }
    try body()
    try sendGathered()
  }

  /// Holds back what `execute` is given from now on and sends it in one trip with the commit, or before
  /// the next query. After the first statement that fails the server runs none, the commit neither. The
  /// first error is thrown in place of the commit's. Outside a transaction nothing would ever send it: that
  /// throws 25P01.
  public func togetherWithCommit() throws(PostgresError) {
    guard isInTransaction else { throw .server(ServerError(sqlState: .noActiveTransaction)) }
    gathered = gathered ?? []
  }

  /// Sends what was held back.
  func sendGathered() throws {
    let waiting = takeHeld()
    guard !waiting.isEmpty else { return }
    _ = try runTogether(waiting, beginning: true)
  }

  /// Runs statements in one trip. What was to begin the transaction and never left this machine leaves nothing
  /// behind that a body could go on with.
  private func runTogether(_ statements: [RenderedSQL], beginning: Bool) throws -> [QueryResult] {
    let wasOpening = beginning && !isInTransaction
    do {
      return try perform { session in try session.runTogether(statements) }
    } catch {
      if wasOpening, !isInTransaction { dropSession() }
      throw error
    }
  }

  /// What was held back, to be sent before anything else: the transaction's beginning, and `gathered`.
  func takeHeld() -> [RenderedSQL] {
    defer {
      opening = []
      if gathered != nil { gathered = [] }
    }
    return opening + (gathered ?? [])
  }
}
