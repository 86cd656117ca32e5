// What travels with a request.

public import Hummingbird
internal import HTTPTypes
internal import Logging
internal import NIOCore

/// The context of a request.
public struct HarkRequestContext: RequestContext {
  /// What Hummingbird needs.
  public var coreContext: CoreRequestContextStorage

  /// The connection that the request came by.
  let channel: any Channel

  /// The other end of the connection: the client, or a proxy of ours.
  private let peer: SocketAddress?

  /// A context for a request of a connection.
  public init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    channel = source.channel
    peer = source.channel.remoteAddress
  }

  /// From where a request comes: its connection's address, or where that is this machine's or of a
  /// private network, what the proxy there says last of it.
  func origin(of request: Request) -> String {
    if let address = ConnectionCount.countedAddress(peer) { return address }
    let said = request.headers[values: .forwardedFor].last?.split(separator: ",").last
    let named = said.flatMap {
      try? SocketAddress(ipAddress: Self.withoutPort($0.filter { !$0.isWhitespace }), port: 0)
    }
    // What is no address counts as whoever said it: anything else could be made up for every request.
    return ConnectionCount.countedAddress(named) ?? (named ?? peer)?.ipAddress ?? "here"
  }

  /// An address as some proxies write it, without the port: `203.0.113.30:1000`, `[2001:db8::1]:443`.
  private static func withoutPort(_ name: String) -> String {
    if name.hasPrefix("[") {
      return String(name.dropFirst().prefix { $0 != "]" })
    }
    let parts = name.split(separator: ":", omittingEmptySubsequences: false)
    return parts.count == 2 ? String(parts[0]) : name
  }

  /// Largest body, in bytes.
  public var maxUploadSize: Int { Self.largestBody }
  static let largestBody = 1 << 20
}

extension HTTPField.Name {
  fileprivate static let forwardedFor = HTTPField.Name("X-Forwarded-For") ?? .cacheControl
}
