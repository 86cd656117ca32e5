// Which draft `--resume` goes on with: one of whoever works, and never another's by accident.

internal import Engagement
internal import Foundation

/// The drafts that an interview can go on with.
struct DraftChoice {
  let kind: InterviewDraft.Kind
  /// The survey that was named; nil: any.
  let survey: String?
  let drafts: DraftFolder
  let configuration: Configuration

  /// Those of the survey, whoever began them; oldest first.
  private var all: [DraftFolder.Entry] {
    drafts.list(kind).entries.filter { survey == nil || $0.draft.survey == survey }
  }

  /// Those of whoever works, as far as that is said; oldest first.
  var own: [DraftFolder.Entry] { all.filter(isOwn) }

  private func isOwn(_ entry: DraftFolder.Entry) -> Bool {
    Self.agree(configuration.account, entry.draft.account)
      && Self.agree(configuration.partnership, entry.draft.partnership)
  }

  private static func agree(_ said: String?, _ kept: String?) -> Bool {
    said == nil || kept == nil || said == kept
  }

  /// The draft of that id; with an empty one the only draft of whoever works.
  func find(_ id: String) throws -> DraftFolder.Entry {
    id.isEmpty ? try only() : try named(id)
  }

  private func only() throws -> DraftFolder.Entry {
    let (own, all) = (own, all)
    if own.count == 1 { return own[0] }
    guard own.isEmpty else {
      throw Problem(
        .noDraft, "there are \(own.count) drafts; name one with --resume ID:\n" + Self.lines(own))
    }
    throw Problem(
      .noDraft,
      all.isEmpty
        ? "there is no draft to go on with; `hark \(kind.rawValue) drafts` lists them"
        : "there is no draft of yours; others began these, and go on with them as --as says:\n"
          + Self.lines(all))
  }

  private func named(_ text: String) throws -> DraftFolder.Entry {
    guard let entry = all.first(where: { $0.draft.id == UUID(uuidString: text) }) else {
      throw Problem(
        .noDraft, "there is no draft of this id; `hark \(kind.rawValue) drafts` lists them")
    }
    guard isOwn(entry) else {
      let draft = entry.draft
      throw Problem(
        .noDraft,
        "this draft is not yours, and the record would be stored under another name; to go on with it"
          + " as whoever began it, say --as \(draft.account ?? "NAME")"
          + (draft.partnership.map { " --partnership \($0)" } ?? ""))
    }
    return entry
  }

  private static func lines(_ entries: [DraftFolder.Entry]) -> String {
    entries.map { "  " + $0.description }.joined(separator: "\n")
  }
}

extension DraftFolder.Entry: CustomStringConvertible {
  /// Its id, survey, who began it and when it was last changed; nothing that was said.
  var description: String {
    let draft = draft
    let whose = draft.account.map { ", begun by \($0)" } ?? ""
    let place = draft.partnership.map { " of \($0)" } ?? ""
    return "\(draft.id.uuidString.lowercased()) of \(draft.survey)\(whose)\(place), last changed"
      + " \(changedAt.formatted(.iso8601))"
  }
}
