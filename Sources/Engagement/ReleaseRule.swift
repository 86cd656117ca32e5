// The rule by which a survey is released, and the refusal of a release that would show nothing new.

internal import Findings
internal import JSON
internal import Postgres
internal import Storage
internal import Surveys

extension Problem {
  /// Since the last release nobody changed a row, or only a few who wait for others.
  static func nothingNew(_ rule: DisclosureRule) -> Problem {
    Problem(
      .releaseRefused,
      "the figures would be those of the last release: a row changes only when at least "
        + "\(rule.hideBelow) people joined or left it, or the difference would show what they "
        + "answered. Whether a few did or nobody is not said; release again when more people have"
        + " answered")
  }
}

extension DisclosureRule {
  /// The rule of a survey, as strict as it and its partnership want it.
  init(of survey: Survey, on connection: isolated Connection) throws {
    let settings = try PartnershipQueries.list(on: connection).first?.settings
    let own = try settings.flatMap { try JSONValue.parse($0.bytes)["hide_below"]?.int }
    self = DisclosureRule.standard.tightened(hideBelow: survey.disclosure.hideBelow)
      .tightened(hideBelow: own)
  }
}
