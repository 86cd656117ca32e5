// Interviews that were begun in the terminal and not stored: what somebody said waits in them, on this
// machine alone.

internal import EmbeddedPostgres
internal import Foundation

/// The drafts of this user.
struct DraftsCheck: DoctorCheck {
  private static let week: TimeInterval = 7 * 86_400

  func look(_ scene: DoctorScene) async -> [DoctorFinding] {
    let settings = (try? scene.configuration.get()) ?? Configuration(scene.environment)
    let folders = DraftFolder.candidates(settings, scene.environment).compactMap {
      DraftFolder(existing: $0)
    }
    var findings: [DoctorFinding] = []
    for folder in folders { findings += look(folder, scene.now) }
    return findings.isEmpty ? [.ok("drafts", "none wait")] : findings
  }

  private func look(_ folder: DraftFolder, _ now: Date) -> [DoctorFinding] {
    var findings: [DoctorFinding] = []
    if !folder.isClosed {
      findings.append(
        .problem(
          "drafts", "others can look into \(folder.path)", "close it: chmod 700 \(folder.path)"))
    }
    for kind in [InterviewDraft.Kind.conversation, .response] {
      let (entries, unreadable) = folder.list(kind)
      if kind == .conversation {
        findings += unreadable.map { name in
          .warning(
            "drafts", "\(folder.path)/\(name) cannot be read",
            "it may hold answers of somebody: look at it, then delete it")
        }
      }
      guard let oldest = entries.first else { continue }
      let noun = kind == .conversation ? "conversation" : "response"
      let count = entries.count == 1 ? "one \(noun) is" : "\(entries.count) \(noun)s are"
      let words = "\(count) not stored; the oldest since \(oldest.changedAt.formatted(.iso8601))"
      findings.append(
        now.timeIntervalSince(oldest.changedAt) > Self.week
          ? .warning(
            "drafts", words,
            "go on with `hark \(noun == "response" ? "response record" : "conversation log") --resume`,"
              + " or delete what nobody needs: `hark \(noun) drafts`")
          : .ok("drafts", words))
    }
    return findings
  }
}
