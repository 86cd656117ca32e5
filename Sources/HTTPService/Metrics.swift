// What the service counts about itself, as OpenMetrics text: by route template and status, never by
// survey, person, address or token.

internal import Engagement
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import Postgres
internal import Storage
internal import Synchronization

/// Counts requests; one for a running service.
public final class ServiceMetrics: Sendable {
  private struct Key: Hashable {
    let route: String
    let method: String
    let status: Int
  }

  private struct Durations {
    var buckets = [Int](repeating: 0, count: ServiceMetrics.bounds.count)
    var count = 0
    var seconds = 0.0

    mutating func add(_ seconds: Double, at place: Int?) {
      if let place { buckets[place] += 1 }
      count += 1
      self.seconds += seconds
    }
  }

  private struct State {
    var inFlight = 0
    var takenAtConnection = 0
    var requests: [Key: Int] = [:]
    var durations: [String: Durations] = [:]
  }

  /// Upper ends of the histogram, in seconds.
  private static let bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]
  private let state = Mutex(State())
  private let connections: ConnectionCount?

  /// Nothing counted yet.
  public convenience init() { self.init(connections: nil) }

  init(connections: ConnectionCount?) { self.connections = connections }

  func begin() { state.withLock { $0.inFlight += 1 } }

  /// The same of a record that its connection takes, without the router.
  func beginAtConnection() {
    state.withLock { state in
      state.inFlight += 1
      state.takenAtConnection += 1
    }
  }

  /// Counts a request that was answered, and writes its line.
  func answered(
    _ method: String, _ route: String, status: Int, since start: ContinuousClock.Instant,
    _ logger: Logger
  ) {
    let spent = (ContinuousClock.now - start).components
    let seconds = Double(spent.seconds) + Double(spent.attoseconds) / 1e18
    end(route: route, method: method, status: status, seconds: seconds)
    logger.info(
      "request",
      metadata: [
        "method": "\(method)", "route": "\(route)", "status": "\(status)",
        "milliseconds": "\((seconds * 1_000).rounded())",
      ])
  }

  private func end(route: String, method: String, status: Int, seconds: Double) {
    state.withLock { state in
      state.inFlight -= 1
      state.requests[Key(route: route, method: method, status: status), default: 0] += 1
      let place = Self.bounds.firstIndex { seconds <= $0 }
      state.durations[route, default: Durations()].add(seconds, at: place)
    }
  }
}

extension ServiceMetrics {
  /// Everything, as OpenMetrics 1.0 text.
  func text(
    _ engagement: Engagement, _ safeguarding: SafeguardingCounts?, isDatabaseUp: Bool
  ) -> String {
    var page = MetricsPage()
    let now = state.withLock { $0 }
    page.family("hark_http_requests", "counter", "Requests answered.")
    for (key, count) in now.requests.sorted(by: { "\($0.key)" < "\($1.key)" }) {
      page.sample(
        "hark_http_requests_total",
        [("route", key.route), ("method", key.method), ("status", "\(key.status)")], Double(count))
    }
    page.family("hark_http_request_seconds", "histogram", "Time until the answer began.")
    for (route, durations) in now.durations.sorted(by: { $0.key < $1.key }) {
      var total = 0
      for (bound, count) in zip(Self.bounds, durations.buckets) {
        total += count
        page.sample(
          "hark_http_request_seconds_bucket", [("route", route), ("le", "\(bound)")], Double(total))
      }
      page.sample(
        "hark_http_request_seconds_bucket", [("route", route), ("le", "+Inf")],
        Double(durations.count))
      page.sample("hark_http_request_seconds_sum", [("route", route)], durations.seconds)
      page.sample("hark_http_request_seconds_count", [("route", route)], Double(durations.count))
    }
    page.gauge("hark_http_requests_in_flight", "Requests at work.", Double(now.inFlight))
    if let connections {
      page.gauge("hark_http_connections", "Connections open.", Double(connections.open))
      page.family("hark_http_connections_dropped", "counter", "Connections ended by the service.")
      let dropped = connections.dropped
      for reason in DropReason.allCases {
        page.sample(
          "hark_http_connections_dropped_total", [("reason", reason.rawValue)],
          Double(dropped[reason] ?? 0))
      }
    }
    page.family(
      "hark_records_at_connection", "counter", "Records taken before the router.")
    page.sample("hark_records_at_connection_total", [], Double(now.takenAtConnection))
    page.family(
      "hark_record_batches", "counter", "Transactions for several records, by what they went by.")
    let batches = engagement.batches.all
    for way in BatchCounts.Way.allCases {
      page.sample(
        "hark_record_batches_total", [("by", way.rawValue)], Double(batches[way] ?? 0))
    }
    let load = engagement.database.client.load
    page.gauge("hark_database_up", "Whether the database answers.", isDatabaseUp ? 1 : 0)
    page.gauge(
      "hark_database_connections_in_use", "Connections lent out.", Double(load.inUse))
    page.gauge("hark_database_connections_open", "Connections made.", Double(load.open))
    page.gauge(
      "hark_database_connections_maximum", "Connections there may be.", Double(load.maximum))
    page.gauge("hark_database_waiting", "Requests that wait for one.", Double(load.waiting))
    for gauge in safeguarding?.gauges ?? [] {
      page.gauge(gauge.name, gauge.help, gauge.value)
    }
    if let memory = Self.residentBytes() {
      page.gauge("process_resident_memory_bytes", "Memory in use.", memory)
    }
    return page.text + "# EOF\n"
  }

  /// Memory of this process; nil where the system does not say.
  private static func residentBytes() -> Double? {
    let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = text?.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Double($0) }
      .map { $0 * 1_024 }
  }
}

/// Lines of OpenMetrics.
private struct MetricsPage {
  private(set) var text = ""

  mutating func family(_ name: String, _ type: String, _ help: String) {
    text += "# TYPE \(name) \(type)\n# HELP \(name) \(help)\n"
  }

  mutating func sample(_ name: String, _ labels: [(String, String)], _ value: Double) {
    let list = labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
    text += "\(name)\(list.isEmpty ? "" : "{\(list)}") \(Self.number(value))\n"
  }

  mutating func gauge(_ name: String, _ help: String, _ value: Double) {
    family(name, "gauge", help)
    sample(name, [], value)
  }

  private static func number(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? String(value)
  }

  private static func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"")
      .replacingOccurrences(of: "\n", with: "\\n")
  }
}

/// One line and one count a request: method, route, status, time. No address, query, token or body.
struct RequestLog: RouterMiddleware {
  let metrics: ServiceMetrics

  func handle(
    _ request: Request, context: HarkRequestContext,
    next: (Request, HarkRequestContext) async throws -> Response
  ) async throws -> Response {
    let start = ContinuousClock.now
    metrics.begin()
    var status = 500
    defer {
      // The router says "NotFound" where it knows no route: never the path that was asked for.
      metrics.answered(
        request.method.rawValue, context.endpointPath ?? "none", status: status, since: start,
        context.logger)
    }
    let response = try await next(request, context)
    status = response.status.code
    return response
  }
}
