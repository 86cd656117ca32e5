// The clock of a connection: what its bytes say about time, and what happens when it runs out.

internal import Engagement
internal import Foundation
internal import NIOCore

extension RequestWatch {
  /// The service wants to read.
  func reads(_ now: NIODeadline) { clock.resume(now) }

  /// The service has read what there was, and may not want more yet.
  func hasRead(_ now: NIODeadline) { clock.pause(now) }

  /// Bytes came; false: nobody wants them any more.
  func takes(_ buffer: ByteBuffer, _ now: NIODeadline) -> Bool {
    if case .lingering(let left) = ending {
      ending = .lingering(bytesLeft: left - buffer.readableBytes)
      if left < buffer.readableBytes { context?.close(promise: nil) }
      return false
    }
    // What follows something that was no request means nothing.
    guard lastWord == nil else { return false }
    if receiving == .body {
      bodyBytes += buffer.readableBytes
      return true
    }
    if receiving == .nothing {
      receiving = .head
      clock.restart(now)
    }
    guard !firstLine.hasEnded else { return true }
    let view = buffer.readableBytesView
    let end = view.firstIndex(of: UInt8(ascii: "\n"))
    firstLine = (firstLine.bytes + (end ?? view.endIndex) - view.startIndex, end != nil)
    return true
  }

  /// Looks at the time.
  func check(_ context: ChannelHandlerContext) {
    let now = context.eventLoop.now
    checkReader(now)
    guard ending == .not else { return }
    let elapsed = clock.elapsed(now)
    switch receiving {
    case .nothing:
      guard unanswered == 0, elapsed >= TimeAmount(limits.idle) else { return }
      drop(.idle)
    case .head:
      guard elapsed >= TimeAmount(limits.head) else { return }
      guard firstLine.bytes > 0 else { return drop(.idle) }
      guard unanswered == 0 else { return drop(.slowHead) }
      count.drop(.slowHead)
      answer(.tooSlow("the head of the request"))
    case .body:
      guard elapsed >= TimeAmount(limits.body) else { return }
      guard bodyBytes < limits.leastBytes else {
        bodyBytes = 0
        return clock.restart(now)
      }
      reportSlowBody(context)
    }
  }

  /// Whoever waits for the body learns that it does not come, and answers.
  private func reportSlowBody(_ context: ChannelHandlerContext) {
    count.drop(.slowBody)
    ending = .reported
    context.fireErrorCaught(Problem.tooSlow("the body of the request"))
    // Nobody may be waiting: then there is nobody who answers, either.
    context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(limits.linger)) {
      [weak self] in
      guard let self, self.ending == .reported else { return }
      self.context?.close(promise: nil)
    }
  }

  /// Ends a connection whose client does not take what it asked for.
  private func checkReader(_ now: NIODeadline) {
    guard let bytes, let context else { return }
    let waiting = (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    guard waiting > 0 else { return stall = nil }
    let taken = bytes.written - waiting
    guard let stall else { return stall = (now, taken) }
    guard now - stall.since >= TimeAmount(limits.write) else { return }
    guard taken - stall.written < limits.leastBytes else { return self.stall = (now, taken) }
    // Without this the system would keep for minutes what the client does not take.
    let atOnce = linger(l_onoff: 1, l_linger: 0)
    (context.channel as? any SocketOptionProvider)?.setSoLinger(atOnce).whenFailure { _ in }
    drop(.slowReader)
  }

  private func drop(_ reason: DropReason) {
    count.drop(reason)
    context?.close(promise: nil)
  }
}
