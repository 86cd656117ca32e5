// Remembers that the database failed during a stream, so that the rest is refused at once instead
// of waiting for it again and again.

internal import Synchronization

/// Why nothing more of a stream can be stored.
final class BatchFailure: Sendable {
  private let first = Mutex<Problem?>(nil)

  /// The failure, when there was one.
  var problem: Problem? { first.withLock { $0 } }

  /// Notes an error; gives the problem of what was not stored because of it.
  func note(_ error: any Error) -> Problem {
    let problem = Problem(translating: error)
    return first.withLock { first in
      if problem.httpStatus >= 500 { first = problem }
      return problem
    }
  }
}
