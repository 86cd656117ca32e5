// A short queue of bytes between a thread that may block and a task that may not. It holds little: a
// client that reads slowly slows the database down instead of filling memory.

internal import Dispatch
internal import Synchronization

/// Takes bytes on one side and gives them on the other.
final class ByteChannel: Sendable {
  /// Nobody takes the bytes any more, or not fast enough.
  struct Closed: Error {}

  private struct State {
    var chunks: [[UInt8]] = []
    var waiting: CheckedContinuation<[UInt8]?, any Error>?
    /// Set when no more will come.
    var end: Result<Void, any Error>?
    /// Set when no more will be taken.
    var isClosed = false
  }

  /// Chunks that may wait.
  private static let width = 4

  private let state = Mutex(State())
  private let room = DispatchSemaphore(value: width)
  private let patience: DispatchTimeInterval

  /// A queue whose sender gives up when nothing is taken for so many seconds.
  init(patience: Int = 60) { self.patience = .seconds(patience) }

  /// Hands bytes over; blocks the thread while the queue is full.
  func send(_ bytes: UnsafeRawBufferPointer) throws {
    guard room.wait(timeout: .now() + patience) == .success else {
      close()
      throw Closed()
    }
    let chunk = Array(bytes)
    let (isOpen, waiting) = state.withLock { state in
      if state.isClosed { return (false, nil as CheckedContinuation<[UInt8]?, any Error>?) }
      guard let waiting = state.waiting else {
        state.chunks.append(chunk)
        return (true, nil)
      }
      state.waiting = nil
      return (true, waiting)
    }
    guard isOpen else {
      room.signal()
      throw Closed()
    }
    if let waiting {
      room.signal()
      waiting.resume(returning: chunk)
    }
  }

  /// Says that all bytes were sent, or why no more come.
  func end(_ result: Result<Void, any Error>) {
    let waiting = state.withLock { state in
      state.end = result
      defer { state.waiting = nil }
      return state.waiting
    }
    waiting?.resume(with: result.map { nil })
  }

  /// Says that no more bytes will be taken.
  func close() {
    let waiting = state.withLock { state in
      state.isClosed = true
      state.chunks = []
      defer { state.waiting = nil }
      return state.waiting
    }
    waiting?.resume(throwing: Closed())
    for _ in 0..<Self.width { room.signal() }
  }

  /// The next bytes; nil after the last. Throws what the sender ended with.
  func next() async throws -> [UInt8]? {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let answer = state.withLock { state -> Result<[UInt8]?, any Error>? in
          if state.isClosed { return .failure(Closed()) }
          if !state.chunks.isEmpty { return .success(state.chunks.removeFirst()) }
          if let end = state.end { return end.map { nil } }
          state.waiting = continuation
          return nil
        }
        guard let answer else { return }
        if case .success(.some) = answer { room.signal() }
        continuation.resume(with: answer)
      }
    } onCancel: {
      close()
    }
  }
}
