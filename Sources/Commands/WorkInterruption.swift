// Ctrl-C, the request to end, and a terminal that is closed, from the first moment of long work on:
// whatever it is doing ends, and what it started does not stay behind.

internal import ArgumentParser
internal import Synchronization
internal import UnixSignals

/// Watches for signals while something is at work.
final class WorkInterruption: Sendable {
  private let asked = Atomic(false)
  private let serving = Atomic(false)
  private let done = Atomic(false)

  /// Whether somebody asked to stop.
  var isAsked: Bool { asked.load(ordering: .relaxed) }

  /// From now on the server itself ends by Ctrl-C, in good order.
  func serverTakesOver() { serving.store(true, ordering: .relaxed) }

  /// Does the work, and cancels it when somebody asks to stop.
  func watch(_ work: @escaping @Sendable () async throws -> Void) async throws {
    let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask {
        try await work()
        self.done.store(true, ordering: .relaxed)
      }
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

  /// The same; where somebody stopped it before it was done, says what became of it and ends with the
  /// status of Ctrl-C.
  static func watch(
    orSay stopped: String, _ work: @escaping @Sendable () async throws -> Void
  ) async throws {
    let interruption = WorkInterruption()
    do {
      try await interruption.watch(work)
    } catch {
      guard interruption.isAsked, !(error is ExitCode) else { throw error }
      if interruption.done.load(ordering: .relaxed) { return }
      Output.note(stopped)
      throw ExitCode(130)
    }
  }

  /// A server knows nothing of terminals that are closed.
  private func ends(_ signal: UnixSignal) -> Bool {
    signal == .sighup || !serving.load(ordering: .relaxed)
  }
}
