// Clients that behave as a researcher's device does: they send a record until it is acknowledged, under
// the id they made, however often the network or the server fails them.

import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Synchronization
import TestSupport

/// What the clients of a test were told.
final class Acknowledged: Sendable {
  private struct Known {
    var ids: [[UUID]]
    var unexpected: [String] = []
    var refusals: [UInt: Int] = [:]
    var isOver = false
  }

  private let known: Mutex<Known>

  init(clients: Int) { known = Mutex(Known(ids: Array(repeating: [], count: clients))) }

  func add(_ id: UUID, by client: Int) { known.withLock { $0.ids[client].append(id) } }
  func add(unexpected: String) { known.withLock { $0.unexpected.append(unexpected) } }
  func add(refusal status: UInt) { known.withLock { $0.refusals[status, default: 0] += 1 } }
  func finish() { known.withLock { $0.isOver = true } }

  var isOver: Bool { known.withLock { $0.isOver } }
  var ids: [UUID] { known.withLock { $0.ids.flatMap(\.self) } }
  /// How many records each client knows to be stored.
  var counts: [Int] { known.withLock { $0.ids.map(\.count) } }
  /// Answers that no client should ever get.
  var unexpected: [String] { known.withLock { $0.unexpected } }
  /// How often each status said "not now".
  var refusals: [UInt: Int] { known.withLock { $0.refusals } }
}

/// One device that records one response after the other.
struct RecordingClient: Sendable {
  let number: Int
  let url: String
  let token: String
  let http: HTTPClient
  let acknowledged: Acknowledged

  /// Records until the test is over. A record that is under way is sent until it is acknowledged.
  func run() async {
    while !acknowledged.isOver {
      let id = UUID()
      let body =
        #"{"id":"\#(id.uuidString.lowercased())","version":"1.0.0","mode":"in_person","#
        + #""consent":{"form":"spoken","scopes":{"analyse":true}},"#
        + #""answers":{"safe":"very_safe","services_help":"yes"}}"#
      while !(await send(body, id: id)) {
        if acknowledged.isOver { return }
      }
    }
  }

  /// Sends the record once; true when it is known to be stored.
  func send(_ body: String, id: UUID) async -> Bool {
    var request = HTTPClientRequest(url: "\(url)/surveys/worcs-feeling-safe/responses")
    request.method = .POST
    request.headers.add(name: "Authorization", value: "Bearer \(token)")
    request.headers.add(name: "Content-Type", value: "application/json")
    request.body = .bytes(ByteBuffer(string: body))
    do {
      let response = try await http.execute(request, timeout: .seconds(10 * Int64(patience)))
      let text = String(buffer: try await response.body.collect(upTo: 65_536))
      switch response.status.code {
      case 201, 200:
        if text.contains(id.uuidString.lowercased()) {
          acknowledged.add(id, by: number)
        } else {
          acknowledged.add(unexpected: "\(response.status.code) \(text)")
        }
        return true
      case 503, 429:
        acknowledged.add(refusal: response.status.code)
        if response.headers["Retry-After"].isEmpty {
          acknowledged.add(unexpected: "\(response.status.code) without Retry-After")
        }
      default: acknowledged.add(unexpected: "\(response.status.code) \(text)")
      }
    } catch {
      // Nobody can know what became of it; the same record is sent again.
    }
    // Not at full speed against a server that is down.
    try? await Task.sleep(for: .milliseconds(20))
    return false
  }

  /// A client of HTTP that gives up soon.
  static func makeHTTP() -> HTTPClient {
    var configuration = HTTPClient.Configuration(
      timeout: .init(
        connect: .seconds(2 * Int64(patience)), read: .seconds(10 * Int64(patience))))
    // A try is one try: what is sent again is sent by the device.
    configuration.connectionPool.retryConnectionEstablishment = false
    return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }
}
