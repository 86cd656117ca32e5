// While `hark serve` runs, mails of complaints go out: looked for every ten seconds, which is soon enough for an
// answer within 30 days.

internal import Engagement
internal import ServiceLifecycle
internal import Storage

extension LiveAlertCarrier: ComplaintCarrier {
  func mail(_ mail: DueComplaintMail) async -> AlertDelivery {
    await send(to: [mail.mailTo]) {
      ComplaintMessage(mail, base: publicURL).text(from: $0)
    }
  }
}

/// Sends mails of complaints until the service ends. What fails is logged when it begins and when it is over.
struct ComplaintDispatching: Service {
  let outbox: ComplaintOutbox
  let settings: AlertSettings

  func run() async throws {
    let carrier = LiveAlertCarrier(settings)
    let sending = FailureLog(
      "a mail about a data protection complaint did not go out",
      "mails about data protection complaints go out again")
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        var failure: String?
        do {
          failure = try await outbox.run(by: carrier).failures.last ?? sending.failure
          if failure != nil,
            try await outbox.state().allSatisfy({ $0.waiting == 0 || !$0.isNamed })
          {
            failure = nil
          }
        } catch {
          failure = "\(Problem(translating: error))"
        }
        if Task.isCancelled { break }
        sending.note(failure)
        try? await Task.sleep(for: .seconds(10))
      }
    }
    try? await carrier.shutDown()
  }
}
