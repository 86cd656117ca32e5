// Which settings there are and where they come from; never what a secret is.

internal import Engagement
internal import Foundation

/// The settings.
struct ConfigurationCheck: DoctorCheck {
  /// Variables that stand for no setting of hark.yaml.
  private static let others: Set = [
    "HARK_POSTGRES_BIN", "HARK_SERVER", "HARK_TOKEN", "HARK_TEST_DATABASE_URL",
    "HARK_DATABASE_REPLICA_URL",
  ]

  func look(_ scene: DoctorScene) async -> [DoctorFinding] {
    let variables = scene.environment.keys.filter { $0.hasPrefix("HARK_") }.sorted()
    var findings: [DoctorFinding] = []
    switch scene.configuration {
    case .success:
      let file =
        FileManager.default.fileExists(atPath: "hark.yaml")
        ? "hark.yaml in this folder" : "no hark.yaml in this folder"
      let set = variables.isEmpty ? "no HARK_ variable" : variables.joined(separator: ", ")
      findings.append(.ok("configuration", "\(file); \(set)"))
      do {
        _ = try ServeLimits(scene.settings.limits)
      } catch {
        findings.append(
          .problem(
            "configuration", Problem(translating: error).detail,
            "correct HARK_LIMITS: `hark serve` does not start with it"))
      }
    case .failure(let problem):
      findings.append(
        .problem("configuration", problem.detail, "the lines below look as if it were not there"))
    }
    let known = Set(Configuration.keys.values).union(Self.others)
    for name in variables where !known.contains(name) {
      findings.append(
        .warning("configuration", "\(name) is no setting of Hark", "is its name misspelt?"))
    }
    return findings
  }
}
