// Batches that follow one another: the next is judged while those before are in the database, two at a
// time.

internal import Storage
internal import Surveys

/// Something that came in, with what the caller needs to know it again.
struct BatchItem<Note: Sendable>: Sendable {
  let note: Note
  let record: BatchRecord
  /// About how much memory it takes.
  let size: Int
}

/// Gathers records into batches; gives what came of them in the order they came in.
struct BatchPipeline<Note: Sendable>: Sendable {
  typealias Settled = (note: Note, outcome: BatchOutcome)
  /// Judges and hands on; set apart from storing, which may still be under way.
  typealias Judge = @Sendable (inout BatchJudge, [BatchRecord]) async throws -> [JudgedRecord]
  typealias Store = @Sendable ([JudgedRecord]) async throws -> [BatchOutcome]

  private static var mostBytes: Int { 4 << 20 }
  /// How many batches are in the database at once.
  private static var lanes: Int { 2 }

  private let mostRecords: Int
  private var judge: BatchJudge
  private let judging: Judge
  private let storing: Store
  private var items: [BatchItem<Note>] = []
  private var bytes = 0
  /// Batches that are being stored, oldest first.
  private var underWay: [(notes: [Note], task: Task<[BatchOutcome], any Error>)] = []

  init(
    _ judge: BatchJudge, mostRecords: Int = 2_000, judging: @escaping Judge,
    storing: @escaping Store
  ) {
    self.mostRecords = mostRecords
    (self.judge, self.judging, self.storing) = (judge, judging, storing)
  }

  /// Takes the next; gives those that were settled meanwhile.
  mutating func take(_ item: BatchItem<Note>) async throws -> [Settled] {
    items.append(item)
    bytes += item.size
    guard items.count >= mostRecords || bytes >= Self.mostBytes else { return [] }
    return try await handOn()
  }

  /// Settles everything.
  mutating func finish() async throws -> [Settled] {
    let before = try await handOn()
    return before + (try await settle(downTo: 0))
  }

  /// Settles what is under way and drops the rest.
  mutating func stop() async throws -> [Settled] {
    items = []
    return try await settle(downTo: 0)
  }

  private mutating func handOn() async throws -> [Settled] {
    let batch = items
    items.removeAll(keepingCapacity: true)
    bytes = 0
    guard !batch.isEmpty else { return [] }
    let judged = try await judging(&judge, batch.map(\.record))
    let settled = try await settle(downTo: Self.lanes - 1)
    let storing = storing
    underWay.append((batch.map(\.note), Task { try await storing(judged) }))
    return settled
  }

  /// Waits for the oldest batches until only so many are under way.
  private mutating func settle(downTo rest: Int) async throws -> [Settled] {
    var settled: [Settled] = []
    while underWay.count > rest {
      let (notes, task) = underWay.removeFirst()
      settled += zip(notes, try await task.value).map { (note: $0.0, outcome: $0.1) }
    }
    return settled
  }
}
