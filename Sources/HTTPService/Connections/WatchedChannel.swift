// HTTP/1.1 with the watches in place: what Hummingbird builds, and ours around it.

package import HummingbirdCore
internal import HTTPTypes
package import Logging
package import NIOCore
internal import NIOHTTP1
internal import NIOHTTPTypes
internal import NIOHTTPTypesHTTP1

/// Hummingbird's HTTP/1.1 channel under the limits of a connection.
package struct WatchedChannel: ServerChildChannel {
  package typealias Value = HTTP1Channel.Value

  private let http: HTTP1Channel
  private let limits: ConnectionLimits
  private let count: ConnectionCount
  private let desk: RecordDesk

  init(
    responder: @escaping HTTPChannelHandler.Responder, limits: ConnectionLimits,
    count: ConnectionCount, desk: RecordDesk
  ) {
    http = HTTP1Channel(
      responder: responder,
      configuration: .init(
        httpDecoderConfiguration: .init(
          maxHeaderFieldSize: limits.headerBytes, maxHeaderListSize: limits.headersBytes,
          maxHeaderFieldCount: limits.headers)))
    (self.limits, self.count, self.desk) = (limits, count, desk)
  }

  package func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    let address = ConnectionCount.countedAddress(channel.remoteAddress)
    let isWelcome = count.enter(address)
    channel.closeFuture.whenComplete { [count] _ in count.leave(address) }
    return http.setup(channel: channel, logger: logger).flatMapThrowing {
      [limits, count, desk] value in
      try Self.watch(channel, limits: limits, count: count, isWelcome: isWelcome, desk: desk)
      return value
    }
  }

  package func handle(value: Value, logger: Logger) async {
    await withTaskExecutorPreference(EventLoopTasks(value.channel.eventLoop)) {
      await http.handle(value: value, logger: logger)
    }
  }

  /// Puts the watches into a channel that speaks HTTP/1.1 already.
  package static func watch(
    _ channel: any Channel, limits: ConnectionLimits, count: ConnectionCount, isWelcome: Bool,
    desk: RecordDesk? = nil
  ) throws {
    let pipeline = channel.pipeline.syncOperations
    let watch = RequestWatch(limits: limits, count: count, isWelcome: isWelcome)
    let codec = try pipeline.handler(type: HTTP1ToHTTPServerCodec.self)
    try pipeline.addHandler(watch, position: .before(codec))
    if let desk { try pipeline.addHandler(RecordIntake(desk), position: .before(codec)) }
    let bytes = ByteWatch(watch: watch)
    watch.bytes = bytes
    try pipeline.addHandler(bytes, position: .first)
  }
}
