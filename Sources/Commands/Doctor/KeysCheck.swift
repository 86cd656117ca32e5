// Whether the master keys are there and nobody else can read them, and nothing stands in clear that is
// to be sealed.

internal import Engagement
internal import Foundation
internal import Postgres
internal import Sealing
internal import Storage
internal import SurveyModules

/// Keys.
struct KeysCheck: DatabaseDoctorCheck {
  let name = "keys"

  func look(at database: Database, _ scene: DoctorScene) async throws -> [DoctorFinding] {
    let engagement = Engagement(database: database, catalog: { ModuleCatalog.load(folders: []) })
    let state = try await engagement.keyState()
    var findings: [DoctorFinding] = []
    let file = KeyFile(scene.settings)
    if state.isEmpty && !file.exists {
      findings.append(.ok(name, "nothing is sealed yet"))
    } else {
      do {
        let keys = try file.read()
        let missing = state.keys.sorted().filter { id in !keys.all.contains { $0.id == id } }
        let old = state.filter { $0.key != keys.current.id }.values.reduce(0, +)
        if !missing.isEmpty {
          findings.append(
            .problem(
              name,
              "the key file lacks \(missing.joined(separator: ", ")), which sealed texts need",
              "put the newest copy of \(file.path) back"))
        } else if old > 0 {
          findings.append(
            .warning(
              name, "\(old) records' keys are wrapped by a replaced master key",
              "hark keys rotate --finish"))
        } else {
          findings.append(.ok(name, "\(keys.all.count) in the file, all that is needed"))
        }
      } catch {
        let problem = Problem(translating: error)
        findings.append(
          .problem(
            name, problem.title.lowercased() + ": " + problem.detail, "see `hark keys --help`"))
      }
    }
    if try await engagement.hasClearTexts() {
      findings.append(
        .warning(
          name, "notes, names or contact details stand in clear from before they were sealed",
          "hark keys seal"))
    }
    findings += try await missing(ErasureList(file), engagement)
    guard let list = try? ErasureList(file).acts(), !list.isEmpty else { return findings }
    if let waiting = try? await engagement.changesWaiting(list), waiting > 0 {
      findings.append(
        .problem(
          name,
          "\(waiting) \(waiting == 1 ? "answer" : "answers") to what people allow, changed before the database"
            + " was restored, \(waiting == 1 ? "is" : "are") not changed again", "hark keys replay")
      )
    } else if (try? await engagement.isBehind(list)) == true {
      findings.append(
        .problem(
          name,
          "the database was restored, and what people took back since, or a legal hold keeps, was not"
            + " followed again",
          "hark keys replay"))
    }
    return findings
  }

  /// Whether the list is gone, or was when the database was restored.
  private func missing(
    _ list: ErasureList, _ engagement: Engagement
  ) async throws -> [DoctorFinding] {
    if FileManager.default.fileExists(atPath: list.missedPath) {
      return [
        .warning(
          name,
          "the database was restored without the list of what people took back: what they took back after the"
            + " backup is open again",
          "put the newest copy of erased.ndjson at \(list.path), run `hark keys replay`, and then remove"
            + " \(list.missedPath); remove it also where nobody took anything back")
      ]
    }
    let begin = Date(timeIntervalSince1970: 0)
    guard !list.exists,
      try await !engagement.listed(erasures: begin, changes: begin, holds: begin).isEmpty
    else { return [] }
    return [
      .problem(
        name,
        "\(list.path) is not there, the list of what people took back: a restore would open it again",
        "put the newest copy back, or restart `hark serve`, which writes it anew from this database"
      )
    ]
  }
}
