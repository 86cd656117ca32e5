// While `hark serve` runs, alerts of concerns go out: looked for every second, each sent by itself, so
// that an endpoint which hangs keeps no other waiting and no request.

internal import Engagement
internal import Logging
internal import ServiceLifecycle
internal import Storage
internal import Synchronization

/// Sends what is due, once.
struct AlertRound<Carrier: AlertCarrier>: Sendable {
  let outbox: AlertOutbox
  let carrier: Carrier

  /// Sends until nothing is due any more; says how many went out and why others did not.
  func run() async throws -> (sent: Int, failures: [String]) {
    var (sent, failures) = (0, [String]())
    while true {
      let due = try await outbox.due(16)
      if due.isEmpty { return (sent, failures) }
      let outcomes = try await withThrowingTaskGroup(of: AlertOutcome.self) { group in
        for alert in due { group.addTask { try await outbox.send(alert, by: carrier) } }
        return try await group.reduce(into: [AlertOutcome]()) { $0.append($1) }
      }
      sent += outcomes.filter { $0.failure == nil }.count
      failures += outcomes.compactMap(\.failure)
      // What failed is not due again for a while.
    }
  }
}

/// Sends alerts until the service ends. What fails is logged when it begins and when it is over.
struct AlertDispatching: Service {
  let outbox: AlertOutbox
  let settings: AlertSettings

  /// How many alerts are under way at once.
  private static let most = 32

  func run() async throws {
    let carrier = LiveAlertCarrier(settings)
    let logger = Logger(label: "hark")
    let state = State()
    await cancelWhenGracefulShutdown {
      await withDiscardingTaskGroup { group in
        while !Task.isCancelled {
          do {
            for alert in try await outbox.due(max(0, Self.most - state.underWay)) {
              state.begin()
              group.addTask {
                await send(alert, by: carrier, state, logger)
                state.end()
              }
            }
          } catch {
            if !Task.isCancelled {
              state.note("\(Problem(translating: error))", logger)
            }
          }
          try? await Task.sleep(for: .seconds(1))
        }
      }
    }
    try? await carrier.shutDown()
  }

  private func send(
    _ alert: DueAlert, by carrier: LiveAlertCarrier, _ state: State, _ logger: Logger
  ) async {
    do {
      state.note(try await outbox.send(alert, by: carrier).failure, logger)
    } catch {
      if !Task.isCancelled { state.note("\(Problem(translating: error))", logger) }
    }
  }

  /// How many alerts are under way, and what kept one from going out last, so that it is logged once and
  /// not every second.
  private final class State: Sendable {
    private let last = Mutex<String?>(nil)
    private let count = Mutex(0)

    var underWay: Int { count.withLock { $0 } }
    func begin() { count.withLock { $0 += 1 } }
    func end() { count.withLock { $0 -= 1 } }

    func note(_ text: String?, _ logger: Logger) {
      let before = last.withLock { last in
        defer { last = text }
        return last
      }
      guard before != text else { return }
      if let text {
        logger.error("an alert of a concern did not go out", metadata: ["error": "\(text)"])
      } else {
        logger.notice("alerts of concerns go out again")
      }
    }
  }
}
