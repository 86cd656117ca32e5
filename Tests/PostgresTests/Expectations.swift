// Errors expected inside the body of a connection. `#expect(throws:)` is not used there: with closures
// inside closures Swift 6.3 was seen to call another closure than the one written.

import Postgres
import Testing

/// Runs work that must end with an error of the database, and gives that error.
@discardableResult
func expectError<Value>(
  _ expected: PostgresError? = nil, at location: SourceLocation = #_sourceLocation,
  _ work: () throws -> Value
) -> PostgresError? {
  judge(Result { _ = try work() }, expected, location)
}

/// Runs work that must end with an error of the database, and gives that error.
@discardableResult
func expectError<Value>(
  _ expected: PostgresError? = nil, at location: SourceLocation = #_sourceLocation,
  isolation: isolated (any Actor)? = #isolation, _ work: () async throws -> Value
) async -> PostgresError? {
  do {
    _ = try await work()
    return judge(.success(()), expected, location)
  } catch {
    return judge(.failure(error), expected, location)
  }
}

/// Runs work that must end with an error of this type.
func expectThrow<Failure: Error, Value>(
  _ type: Failure.Type, at location: SourceLocation = #_sourceLocation, _ work: () throws -> Value
) {
  let error = failure(Result { _ = try work() })
  #expect(error is Failure, sourceLocation: location)
}

/// Runs work that must end with an error of this type.
func expectThrow<Failure: Error, Value>(
  _ type: Failure.Type, at location: SourceLocation = #_sourceLocation,
  isolation: isolated (any Actor)? = #isolation, _ work: () async throws -> Value
) async {
  do {
    _ = try await work()
    Issue.record("nothing was thrown", sourceLocation: location)
  } catch {
    #expect(error is Failure, sourceLocation: location)
  }
}

private func failure(_ result: Result<Void, any Error>) -> (any Error)? {
  if case .failure(let error) = result { error } else { nil }
}

private func judge(
  _ result: Result<Void, any Error>, _ expected: PostgresError?, _ location: SourceLocation
) -> PostgresError? {
  let error = failure(result)
  let found = error as? PostgresError
  #expect(found != nil, "\(String(describing: error))", sourceLocation: location)
  if let expected { #expect(found == expected, sourceLocation: location) }
  return found
}
