// Stands where the requests of a connection are parted: short records go to the desk, everything else to the
// router, and nothing overtakes anything. The watches below it hold for both.

internal import JSON
internal import NIOCore
internal import NIOHTTP1

/// Takes the records of one connection.
final class RecordIntake: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private enum Phase {
    /// What comes goes on to the router.
    case passing
    /// The body of a record is on its way.
    case collecting(RecordDesk.Request, HTTPRequestHead)
    /// A record is being stored; what comes meanwhile waits.
    case storing
  }

  /// What waits for an answer before it goes on.
  private enum Held {
    case part(HTTPServerRequestPart)
    case event(Any)
    case error(any Error)
  }

  /// Parts that wait before no more are read.
  private static let mostHeld = 8
  private let desk: RecordDesk
  private var phase = Phase.passing
  private var body = ByteBuffer()
  private var held: [Held] = []
  /// Whether more was asked for than is held already.
  private var isReadHeld = false
  /// Requests that the router has not answered.
  private var passed = 0
  private var tasks: EventLoopTasks?
  private var context: ChannelHandlerContext?

  init(_ desk: RecordDesk) { self.desk = desk }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    tasks = EventLoopTasks(context.eventLoop)
  }

  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  func channelInactive(context: ChannelHandlerContext) {
    (phase, held, body, self.context) = (.passing, [], ByteBuffer(), nil)
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    take(Self.unwrapInboundIn(data), context)
  }

  private func take(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
    switch (phase, part) {
    case (.passing, .head(let head)):
      if passed == 0, let request = desk.request(head) {
        phase = .collecting(request, head)
        return
      }
      passed += 1
      pass(part, context)
    case (.passing, _): pass(part, context)
    case (.collecting, .body(var bytes)): body.writeBuffer(&bytes)
    case (.collecting(let request, _), .end(nil)):
      guard let record = desk.record(body) else { fallthrough }
      body = ByteBuffer()
      store(request, record, context)
    case (.collecting, _):
      giveUp(context)
      take(part, context)
    case (.storing, _): held.append(.part(part))
    }
  }

  private func pass(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
    context.fireChannelRead(Self.wrapInboundOut(part))
  }

  /// Hands what was collected on to the router.
  private func giveUp(_ context: ChannelHandlerContext) {
    guard case .collecting(_, let head) = phase else { return }
    let bytes = body
    (phase, body, passed) = (.passing, ByteBuffer(), passed + 1)
    pass(.head(head), context)
    if bytes.readableBytes > 0 { pass(.body(bytes), context) }
  }

  private func store(
    _ request: RecordDesk.Request, _ record: JSONObject, _ context: ChannelHandlerContext
  ) {
    phase = .storing
    let intake = NIOLoopBound(self, eventLoop: context.eventLoop)
    let (desk, loop) = (desk, context.eventLoop)
    Task(executorPreference: tasks) {
      let answer = await desk.answer(request, record)
      if loop.inEventLoop { return intake.value.finish(answer) }
      loop.execute { intake.value.finish(answer) }
    }
  }

  /// Answers, and lets go on what waited for it.
  private func finish(_ answer: BareAnswer) {
    guard case .storing = phase, let context else { return }
    phase = .passing
    context.write(Self.wrapOutboundOut(.head(answer.head)), promise: nil)
    context.write(Self.wrapOutboundOut(.body(.byteBuffer(answer.body))), promise: nil)
    context.writeAndFlush(Self.wrapOutboundOut(.end(nil)), promise: nil)
    defer {
      if isReadHeld, held.count < Self.mostHeld {
        isReadHeld = false
        context.read()
      }
    }
    guard !held.isEmpty else { return }
    let waiting = held
    held = []
    for (place, item) in waiting.enumerated() {
      if case .storing = phase {
        held += waiting[place...]
        break
      }
      switch item {
      case .part(let part): take(part, context)
      case .event(let event): userInboundEventTriggered(context: context, event: event)
      case .error(let error): errorCaught(context: context, error: error)
      }
    }
    context.fireChannelReadComplete()
  }

  /// A client that sends on and on without waiting for answers is read no further for now.
  func read(context: ChannelHandlerContext) {
    if case .storing = phase, held.count >= Self.mostHeld {
      isReadHeld = true
    } else {
      context.read()
    }
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = Self.unwrapOutboundIn(data) { passed -= 1 }
    context.write(data, promise: promise)
  }

  /// The end of what the client sends and the wish of the server to stop come after the answer, as they do
  /// where the router answers.
  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch phase {
    case .storing: held.append(.event(event))
    case .collecting:
      giveUp(context)
      context.fireChannelReadComplete()
      context.fireUserInboundEventTriggered(event)
    case .passing: context.fireUserInboundEventTriggered(event)
    }
  }

  /// The body broke off or comes too slowly: whoever reads it answers.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if case .storing = phase { return held.append(.error(error)) }
    if case .collecting = phase {
      giveUp(context)
      context.fireChannelReadComplete()
    }
    context.fireErrorCaught(error)
  }
}

@available(*, unavailable)
extension RecordIntake: Sendable {}
