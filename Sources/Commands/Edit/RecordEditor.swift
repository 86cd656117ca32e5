// Edits a record in the person's own editor, as `git commit` and `kubectl edit` do. What was typed is
// never lost: when it is refused, the file stays and the message says where it is.

internal import EmbeddedPostgres
internal import Engagement
internal import Foundation
internal import Glibc
internal import JSON
internal import Storage
internal import Surveys

/// One edit in the person's editor.
struct RecordEditor {
  private let engagement: Engagement
  private let principal: Principal
  private let kind: SubmissionKind
  private let id: String
  private let reason: String?

  init(
    _ engagement: Engagement, _ principal: Principal, _ kind: SubmissionKind, _ id: String,
    _ reason: String?
  ) {
    (self.engagement, self.principal, self.kind) = (engagement, principal, kind)
    (self.id, self.reason) = (id, reason)
  }

  /// Opens the record, and stores what the person made of it.
  func run() async throws {
    let editor = try Self.editor()
    let view =
      kind == .response
      ? try await engagement.response(id, as: principal, origin: .cli)
      : try await engagement.conversation(id, as: principal, origin: .cli)
    let survey = try await engagement.survey(
      view.json["survey"]?.string ?? "", version: view.json["version"]?.string, as: principal
    ).survey
    let record = RecordText(view, kind, survey, reason: reason)
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("hark-edit-\(UUID().uuidString.lowercased())")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    let file = folder.appendingPathComponent("\(kind.rawValue).\(record.isJSON ? "json" : "yaml")")
    guard
      FileManager.default.createFile(
        atPath: file.path, contents: Data(record.text.utf8), attributes: [.posixPermissions: 0o600])
    else { throw Problem(.cannotRead, "no file can be written under \(folder.path)") }
    do {
      try await edit(file.path, from: record.text, view, with: editor)
      try? FileManager.default.removeItem(at: folder)
    } catch {
      Output.note("what you typed is kept in \(file.path)")
      Output.note("mend it and run: hark \(kind.rawValue) edit \(id) --from \(file.path)")
      throw error
    }
  }

  private func edit(
    _ path: String, from text: String, _ view: RecordView, with editor: String
  ) async throws {
    guard Self.open(editor, path) else {
      throw Problem(
        .cannotRead,
        "the editor '\(editor)' did not end well, so nothing was stored; set EDITOR to another")
    }
    let typed = String(decoding: try InputFile.bytes(path), as: UTF8.self)
    let lines = typed.split(separator: "\n").filter { !$0.hasPrefix("#") }
    guard typed != text, lines.contains(where: { !$0.allSatisfy(\.isWhitespace) }) else {
      return Output.note("nothing was changed")
    }
    let (changes, reading) = try InputFile.record(path)
    let edited = try await engagement.edit(
      kind, id, changes, made: .tagged([view.tag]), as: principal, origin: .cli, reading: reading)
    await EditOptions.show(edited, engagement, principal)
  }

  /// The person's editor. Without one and without a terminal there is nobody who could type.
  private static func editor() throws -> String {
    let environment = ProcessInfo.processInfo.environment
    let chosen = ["VISUAL", "EDITOR"].compactMap { environment[$0] }.first { !$0.isEmpty }
    if let chosen { return chosen }
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
      throw Problem(
        .badRequest,
        "say what changes with --answers QUESTION=VALUE or --from FILE, or run it in a terminal")
    }
    return "vi"
  }

  /// Runs the editor on a file in the foreground of the terminal.
  private static func open(_ editor: String, _ path: String) -> Bool {
    guard
      let process = try? SpawnedProcess(
        ["/bin/sh", "-c", "\(editor) \"$1\"", "sh", path],
        environment: ProcessInfo.processInfo.environment,
        streams: .init(input: STDIN_FILENO, output: STDOUT_FILENO, errors: STDERR_FILENO))
    else { return false }
    // Ctrl-C is the editor's while it is open.
    let before = signal(SIGINT, SIG_IGN)
    defer { _ = signal(SIGINT, before) }
    return (try? process.waitForEnd()) == 0
  }
}
