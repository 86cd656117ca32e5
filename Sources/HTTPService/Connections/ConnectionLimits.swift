// How long the service waits for its clients, how much it takes from them, and how many it serves at
// once. The defaults suit a server behind a TLS proxy.

internal import NIOCore

/// What a connection may take in time, bytes and company.
public struct ConnectionLimits: Sendable, Hashable {
  /// The line and headers of a request have to be there within this, counted from its first byte;
  /// on a new connection from its beginning.
  public var head: Duration = .seconds(10)
  /// While a body is on its way, every such span has to bring `leastBytes`.
  public var body: Duration = .seconds(10)
  /// While an answer is on its way, the client has to take `leastBytes` in every such span.
  public var write: Duration = .seconds(20)
  /// What a body has to bring, and a client to take, in its span; the end always suffices.
  public var leastBytes = 1_024
  /// A connection without a request is closed after this.
  public var idle: Duration = .seconds(60)
  /// After an early answer, what the client still sends is thrown away for so long, so that the
  /// answer reaches it, and then the connection is closed.
  public var linger: Duration = .seconds(2)
  /// What is thrown away at most.
  public var lingerBytes = 4 << 20
  /// Connections at once; one more is told to come back.
  public var connections = 1_000
  /// Connections at once from one address. Addresses of private networks are free of it: that is
  /// where a proxy stands, which speaks for everybody.
  public var connectionsPerAddress = 100
  /// The longest address of a request, in bytes.
  public var addressBytes = 8 << 10
  /// The longest header, in bytes.
  public var headerBytes = 16 << 10
  /// All headers of a request together, in bytes.
  public var headersBytes = 32 << 10
  /// The headers of a request.
  public var headers = 100

  /// The defaults.
  public init() {}

  /// How often a connection is looked at: often enough to keep the shortest limit.
  var tick: TimeAmount {
    let shortest = TimeAmount(min(head, body, write, idle))
    return max(.milliseconds(10), .nanoseconds(shortest.nanoseconds / 4))
  }
}
