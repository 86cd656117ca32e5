// The words that raise a concern in each partnership, kept for a few seconds so that no record waits for
// them, and where they are found in a record.

internal import Conversations
internal import Foundation
internal import Postgres
internal import Storage
internal import Surveys
internal import Synchronization

/// The lists of the partnerships that recorded lately.
final class PhraseLists: Sendable {
  private struct Kept {
    let text: String?
    let list: PhraseList
    let at: Date
  }

  /// A list that was changed works after so many seconds.
  private static let seconds: TimeInterval = 10
  private static let limit = 1_000
  private let kept = Mutex<[UUID: Kept]>([:])

  /// The list of the transaction's partnership.
  func list(
    of partnership: UUID, at now: Date, on connection: isolated Connection
  ) throws -> PhraseList {
    let known = kept.withLock { $0[partnership] }
    if let known, abs(now.timeIntervalSince(known.at)) < Self.seconds { return known.list }
    let text = try SafeguardingQueries.phrases(on: connection)
    // A list is read before it is stored; one of another version of Hark falls back to the usual one.
    let list =
      known.flatMap { $0.text == text ? $0.list : nil }
      ?? text.flatMap { try? PhraseList($0) } ?? .standard
    kept.withLock { kept in
      if kept.count >= Self.limit { kept.removeAll() }
      kept[partnership] = Kept(text: text, list: list, at: now)
    }
    return list
  }

  /// Forgets a list that was changed here.
  func forget(_ partnership: UUID) { kept.withLock { $0[partnership] = nil } }
}

extension PhraseList {
  /// The name under which a researcher's note stands among questions.
  static let note = "note"
  /// The same for what was promised.
  static let followUp = "follow_up"

  /// The questions whose words hold a phrase.
  func found(in sheet: AnswerSheet, _ survey: Survey) -> [String] {
    zip(survey.questions, sheet.states).compactMap { question, state in
      state.answer.map(isFound) ?? false ? question.id : nil
    }
  }

  private func isFound(in answer: Answer) -> Bool {
    switch answer {
    case .text(let text): isFound(in: text)
    case .items(let items): items.contains { $0.values.contains(where: isFound) }
    default: false
    }
  }
}
