// Alerts leave: mail by the program curl, which speaks SMTP and TLS, and posts by the HTTP client. Each
// has its time and no more, and only a clear yes counts: what is not known is sent again under the same
// key.

internal import AsyncHTTPClient
internal import Crypto
internal import EmbeddedPostgres
internal import Engagement
internal import Foundation
internal import Glibc
internal import NIOCore
internal import NIOHTTP1
internal import Storage

/// Sends mail and posts.
struct LiveAlertCarrier: AlertCarrier {
  private let settings: AlertSettings
  private let http: HTTPClient

  /// A carrier with these settings; shut it down in the end.
  init(_ settings: AlertSettings) {
    self.settings = settings
    var configuration = HTTPClient.Configuration()
    // What is posted to one address goes to no other.
    configuration.redirectConfiguration = .disallow
    configuration.timeout = .init(
      connect: .seconds(Int64(settings.seconds)), read: .seconds(Int64(settings.seconds)))
    http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  /// Lets go of its connections.
  func shutDown() async throws { try await http.shutdown() }

  func post(_ alert: DueAlert, to address: String) async -> AlertDelivery {
    guard let server = try? settings.webhookKey() else {
      return .failed("no webhook key on this server")
    }
    let message = AlertMessage(alert, base: settings.publicURL)
    let key = AlertMessage.signingKey(server: server, partnership: alert.slug)
    var request = HTTPClientRequest(url: address)
    request.method = .POST
    for header in message.headers(key: key, at: Date()) {
      request.headers.add(name: header.name, value: header.value)
    }
    request.body = .bytes(ByteBuffer(bytes: message.body))
    do {
      let response = try await http.execute(
        request, timeout: .seconds(Int64(settings.seconds)))
      return (200...299).contains(response.status.code)
        ? .taken : .failed("the endpoint answered \(response.status.code)")
    } catch let error as HTTPClientError where error == .deadlineExceeded {
      return .failed("the endpoint took too long")
    } catch {
      return .failed("the endpoint cannot be reached")
    }
  }

  /// Where Hark is reached; nil: on the server's own machine.
  var publicURL: String? { settings.publicURL }

  func mail(_ alert: DueAlert) async -> AlertDelivery {
    await send(to: alert.mailTo) {
      AlertMessage(alert, base: settings.publicURL).mail(from: $0)
    }
  }

  /// Hands a mail to the mail server; `text` is the whole of it, from a sender.
  func send(to addresses: [String], _ text: (String) -> String) async -> AlertDelivery {
    guard let server = settings.mailURL, let sender = settings.mailFrom else {
      return .failed("no mail server on this server")
    }
    guard let program = Self.curl else { return .failed("the program curl is not installed") }
    do {
      let status = try await run(program, try options(server, sender, addresses), text(sender))
      return status == 0 ? .taken : .failed(Self.reason(status))
    } catch {
      return .failed("the mail could not be handed over")
    }
  }

  /// Where curl is; nil where it is not installed.
  static var curl: String? {
    let folders = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    return folders.split(separator: ":").map { "\($0)/curl" }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }

  /// What curl is told, by its standard input: nothing of it stands among the arguments, which everybody
  /// on the machine can read.
  private func options(_ server: String, _ sender: String, _ addresses: [String]) throws -> String {
    let host = URL(string: server)?.host ?? ""
    let isHere = ["localhost", "127.0.0.1", "::1", "[::1]"].contains(host)
    var lines = [
      "url = \(Self.quoted(server))", "mail-from = \(Self.quoted(sender))",
      "max-time = \(settings.seconds)", "silent", "mail-rcpt-allowfails",
    ]
    lines += addresses.map { "mail-rcpt = \(Self.quoted($0))" }
    // Without TLS anybody on the way would read whom a concern is sent to.
    if !isHere { lines.append("ssl-reqd") }
    if let user = settings.mailUser, let password = try settings.mailPassword() {
      lines.append("user = \(Self.quoted("\(user):\(password)"))")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func quoted(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "\"\(escaped)\""
  }

  /// Runs curl with its options on standard input and the mail in a file of its own.
  private func run(_ program: String, _ options: String, _ mail: String) async throws -> Int32 {
    let folder = FileManager.default.temporaryDirectory.path + "/hark-alert-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: false,
      attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data(mail.utf8).write(to: URL(fileURLWithPath: folder + "/mail"))
    let pipe = Pipe()
    // Shorter than a pipe holds, so that writing it never waits.
    try pipe.fileHandleForWriting.write(
      contentsOf: Data((options + "upload-file = \"\(folder)/mail\"\n").utf8))
    try pipe.fileHandleForWriting.close()
    let environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("HARK_") }
    let process = try SpawnedProcess(
      [program, "--disable", "--config", "-"], environment: environment,
      streams: .init(input: pipe.fileHandleForReading.fileDescriptor))
    try pipe.fileHandleForReading.close()
    // `max-time` does not bound every state of curl: after the mail's last line it waits as long as the
    // server lets it. A server that stops waits for neither.
    let deadline = Task { [seconds = settings.seconds] in
      try await Task.sleep(for: .seconds(seconds + 1))
      kill(process.id, SIGKILL)
    }
    defer { deadline.cancel() }
    return try await withTaskCancellationHandler {
      try await process.end()
    } onCancel: {
      kill(process.id, SIGTERM)
    }
  }

  /// What curl's exit status means to an operator.
  private static func reason(_ status: Int32) -> String {
    switch status {
    case 6: "the mail server's name is not known"
    case 7: "the mail server cannot be reached"
    case 28, 128 + SIGKILL: "the mail server took too long"
    case 35, 60, 64: "the mail server offers no TLS that can be trusted"
    case 55, 56, 8: "the mail server broke off or refused"
    case 67: "the mail server refused the name or password"
    default: "the mail server did not take it (curl \(status))"
    }
  }
}
