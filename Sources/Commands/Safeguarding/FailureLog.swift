// What a service that goes on for ever says of what fails: when it begins, when it changes and when it is over,
// not each time.

internal import Logging
internal import Synchronization

/// What went wrong last.
final class FailureLog: Sendable {
  private let last = Mutex<String?>(nil)
  private let logger = Logger(label: "hark")
  private let failed: String
  private let works: String

  /// `failed` is said with the reason when something fails, `works` when nothing does any more.
  init(_ failed: String, _ works: String) {
    (self.failed, self.works) = (failed, works)
  }

  /// Why the last try failed, as it was noted; nil: it did not.
  var failure: String? { last.withLock { $0 } }

  /// Notes why a try failed; nil: it did not.
  func note(_ failure: String?) {
    let before = last.withLock { last in
      defer { last = failure }
      return last
    }
    guard before != failure else { return }
    if let failure {
      logger.error("\(failed)", metadata: ["error": "\(failure)"])
    } else {
      logger.notice("\(works)")
    }
  }
}
