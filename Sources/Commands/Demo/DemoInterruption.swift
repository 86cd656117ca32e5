// Ctrl-C and a terminal that is closed, from the demo's first moment on: whatever it is doing ends, and
// the database it started does not stay behind.

internal import Synchronization
internal import UnixSignals

/// Watches for signals while the demo is at work.
final class DemoInterruption: Sendable {
  private let asked = Atomic(false)
  private let serving = Atomic(false)

  /// Whether somebody asked to stop.
  var isAsked: Bool { asked.load(ordering: .relaxed) }

  /// From now on the server itself ends by Ctrl-C, in good order.
  func serverTakesOver() { serving.store(true, ordering: .relaxed) }

  /// Does the work, and cancels it when somebody asks to stop.
  func watch(_ work: @escaping @Sendable () async throws -> Void) async throws {
    let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await work() }
      tasks.addTask {
        for await signal in signals where self.ends(signal) {
          self.asked.store(true, ordering: .relaxed)
          throw CancellationError()
        }
      }
      defer { tasks.cancelAll() }
      try await tasks.next()
    }
  }

  /// A server knows nothing of terminals that are closed.
  private func ends(_ signal: UnixSignal) -> Bool {
    signal == .sighup || !serving.load(ordering: .relaxed)
  }
}
