// Several statements in one trip to the server and back. The server runs them one after another; after the
// first that fails it skips the rest.

import CLibPQ

extension Session {
  /// Runs statements together; gives the result of each, or throws the first error. What they return has to
  /// be small: it is read when all of them are sent.
  func runTogether(_ all: [RenderedSQL]) throws(PostgresError) -> [QueryResult] {
    var names: [String?] = []
    for statement in all {
      guard statement.values.count <= Int(UInt16.max) else {
        throw .server(ServerError(sqlState: "54000"))
      }
      names.append(try preparedName(for: statement))
    }
    try send { PQenterPipelineMode(connection) }
    for (statement, name) in zip(all, names) {
      if let name { try sendPrepared(name, statement) } else { try sendOnce(statement) }
    }
    try send { PQpipelineSync(connection) }
    let outcome = collectTogether(all.count)
    if isLost { throw .connectionLost }
    try send { PQexitPipelineMode(connection) }
    switch outcome {
    case .success(let results):
      results.forEach(note)
      return results
    case .failure(let error):
      noteFailure(error)
      throw error
    }
  }

  /// Reads everything up to the end of the pipeline.
  private func collectTogether(_ count: Int) -> Result<[QueryResult], PostgresError> {
    var results: [QueryResult] = []
    var firstError: ServerError?
    var nulls = 0
    // A null separates the statements; the end is a result of its own.
    while nulls <= count, !isLost {
      guard let pointer = PQgetResult(connection) else {
        nulls += 1
        continue
      }
      let result = QueryResult(pointer)
      switch result.status {
      case PGRES_PIPELINE_SYNC:
        if let firstError { return .failure(.server(firstError)) }
        return results.count == count ? .success(results) : .failure(.connectionLost)
      case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: results.append(result)
      case PGRES_PIPELINE_ABORTED: break
      default: firstError = firstError ?? result.serverError
      }
    }
    return .failure(firstError.map { .server($0) } ?? .connectionLost)
  }
}
