// One connection without a network, on a clock that the test moves.

import HTTPService
import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// A client's connection to a service that answers when the test says so.
final class WatchedConnection {
  let channel = EmbeddedChannel()
  let count: ConnectionCount
  private let network = Network()
  private var caught: (any Error)?

  init(limits: ConnectionLimits = .init(), isWelcome: Bool = true) throws {
    count = ConnectionCount(limits: limits)
    let pipeline = channel.pipeline.syncOperations
    var decoder = NIOHTTPDecoderLimitConfiguration()
    decoder.maxHeaderFieldSize = limits.headerBytes
    decoder.maxHeaderListSize = limits.headersBytes
    decoder.maxHeaderFieldCount = limits.headers
    try pipeline.configureHTTPServerPipeline(
      withPipeliningAssistance: false, withErrorHandling: false,
      withOutboundHeaderValidation: false, withEncoderConfiguration: .init(),
      withDecoderLimitConfiguration: decoder)
    try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
    try WatchedChannel.watch(channel, limits: limits, count: count, isWelcome: isWelcome)
    try pipeline.addHandler(network, position: .first)
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    channel.read()
  }

  deinit { _ = try? channel.finish(acceptAlreadyClosed: true) }

  var isOpen: Bool {
    channel.embeddedEventLoop.run()
    return channel.isActive
  }

  /// What reached the service above.
  func received() throws -> [HTTPRequestPart] {
    var parts: [HTTPRequestPart] = []
    while let part = try channel.readInbound(as: HTTPRequestPart.self) { parts.append(part) }
    return parts
  }

  /// The error that the service above was told of.
  func error() -> (any Error)? {
    do { try channel.throwIfErrorCaught() } catch { caught = error }
    return caught
  }

  /// The client sends this, and the service reads on unless told otherwise.
  func send(_ text: String, isReadOn: Bool = true) {
    guard channel.isActive else { return }
    do { try channel.writeInbound(ByteBuffer(string: text)) } catch { caught = error }
    if isReadOn { channel.read() }
  }

  /// Seconds go by.
  func wait(_ seconds: Int64) { channel.embeddedEventLoop.advanceTime(by: .seconds(seconds)) }

  /// The client sends a piece every second, for so long or until the connection is closed.
  func drip(_ piece: String, seconds: Int) {
    for _ in 0..<seconds where channel.isActive {
      send(piece)
      wait(1)
    }
  }

  /// The service answers.
  func answer(_ status: Int, _ body: String = "", isWhole: Bool = true) {
    channel.write(HTTPResponsePart.head(HTTPResponse(status: .init(code: status))), promise: nil)
    if !body.isEmpty {
      channel.write(HTTPResponsePart.body(ByteBuffer(string: body)), promise: nil)
    }
    if isWhole { channel.write(HTTPResponsePart.end(nil), promise: nil) }
    channel.flush()
  }

  /// The service sends more of an answer.
  func answerMore(_ body: String) {
    channel.writeAndFlush(HTTPResponsePart.body(ByteBuffer(string: body)), promise: nil)
  }

  /// The client stops or begins to take what is sent.
  func takes(_ isTaking: Bool) {
    network.isTaking = isTaking
    if isTaking { channel.flush() }
  }

  /// What the client got.
  func answers() -> String {
    channel.embeddedEventLoop.run()
    var text = ""
    while let part = try? channel.readOutbound(as: IOData.self) {
      if case .byteBuffer(let buffer) = part { text += String(buffer: buffer) }
    }
    return text
  }
}

/// Keeps what is sent while the client does not take it.
private final class Network: ChannelOutboundHandler {
  typealias OutboundIn = IOData
  typealias OutboundOut = IOData
  var isTaking = true

  func flush(context: ChannelHandlerContext) { if isTaking { context.flush() } }
}
