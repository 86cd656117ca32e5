// Whether each partnership has somebody to run it and somebody to look after consent and safety, and
// whether what it published can still be counted.

internal import Storage
internal import SurveyModules

/// The partnerships.
struct PartnershipsCheck: DatabaseDoctorCheck {
  let name = "partnerships"

  func look(at database: Database, _ scene: DoctorScene) async throws -> [DoctorFinding] {
    let holders = try await database.sealing(nil, readOnly: true) { connection in
      try InspectionQueries.roleHolders(on: connection)
    }
    guard !holders.isEmpty else {
      return [.warning(name, "there is none yet", "add one with `hark partnership add`")]
    }
    var findings = holders.filter { $0.number == 0 }.map { missing in
      missing.role == .administrator
        ? DoctorFinding.problem(
          name, "'\(missing.slug)' has no administrator",
          "add one: hark account add NAME --role administrator --partnership \(missing.slug)")
        : DoctorFinding.warning(
          name, "'\(missing.slug)' has no \(missing.role.rawValue)",
          "nobody sees safeguarding concerns; add one with `hark account add`")
    }
    let partnerships = holders.filter { $0.role == .administrator }
    findings += try await unknown(scene.settings, Set(holders.map(\.slug)), database)
    for partnership in partnerships {
      findings += try await unloadable(partnership, database)
    }
    return findings
      + [.ok(name, partnerships.map(\.slug).joined(separator: ", "))]
  }

  /// What the settings name and nobody knows.
  private func unknown(
    _ settings: Configuration, _ slugs: Set<String>, _ database: Database
  ) async throws -> [DoctorFinding] {
    if let slug = settings.partnership, !slugs.contains(slug) {
      return [
        .warning(
          name, "HARK_PARTNERSHIP is '\(slug)', and there is none of that name",
          "correct it; `hark partnership list` shows them")
      ]
    }
    guard let account = settings.account,
      try await database.findAccount(
        partnershipSlug: settings.partnership, accountName: account) == nil
    else { return [] }
    return [
      .warning(
        name,
        "HARK_ACCOUNT is '\(account)', and there is no such account, or it is not clear in which"
          + " partnership",
        "correct it, or set HARK_PARTNERSHIP; `hark account list` shows them")
    ]
  }

  /// Published versions that this program cannot read.
  private func unloadable(
    _ partnership: RoleHolders, _ database: Database
  ) async throws -> [DoctorFinding] {
    try await database.inspecting(partnership.partnership) { connection in
      try SurveyVersionQueries.list(page: Page(limit: 1_000), on: connection).compactMap {
        version in
        let record = version.published.content
        let bundle = try SurveyVersionQueries.bundle(
          module: record.module, version: record.version, on: connection)
        guard let bundle, (try? ModuleBundle.load(bundle)) != nil else {
          return DoctorFinding.problem(
            name, "'\(record.module)' \(record.version) of '\(partnership.slug)' no longer loads",
            "use the version of hark that published it, and tell its makers")
        }
        return nil
      }
    }
  }
}
