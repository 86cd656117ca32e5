// Stands next to the socket and counts the bytes of a connection, which nobody above it sees: a head
// that drips, a body that drips, an answer that is not taken.

internal import NIOCore

/// Counts bytes for the connection's `RequestWatch`, and throws away what comes after its end.
final class ByteWatch: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundIn = IOData
  typealias OutboundOut = IOData

  private let watch: RequestWatch
  /// Bytes handed to the socket so far.
  private(set) var written = 0

  init(watch: RequestWatch) { self.watch = watch }

  func read(context: ChannelHandlerContext) {
    watch.reads(context.eventLoop.now)
    context.read()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let buffer = Self.unwrapInboundIn(data)
    guard watch.takes(buffer, context.eventLoop.now) else { return }
    context.fireChannelRead(data)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    watch.hasRead(context.eventLoop.now)
    context.fireChannelReadComplete()
    // Nobody above asks any more, and the client's goodbye has to be heard.
    if watch.isLingering { context.read() }
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    written += Self.unwrapOutboundIn(data).readableBytes
    context.write(data, promise: promise)
  }
}

@available(*, unavailable)
extension ByteWatch: Sendable {}
