// While `hark serve` runs, the audit trail is sealed every second and its head signed daily.

internal import Engagement
internal import Foundation
internal import Logging
internal import ServiceLifecycle
internal import Storage

/// Seals until the service ends. What fails is logged when it begins and when it is over.
struct AuditSealing: Service {
  let sealer: AuditSealer
  let notary: AuditNotary

  func run() async throws {
    let logger = Logger(label: "hark")
    await cancelWhenGracefulShutdown {
      var failure: String?
      var checked = ""
      while !Task.isCancelled {
        do {
          let trails = try await sealer.seal()
          // The file is looked at when a chain grew or the day changed, not every second.
          let today = notary.surroundings.now().formatted(.iso8601.year().month().day())
          if checked != today {
            try notary.sign(trails, onlyDaily: true)
            if trails.contains(where: { $0.end.number > 0 }) { checked = today }
          }
          if failure != nil { logger.notice("the audit trail is sealed again") }
          failure = nil
        } catch {
          let text = "\(Problem(translating: error))"
          if text != failure, !Task.isCancelled {
            logger.error(
              "the audit trail cannot be sealed or signed", metadata: ["error": "\(text)"])
          }
          failure = text
        }
        try? await Task.sleep(for: .seconds(1))
      }
    }
  }
}
