// Work that is cheaper together: what accumulates while a batch is under way forms the next one,
// without any artificial delay. Each caller is resumed when the batch that holds its item is done.

import Synchronization

/// Gathers items that wait at the same time into batches. A caller that is cancelled while it waits
/// leaves; one whose batch is under way gets what comes of it, and harms nobody else.
public final class GroupWork<Item: Sendable, Outcome: Sendable>: Sendable {
  /// Runs a batch: an outcome for each item, in their order.
  public typealias Run = @Sendable ([Item]) async -> [Result<Outcome, any Error>]

  private struct Waiter {
    let number: UInt64
    let key: String
    let item: Item
    let since: ContinuousClock.Instant
    let run: Run
    let continuation: CheckedContinuation<Outcome, any Error>
  }

  private struct State {
    var waiters: [Waiter] = []
    var lanes = 0
    /// When the last batch began.
    var lastBegin = ContinuousClock.now
    var lastNumber: UInt64 = 0
    var isWatched = false
  }

  private let batchSize: Int
  private let lanes: Int
  private let crowd: Int
  private let patience: Duration
  private let waitTimeout: Duration
  private let mostWaiting: Int
  private let state = Mutex(State())

  /// At most `lanes` batches of at most `batchSize` items run at once. Few large batches cost less than many
  /// small ones: another begins beside one that runs when `crowd` items wait, so that one is worked at while
  /// the other is written to disk, or when the last began longer than `patience` ago, so that one that is held up
  /// does not hold up everybody. Whoever waits longer than `waitTimeout` for a batch to begin, or finds
  /// `mostWaiting` before it, gets `poolTimeout`.
  public init(
    batchSize: Int = 64, lanes: Int = 2, crowd: Int = .max,
    patience: Duration = .milliseconds(50), waitTimeout: Duration = .seconds(5),
    mostWaiting: Int = 10_000
  ) {
    (self.batchSize, self.lanes, self.crowd) = (max(1, batchSize), max(1, lanes), max(1, crowd))
    (self.patience, self.waitTimeout, self.mostWaiting) = (patience, waitTimeout, mostWaiting)
  }

  /// How many items wait for a batch to begin.
  package var waitingCount: Int { state.withLock { $0.waiters.count } }

  /// Hands an item over and returns when its batch is done. Only items with the same key share a
  /// batch; `run` has to do the same for all of them.
  public func submit(_ item: Item, key: String, run: @escaping Run) async throws -> Outcome {
    try Task.checkCancellation()
    let number = state.withLock { state in
      state.lastNumber += 1
      return state.lastNumber
    }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        wait(
          Waiter(
            number: number, key: key, item: item, since: .now, run: run,
            continuation: continuation))
      }
    } onCancel: {
      leave(number)
    }
  }

  private enum Entry { case waits(beginsLane: Bool, beginsWatch: Bool), full, cancelled }

  private func wait(_ waiter: Waiter) {
    let entry = state.withLock { state -> Entry in
      // A cancellation before this moment found nobody in the queue.
      if Task.isCancelled { return .cancelled }
      if state.waiters.count >= mostWaiting { return .full }
      state.waiters.append(waiter)
      let beginsLane = mayBeginLane(&state)
      let beginsWatch = !beginsLane && !state.isWatched
      if beginsWatch { state.isWatched = true }
      return .waits(beginsLane: beginsLane, beginsWatch: beginsWatch)
    }
    switch entry {
    case .cancelled: waiter.continuation.resume(throwing: CancellationError())
    case .full: waiter.continuation.resume(throwing: PostgresError.poolTimeout)
    case .waits(let beginsLane, let beginsWatch):
      // Tasks of their own: a caller's cancellation must not reach the others of its batch.
      if beginsLane { Task.detached { await self.runLane() } }
      if beginsWatch { Task.detached { await self.watch() } }
    }
  }

  /// Whether another lane begins now; it is then counted.
  private func mayBeginLane(_ state: inout State) -> Bool {
    let now = ContinuousClock.now
    let isCrowded = state.waiters.count >= crowd || now - state.lastBegin > patience
    guard state.lanes == 0 || (state.lanes < lanes && isCrowded) else { return false }
    state.lanes += 1
    state.lastBegin = now
    return true
  }

  private func leave(_ number: UInt64) {
    let waiter = state.withLock { state in
      state.waiters.firstIndex { $0.number == number }.map { state.waiters.remove(at: $0) }
    }
    waiter?.continuation.resume(throwing: CancellationError())
  }

  /// Runs batch after batch for as long as somebody waits.
  private func runLane() async {
    var (isFirst, beginsWatch) = (true, false)
    while let batch = state.withLock({ takeBatch(&$0, isFirst: isFirst, &beginsWatch) }) {
      isFirst = false
      let outcomes = await batch[0].run(batch.map { $0.item })
      for (index, waiter) in batch.enumerated() {
        waiter.continuation.resume(
          with: index < outcomes.count ? outcomes[index] : .failure(PostgresError.closed))
      }
    }
    if beginsWatch { await watch() }
  }

  /// The one who waits longest, with others of its key; nil, and one lane fewer, when nobody waits, or so few
  /// that the batch beside takes them next.
  private func takeBatch(
    _ state: inout State, isFirst: Bool, _ beginsWatch: inout Bool
  ) -> [Waiter]? {
    // A lane that begins has been asked to, perhaps because the batch beside is held up.
    let areFew = !isFirst && state.lanes > 1 && state.waiters.count < min(crowd, batchSize)
    guard let key = state.waiters.first?.key, !areFew else {
      state.lanes -= 1
      beginsWatch = !state.waiters.isEmpty && !state.isWatched
      if beginsWatch { state.isWatched = true }
      return nil
    }
    var batch: [Waiter] = []
    var others: [Waiter] = []
    for waiter in state.waiters {
      if waiter.key == key, batch.count < batchSize {
        batch.append(waiter)
      } else {
        others.append(waiter)
      }
    }
    state.waiters = others
    state.lastBegin = .now
    return batch
  }

  /// How long until there is something to do for those who wait: just past `patience`, or, where every lane is
  /// at work by then, now and again.
  private func nextLook() -> Duration {
    let left = state.withLock { patience - (ContinuousClock.now - $0.lastBegin) }
    return min(waitTimeout / 10, left > .zero ? left + .milliseconds(1) : patience * 2)
  }

  /// Refuses those who wait too long, and begins another lane where one is held up; ends when nobody
  /// waits.
  private func watch() async {
    while true {
      try? await Task.sleep(for: nextLook())
      let deadline = ContinuousClock.now - waitTimeout
      var beginsLane = false
      let late = state.withLock { state -> [Waiter]? in
        if state.waiters.isEmpty {
          state.isWatched = false
          return nil
        }
        let late = state.waiters.filter { $0.since < deadline }
        if !late.isEmpty { state.waiters.removeAll { $0.since < deadline } }
        beginsLane = !state.waiters.isEmpty && mayBeginLane(&state)
        return late
      }
      guard let late else { return }
      if beginsLane { Task.detached { await self.runLane() } }
      late.forEach { $0.continuation.resume(throwing: PostgresError.poolTimeout) }
    }
  }
}
