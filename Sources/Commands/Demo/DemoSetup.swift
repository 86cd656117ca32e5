// What the demo needs before anybody answers: partnership, accounts, tokens, places, surveys. Every
// step looks first, so that a second run changes nothing.

internal import Engagement
internal import Foundation
internal import JSON
internal import Storage
internal import SurveyModules
internal import Surveys

/// Secrets of the demo's accounts, kept in a file that only its owner can read.
struct DemoTokens: Sendable {
  let file: String
  let secrets: [Storage.Role: String]
}

/// Sets the demo up.
struct DemoSetup: Sendable {
  let work: Workplace

  func run() async throws -> DemoTokens {
    try await addPartnership()
    try await addPlaces()
    let coordinator = try await principal(.coordinator)
    let catalog = work.engagement.catalog()
    for failure in catalog.failures {
      throw Problem(
        .moduleRefused,
        "the survey module '\(failure.id)' does not load:\n"
          + failure.problems.prefix(5).map(\.description).joined(separator: "\n"))
    }
    for module in catalog.modules {
      do {
        let made = try await work.engagement.publish(
          module.survey.id, as: coordinator, origin: .cli)
        if made.isNew {
          Output.note("published \(module.survey.id) \(made.survey.survey.version)")
        }
      } catch let problem as Problem
        where [ProblemCode.alreadyPublished, .changeRefused, .versionTooLow].map(\.rawValue)
        .contains(problem.code)
      {
        throw Problem(
          .alreadyPublished,
          "the demo was made with other surveys than these; remove it with `rm -r"
            + " \(work.configuration.home ?? "HARK_HOME/demo")` and run it again. \(problem.detail)"
        )
      }
    }
    return try await tokens()
  }

  private func principal(_ role: Storage.Role) async throws -> Principal {
    guard
      let account = try await work.engagement.database.findAccount(
        partnershipSlug: DemoProgramme.slug, accountName: "admin"),
      let principal = account.principal(as: role)
    else {
      throw Problem(.failed, "the demo's own account is missing; remove its folder and try again")
    }
    return principal
  }

  private func addPartnership() async throws {
    let known = try await work.engagement.database.findAccount(
      partnershipSlug: DemoProgramme.slug, accountName: "admin")
    guard known == nil else { return }
    try await work.administration.addPartnership(
      id: DemoProgramme.identifier("partnership"), slug: DemoProgramme.slug,
      name: DemoProgramme.name, administrator: "admin",
      account: DemoProgramme.identifier("account-admin"))
    let administrator = try await principal(.administrator)
    for role in [Storage.Role.researcher, .commissioner, .coordinator, .steward] {
      try await work.administration.addAccount(
        "sample-\(role.rawValue)", roles: [role],
        id: DemoProgramme.identifier("account-\(role.rawValue)"), partnership: DemoProgramme.slug,
        as: administrator, origin: .cli)
    }
    Output.note("made the sample partnership '\(DemoProgramme.slug)' with its accounts")
  }

  private func addPlaces() async throws {
    let coordinator = try await principal(.coordinator)
    let known = try await work.administration.places(
      kind: nil, after: nil, limit: 1, as: coordinator)
    guard known.isEmpty else { return }
    let places = DemoProgramme.places.map {
      PlaceRecord(code: $0.code, name: $0.name, kind: "district")
    }
    _ = try await work.administration.importPlaces(
      places, official: false, as: coordinator, origin: .cli)
  }

  /// The tokens of an earlier run where they still work, else new ones.
  private func tokens() async throws -> DemoTokens {
    let file = (work.configuration.home ?? ".") + "/tokens.json"
    let roles: [Storage.Role] = [.researcher, .coordinator, .commissioner]
    if let data = FileManager.default.contents(atPath: file),
      let kept = try? JSONValue.parse(Array(data)).object
    {
      let secrets = Dictionary(
        roles.compactMap { role in kept[role.rawValue]?.string.map { (role, $0) } }
      ) { first, _ in first }
      var isGood = secrets.count == roles.count
      for secret in secrets.values where isGood {
        isGood = (try? await work.engagement.signIn(secret)) != nil
      }
      if isGood { return DemoTokens(file: file, secrets: secrets) }
    }
    var secrets: [Storage.Role: String] = [:]
    for role in roles {
      secrets[role] = try await work.administration.issueToken(
        account: "sample-\(role.rawValue)", role: role, label: "demo", days: 90,
        as: principal(.administrator), origin: .cli
      ).secret
    }
    let object = JSONObject(roles.map { ($0.rawValue, .string(secrets[$0] ?? "")) })
    guard
      FileManager.default.createFile(
        atPath: file, contents: Data(JSONValue.object(object).text(.pretty).utf8),
        attributes: [.posixPermissions: 0o600])
    else { throw Problem(.wrongConfiguration, "the demo's folder cannot be written: \(file)") }
    return DemoTokens(file: file, secrets: secrets)
  }
}
