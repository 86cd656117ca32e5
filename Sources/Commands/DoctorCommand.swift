// `hark doctor`: what is wrong here and what to do about it. Works when everything else does not.

internal import ArgumentParser
internal import JSON

/// `hark doctor`
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Says what is wrong here and what to do about it.",
    discussion: """
      Example: hark doctor
      Looks and changes nothing. Ends with status 1 when there is a problem; warnings do not count.
      """)

  private static let checks: [any DoctorCheck] = [
    ConfigurationCheck(), HomeCheck(), SecretsCheck(), ProgramsCheck(), ServerCheck(),
    MigrationsCheck(), RightsCheck(), DatabaseLogCheck(), PartnershipsCheck(),
    SafeguardingCheck(), KeysCheck(), PrivacyCheck(), AuditCheck(), ArchivingCheck(), BackupCheck(),
    ModulesCheck(),
    DraftsCheck(), AddressCheck(),
  ]

  @OptionGroup var format: FormatOption

  func run() async throws {
    let findings = await DoctorScene.with { scene in
      var findings: [DoctorFinding] = []
      for check in Self.checks { findings += await check.look(scene) }
      return findings
    }
    switch format.format {
    case .table: for finding in findings { Output.line(finding.line) }
    case .json, .csv:
      Output.list(
        findings.map(\.json), columns: ["check", "status", "found", "advice"],
        format: format.format, empty: "")
    }
    if findings.contains(where: { $0.status == .problem }) { throw ExitCode(1) }
  }
}
