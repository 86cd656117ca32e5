// While `hark serve` runs on the private PostgreSQL it starts it again when it has died.

internal import EmbeddedPostgres
internal import Logging
internal import ServiceLifecycle

/// Looks every few seconds whether the private PostgreSQL runs, until the service ends.
struct DatabaseKeeper: Service {
  let cluster: Cluster

  func run() async throws {
    let logger = Logger(label: "hark")
    await cancelWhenGracefulShutdown {
      while true {
        do { try await Task.sleep(for: .seconds(3)) } catch { return }
        guard case .stopped? = try? await cluster.status() else { continue }
        do {
          try await cluster.start()
          logger.warning("the private PostgreSQL had stopped and was started again")
        } catch {
          logger.error("the private PostgreSQL does not start", metadata: ["error": "\(error)"])
        }
      }
    }
  }
}
