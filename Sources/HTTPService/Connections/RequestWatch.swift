// Stands where bytes have become requests, and keeps the limits of one connection: it drops clients
// that are too slow, answers what is no request, and closes after an answer that came before the end
// of its request, so that an endless body is not read on.

internal import Engagement
internal import NIOCore
internal import NIOHTTP1

/// Keeps the limits of one connection.
final class RequestWatch: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  /// What the client is sending.
  enum Receiving { case nothing, head, body }

  let limits: ConnectionLimits
  let count: ConnectionCount
  private let isWelcome: Bool
  /// Stands next to the socket; it holds this watch, and not the other way round.
  weak var bytes: ByteWatch?

  var receiving = Receiving.head
  var clock = ReadingClock(now: .now())
  /// Bytes of the body since the clock was at zero.
  var bodyBytes = 0
  /// Bytes of the first line of the head that is being read, and whether it has ended.
  var firstLine = (bytes: 0, hasEnded: false)
  /// Requests that are not answered to the end.
  var unanswered = 0
  /// Whether the client holds the body back until it is asked for it.
  var isWaiting = false
  /// Whether an answer has begun and not ended.
  private var isAnswering = false
  /// Whether the client does not want, or may not have, a further request on this connection.
  private var isLast = false
  /// What is said once the requests before it are answered: behind them came what is no request.
  private(set) var lastWord: Problem?
  /// What the client had not taken at a moment, with that moment.
  var stall: (since: NIODeadline, written: Int)?
  var ending = Ending.not
  /// Whether everything was taken and the sending side is closed.
  private var hasSaidGoodbye = false
  var context: ChannelHandlerContext?
  private var tick: Scheduled<Void>?

  /// How far the end of the connection is.
  enum Ending: Equatable {
    /// It goes on.
    case not
    /// A slow body was reported upwards, where it is answered now.
    case reported
    /// The last answer is given: what is sent now is thrown away, this much still.
    case lingering(bytesLeft: Int)
  }

  init(limits: ConnectionLimits, count: ConnectionCount, isWelcome: Bool) {
    (self.limits, self.count, self.isWelcome) = (limits, count, isWelcome)
  }

  var isLingering: Bool { if case .lingering = ending { true } else { false } }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    if context.channel.isActive { begin(context) }
  }

  func channelActive(context: ChannelHandlerContext) {
    begin(context)
    context.fireChannelActive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { stop() }

  func channelInactive(context: ChannelHandlerContext) {
    stop()
    context.fireChannelInactive()
  }

  private func begin(_ context: ChannelHandlerContext) {
    guard tick == nil else { return }
    clock = ReadingClock(now: context.eventLoop.now)
    scheduleTick(context)
    guard !isWelcome else { return }
    count.drop(.tooMany)
    answer(Problem(.tooBusy, "too many connections are open; try again in a moment"))
  }

  private func scheduleTick(_ context: ChannelHandlerContext) {
    tick = context.eventLoop.assumeIsolated().scheduleTask(in: limits.tick) { [weak self] in
      guard let self, let context = self.context else { return }
      self.scheduleTick(context)
      self.check(context)
    }
  }

  private func stop() {
    tick?.cancel()
    (tick, context) = (nil, nil)
  }

  // MARK: requests

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isLingering, lastWord == nil else { return }
    switch Self.unwrapInboundIn(data) {
    case .head(let head) where unanswered > 0 && refusal(of: head) != nil:
      (lastWord, isWaiting) = (refusal(of: head), false)
      return start(.nothing, context)
    case .head(let head):
      unanswered += 1
      isLast = isLast || !head.isKeepAlive || Self.leavesHTTP(head)
      start(.body, context)
      isWaiting = Self.waits(head)
      if let problem = refusal(of: head) { return answer(problem) }
    case .body: isWaiting = false
    case .end:
      isWaiting = false
      start(.nothing, context)
    }
    context.fireChannelRead(data)
  }

  private func start(_ what: Receiving, _ context: ChannelHandlerContext) {
    (receiving, bodyBytes, firstLine) = (what, 0, (0, false))
    clock.restart(context.eventLoop.now)
  }

  /// After such a request the bytes that follow are not read as HTTP any more.
  private static func leavesHTTP(_ head: HTTPRequestHead) -> Bool {
    head.method == .CONNECT || head.headers.contains(name: "Upgrade")
  }

  /// What a request may not be before anybody looks where it goes.
  private func refusal(of head: HTTPRequestHead) -> Problem? {
    if head.uri.utf8.count > limits.addressBytes { return .longAddress(limits) }
    let hosts = head.headers["Host"].count
    if hosts > 1 || (hosts == 0 && head.version != .http1_0) {
      return Problem(.badRequest, "name the host once, in the header Host")
    }
    // What is packed besides would reach the routes as it is.
    let codings = head.headers[canonicalForm: "Transfer-Encoding"]
    if !codings.isEmpty, codings.map({ $0.lowercased() }) != ["chunked"] {
      return Problem(.badRequest, "Transfer-Encoding can be chunked and nothing else")
    }
    return nil
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard ending == .not, lastWord == nil else { return }
    // Whoever reads the body answers: it may have begun to.
    guard receiving != .body else {
      isLast = true
      return context.fireErrorCaught(error)
    }
    count.drop(.unreadable)
    // Nothing is known of a first line that came together with the request before it.
    let isAddress = firstLine.bytes > (firstLine.hasEnded ? limits.addressBytes : 0)
    let problem = Problem(unreadable: error, isAddress: isAddress, limits: limits)
    guard unanswered > 0 else { return answer(problem) }
    // Where the connection is gone there is nobody to tell.
    if error is IOError { return isLast = true }
    lastWord = problem
    start(.nothing, context)
  }

  // MARK: answers

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard !isLingering else {
      promise?.fail(ChannelError.ioOnClosedChannel)
      return
    }
    switch Self.unwrapOutboundIn(data) {
    case .head(var head) where head.status.code >= 200:
      // An answer that begins before the body was read goes on with it, unless it is a refusal.
      if head.status.code < 400 { invite(context) }
      isAnswering = true
      if isLast && unanswered == 1 || isEarly && head.status.code >= 400 {
        head.headers.replaceOrAdd(name: "Connection", value: "close")
      }
      context.write(Self.wrapOutboundOut(.head(head)), promise: promise)
    case .end: ended(context, data, promise)
    default: context.write(data, promise: promise)
    }
  }

  /// Whether what is being answered has not come to its end yet.
  private var isEarly: Bool { receiving == .body && unanswered == 1 }

  private func ended(
    _ context: ChannelHandlerContext, _ data: NIOAny, _ promise: EventLoopPromise<Void>?
  ) {
    let isEarly = isEarly
    (isAnswering, unanswered) = (false, unanswered - 1)
    guard isEarly || isLast && unanswered == 0 else {
      if unanswered == 0 { clock.restart(context.eventLoop.now) }
      context.write(data, promise: promise)
      if unanswered == 0, let lastWord { answer(lastWord) }
      return
    }
    context.write(data, promise: promise)
    linger(context)
  }

  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    guard mode == .output else { return context.close(mode: mode, promise: promise) }
    // Hummingbird has said all it has to say, and now waits for the client to go.
    if !isLingering { linger(context) }
    promise?.succeed()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if isLingering, hasSaidGoodbye, event as? ChannelEvent == .inputClosed {
      return context.close(promise: nil)
    }
    context.fireUserInboundEventTriggered(event)
  }

  /// Answers by itself and ends the connection; an answer that has begun can only be cut off.
  func answer(_ problem: Problem) {
    guard let context, !isLingering else { return }
    guard !isAnswering, unanswered <= 1 else { return context.close(promise: nil) }
    let answer = BareAnswer(problem)
    context.write(Self.wrapOutboundOut(.head(answer.head)), promise: nil)
    context.write(Self.wrapOutboundOut(.body(.byteBuffer(answer.body))), promise: nil)
    context.write(Self.wrapOutboundOut(.end(nil)), promise: nil)
    linger(context)
  }

  /// Says goodbye when the client has taken everything, and listens a little longer: closing at once
  /// would make the system throw away the answer when bytes of the client are still on their way.
  private func linger(_ context: ChannelHandlerContext) {
    ending = .lingering(bytesLeft: limits.lingerBytes)
    context.read()
    guard let bytes, let first = try? context.pipeline.syncOperations.context(handler: bytes) else {
      return context.close(promise: nil)
    }
    context.flush()
    let taken = context.eventLoop.makePromise(of: Void.self)
    first.writeAndFlush(ByteWatch.wrapOutboundOut(.byteBuffer(ByteBuffer())), promise: taken)
    taken.futureResult.assumeIsolated().whenComplete { [weak self] _ in
      guard let self, let context = self.context else { return }
      self.hasSaidGoodbye = true
      context.close(mode: .output, promise: nil)
      context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(self.limits.linger)) {
        [weak self] in self?.context?.close(promise: nil)
      }
    }
  }
}

@available(*, unavailable)
extension RequestWatch: Sendable {}
