// `Expect: 100-continue` (RFC 9110, 10.1.1): a client with a long body asks before it sends it. It is
// asked for the body once somebody reads it, and a refusal that is known from the head comes first.

internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import NIOHTTP1

/// Sent down a connection when the body of its request is read for the first time.
struct BodyWanted: Sendable {}

/// Says to the connection when the body of a request is wanted, where the client waits for that.
struct BodyInvitation: RouterMiddleware {
  func handle(
    _ request: Request, context: HarkRequestContext,
    next: (Request, HarkRequestContext) async throws -> Response
  ) async throws -> Response {
    guard request.headers[.expect] != nil else { return try await next(request, context) }
    var request = request
    request.body = RequestBody(
      asyncSequence: InvitedBody(body: request.body, channel: context.channel))
    return try await next(request, context)
  }
}

/// A body that is asked for when it is read.
private struct InvitedBody: AsyncSequence, Sendable {
  typealias Element = ByteBuffer

  let body: RequestBody
  let channel: any Channel

  func makeAsyncIterator() -> Iterator {
    Iterator(rest: body.makeAsyncIterator(), channel: channel)
  }

  struct Iterator: AsyncIteratorProtocol {
    var rest: RequestBody.AsyncIterator
    let channel: any Channel
    var isInvited = false

    mutating func next() async throws -> ByteBuffer? {
      if !isInvited {
        isInvited = true
        channel.triggerUserOutboundEvent(BodyWanted(), promise: nil)
      }
      return try await rest.next()
    }
  }
}

extension RequestWatch {
  /// Whether the client waits for a word before it sends the body of this request.
  static func waits(_ head: HTTPRequestHead) -> Bool {
    head.version != .http1_0
      && head.headers[canonicalForm: "Expect"].contains { $0.lowercased() == "100-continue" }
  }

  func triggerUserOutboundEvent(
    context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?
  ) {
    guard event is BodyWanted else {
      return context.triggerUserOutboundEvent(event, promise: promise)
    }
    invite(context)
    promise?.succeed()
  }

  /// Asks for the body, if the client still waits for that.
  func invite(_ context: ChannelHandlerContext) {
    guard isWaiting, receiving == .body, unanswered == 1, ending == .not else { return }
    isWaiting = false
    clock.restart(context.eventLoop.now)
    let head = HTTPResponseHead(version: .http1_1, status: .continue)
    context.writeAndFlush(Self.wrapOutboundOut(.head(head)), promise: nil)
  }
}
