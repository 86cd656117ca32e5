// Where alerts arrive in tests: an endpoint and a mail server on this machine that keep what they get.

import Foundation
import Glibc
import HTTPTypes
import Hummingbird
import JSON
import NIOCore
import Synchronization

/// An endpoint that counts alerts by their key.
final class AlertEndpoint: Sendable {
  /// An alert as it came in.
  struct Alert: Sendable {
    let key: String
    let concern: String
    let signature: String
  }

  private let kept = Mutex<[Alert]>([])
  private let isHanging: Mutex<Bool>
  private let task = Mutex<Task<Void, Never>?>(nil)

  private init(isHanging: Bool) { self.isHanging = Mutex(isHanging) }

  /// Everything that came in.
  var alerts: [Alert] { kept.withLock { $0 } }

  /// Lets a hanging endpoint answer.
  func answer() { isHanging.withLock { $0 = false } }

  /// Runs a body with an endpoint and its address. One that hangs answers nothing until it is told to.
  static func with<Value: Sendable>(
    hanging: Bool = false, _ body: @Sendable (AlertEndpoint, String) async throws -> Value
  ) async throws -> Value {
    let endpoint = AlertEndpoint(isHanging: hanging)
    let (ports, ready) = AsyncStream<Int>.makeStream()
    let router = Router()
    router.post("alerts") { request, _ -> HTTPResponse.Status in
      let bytes = try await request.body.collect(upTo: 1 << 20)
      let body = try JSONValue.parse(Array(bytes.readableBytesView))
      guard let name = HTTPField.Name("webhook-id"),
        let signature = HTTPField.Name("webhook-signature")
      else { return .internalServerError }
      let alert = Alert(
        key: request.headers[name] ?? "", concern: body["data"]?["concern"]?.string ?? "",
        signature: request.headers[signature] ?? "")
      endpoint.kept.withLock { $0.append(alert) }
      while endpoint.isHanging.withLock({ $0 }) {
        try await Task.sleep(for: .milliseconds(20))
      }
      return .noContent
    }
    let application = Application(
      router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { channel in ready.yield(channel.localAddress?.port ?? 0) })
    let serving = Task { try? await application.runService(gracefulShutdownSignals: []) }
    var port = 0
    for await found in ports {
      port = found
      break
    }
    let result: Result<Value, any Error>
    do {
      result = .success(try await body(endpoint, "http://127.0.0.1:\(port)/alerts"))
    } catch {
      result = .failure(error)
    }
    endpoint.answer()
    serving.cancel()
    _ = await serving.value
    return try result.get()
  }
}

/// A mail server of one conversation at a time (RFC 5321), without TLS.
final class MailSink: Sendable {
  let port: Int
  private let listener: Int32
  private let kept = Mutex<[String]>([])

  /// Listens on a free port.
  init() throws {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    listener = socket
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, length) == 0 && listen(socket, 16) == 0
          && getsockname(socket, $0, &length) == 0
      }
    }
    guard isBound else { throw FaultTestError("no port for mail") }
    port = Int(UInt16(bigEndian: address.sin_port))
    Thread.detachNewThread { [weak self] in
      while true {
        let connection = accept(socket, nil, nil)
        if connection < 0 { return }
        self?.converse(connection)
        Glibc.close(connection)
      }
    }
  }

  /// Every mail that came in, envelope first.
  var mails: [String] { kept.withLock { $0 } }

  /// Stops listening.
  func close() {
    shutdown(listener, Int32(SHUT_RDWR))
    Glibc.close(listener)
  }

  private func converse(_ connection: Int32) {
    guard let stream = fdopen(dup(connection), "r+") else { return }
    defer { fclose(stream) }
    func say(_ text: String) {
      _ = (text + "\r\n").withCString { write(connection, $0, strlen($0)) }
    }
    say("220 made-up.example")
    var (mail, isData) = ("", false)
    var buffer = [CChar](repeating: 0, count: 4_096)
    while fgets(&buffer, Int32(buffer.count), stream) != nil {
      let line = String(
        decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      if isData {
        guard line == ".\r\n" else {
          mail += line
          continue
        }
        kept.withLock { [mail] in $0.append(mail) }
        (mail, isData) = ("", false)
        say("250 taken")
        continue
      }
      switch line.prefix(4).uppercased() {
      case "DATA":
        isData = true
        say("354 go on")
      case "QUIT": return say("221 bye")
      case "EHLO", "HELO": say("250 made-up.example")
      default:
        mail += line
        say("250 fine")
      }
    }
  }
}
