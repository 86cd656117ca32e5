// What a body can do with its connection. Every call blocks the connection's own thread and nobody
// else's.

extension Connection {
  /// Runs a statement and maps each of its rows.
  public func query<Value>(_ sql: SQL, _ map: (Row) throws -> Value) throws -> [Value] {
    let statement = try sql.rendered()
    try sendGathered()
    let result = try perform { session in try session.run(statement) }
    if result.rowCount > 0 { hasGivenRows = true }
    var values: [Value] = []
    values.reserveCapacity(Int(result.rowCount))
    for index in 0..<result.rowCount {
      values.append(try map(Row(result: result, index: index)))
    }
    return values
  }

  /// Runs a statement and maps its first row; nil when there is none.
  public func first<Value>(_ sql: SQL, _ map: (Row) throws -> Value) throws -> Value? {
    let statement = try sql.rendered()
    try sendGathered()
    let result = try perform { session in try session.run(statement) }
    if result.rowCount == 0 { return nil }
    hasGivenRows = true
    return try map(Row(result: result, index: 0))
  }

  /// Runs a statement and says how many rows it wrote (or, for a select, returned).
  @discardableResult
  public func execute(_ sql: SQL) throws -> Int {
    let statement = try sql.rendered()
    if gathered != nil {
      gathered?.append(statement)
      return 0
    }
    try sendGathered()
    return try perform { session in try session.run(statement).affectedRows }
  }

  /// Runs many statements at once, for the trusted text of a migration and nothing else: the text is
  /// sent as it is. Outside a transaction they are one of their own. Since a script may change the
  /// session in any way, the connection is replaced after the lease.
  public func runScript(_ text: String) throws {
    try sendGathered()
    try perform { session in try session.runScript(text) }
  }

  /// Runs `copy … to stdout` and hands over its output in chunks of about 64 KiB, each ending where
  /// a row ends. COPY takes no bound values. The chunk's memory is valid during the call alone; if it
  /// throws, the COPY is stopped, which also fails a transaction that is open.
  public func copyOut(
    _ sql: SQL, _ chunk: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let statement = try sql.rendered()
    try sendGathered()
    hasGivenRows = true
    try perform { session in try session.copyOut(statement, chunk) }
  }

  /// Sets a configuration parameter until the transaction ends. `setLocal("role", name)` is
  /// `SET LOCAL ROLE`.
  public func setLocal(_ setting: StaticString, _ value: String) throws {
    try execute("select set_config(\(setting.description), \(value), true)")
  }
}
