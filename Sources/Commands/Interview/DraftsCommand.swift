// `hark conversation drafts` and `hark response drafts`: what was begun and not stored.

internal import ArgumentParser
internal import Engagement
internal import Foundation
internal import JSON

/// Lists and deletes drafts of one kind.
struct DraftsOptions: ParsableArguments {
  @Option(help: "Delete the draft of this id; once for each draft.")
  var discard: [String] = []

  @OptionGroup var format: FormatOption

  func run(_ kind: InterviewDraft.Kind) throws {
    let folder = try DraftFolder.open(Configuration.load())
    let (entries, unreadable) = folder.list(kind)
    for name in unreadable {
      Output.note("\(folder.path)/\(name) is no draft that this version of Hark can read")
    }
    guard discard.isEmpty else { return try remove(entries, from: folder) }
    let rows: [JSONObject] = entries.map { entry in
      [
        "id": .string(entry.draft.id.uuidString.lowercased()),
        "survey": .string(entry.draft.survey), "version": .string(entry.draft.version),
        "account": entry.draft.account.map { .string($0) } ?? .null,
        "answers": .number(Double(entry.draft.answers.count)),
        "changed": .string(entry.changedAt.formatted(.iso8601)),
      ]
    }
    Output.list(
      rows, columns: ["id", "survey", "version", "account", "answers", "changed"],
      format: format.format, empty: "no draft")
  }

  private func remove(_ entries: [DraftFolder.Entry], from folder: DraftFolder) throws {
    let ids = try discard.map { text in
      guard let id = UUID(uuidString: text), entries.contains(where: { $0.draft.id == id }) else {
        throw Problem(.noDraft, "there is no draft '\(text)'; nothing was deleted")
      }
      return id
    }
    for id in ids {
      let lock = try folder.lock(id)
      folder.remove(id)
      _ = consume lock
      Output.line("deleted \(id.uuidString.lowercased())")
    }
  }
}

extension ConversationCommand {
  struct Drafts: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "drafts",
      abstract: "Lists conversations that were begun and not stored, and deletes them.",
      discussion: "Example: hark conversation drafts")

    @OptionGroup var drafts: DraftsOptions

    func run() throws { try drafts.run(.conversation) }
  }
}

extension ResponseCommand {
  struct Drafts: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "drafts",
      abstract: "Lists responses that were begun and not stored, and deletes them.",
      discussion: "Example: hark response drafts")

    @OptionGroup var drafts: DraftsOptions

    func run() throws { try drafts.run(.response) }
  }
}
