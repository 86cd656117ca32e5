// While `hark serve` runs, alerts of concerns go out: looked for every second, each sent by itself, so
// that an endpoint which hangs keeps no other waiting and no request.

internal import Engagement
internal import Foundation
internal import ServiceLifecycle
internal import Storage
internal import Synchronization

/// How many alerts are under way.
private final class AlertsUnderWay: Sendable {
  private let count = Mutex(0)

  /// For how many more there is room.
  var room: Int { count.withLock { max(0, 32 - $0) } }
  var isEmpty: Bool { count.withLock { $0 == 0 } }
  func begin() { count.withLock { $0 += 1 } }
  func end() { count.withLock { $0 -= 1 } }
}

/// Sends what is due, once.
struct AlertRound<Carrier: AlertCarrier>: Sendable {
  let outbox: AlertOutbox
  let carrier: Carrier

  /// Sends until nothing is due any more; says how many went out and why others did not.
  func run() async throws -> (sent: Int, failures: [String]) {
    let (round, underWay) = (Round(), AlertsUnderWay())
    try await withThrowingTaskGroup(of: Void.self) { group in
      while true {
        // What failed is not due again for a while.
        let due = try await outbox.due(underWay.room)
        for alert in due {
          underWay.begin()
          group.addTask {
            defer { underWay.end() }
            round.note(alert, try await outbox.send(alert, by: carrier))
          }
        }
        guard due.isEmpty else { continue }
        if underWay.isEmpty { break }
        // One that hangs does not keep those waiting for which there is room meanwhile.
        try await Task.sleep(for: .milliseconds(200))
      }
      try await group.waitForAll()
    }
    return round.outcome
  }

  /// What became of each in the end.
  private final class Round: Sendable {
    private let outcomes = Mutex<[UUID: AlertOutcome]>([:])

    func note(_ alert: DueAlert, _ outcome: AlertOutcome) {
      outcomes.withLock { $0[alert.id] = outcome }
    }

    var outcome: (sent: Int, failures: [String]) {
      outcomes.withLock { outcomes in
        let failures = outcomes.values.compactMap(\.failure)
        return (outcomes.count - failures.count, failures)
      }
    }
  }
}

/// Sends alerts until the service ends. What fails is logged when it begins and when it is over.
struct AlertDispatching: Service {
  let outbox: AlertOutbox
  let settings: AlertSettings

  func run() async throws {
    let carrier = LiveAlertCarrier(settings)
    let underWay = AlertsUnderWay()
    let sending = FailureLog(
      "an alert of a concern did not go out", "alerts of concerns go out again")
    let looking = FailureLog("cannot look for alerts of concerns", "alerts are looked for again")
    await cancelWhenGracefulShutdown {
      await withDiscardingTaskGroup { group in
        while !Task.isCancelled {
          do {
            let due = try await outbox.due(underWay.room)
            looking.note(nil)
            for alert in due {
              underWay.begin()
              group.addTask {
                await send(alert, by: carrier, sending)
                underWay.end()
              }
            }
          } catch {
            if !Task.isCancelled {
              looking.note("\(Problem(translating: error))")
            }
          }
          try? await Task.sleep(for: .seconds(1))
        }
      }
    }
    try? await carrier.shutDown()
  }

  private func send(
    _ alert: DueAlert, by carrier: LiveAlertCarrier, _ sending: FailureLog
  ) async {
    do {
      sending.note(try await outbox.send(alert, by: carrier).failure)
    } catch {
      if !Task.isCancelled { sending.note("\(Problem(translating: error))") }
    }
  }
}
