// What somebody wants to look at with noise, and why not: this is decided by the survey and by what the last
// release printed, before anybody's answers are read, so that a refusal tells nothing of them.

internal import Findings
internal import Surveys

/// An indicator by one to three things, neither of which a release shows or a person would not want told.
struct ExplorePlan {
  let indicator: Indicator
  let dimensions: [CrossedBy]
  private let survey: Survey

  init(
    _ id: String, by: String, of survey: Survey, beside release: ReleaseDocument
  ) throws {
    self.survey = survey
    indicator = try Self.indicator(id, of: survey)
    dimensions = try Self.dimensions(by, of: survey)
    try refuseSensitive()
    try refuseCounted()
    try refuseReleased(release)
  }

  /// What tells this table from every other of the survey, however it is asked for.
  var definition: [String] { [indicator.id] + dimensions.map(\.description).sorted() }

  private static func indicator(_ id: String, of survey: Survey) throws -> Indicator {
    guard survey.unit.isPersonal else {
      throw Problem.notExplored(
        "its figures are not about people, so the release shows them exactly")
    }
    let shares = survey.indicators.filter { $0.count != nil && $0.each == nil }
    guard let indicator = shares.first(where: { $0.id == id }) else {
      let known = shares.map(\.id)
      throw Problem.notExplored(
        "there is no indicator '\(id.prefix(64))' that is a percentage or number of people; "
          + (didYouMean(id, known) ?? "there are \(known.joined(separator: ", "))"))
    }
    return indicator
  }

  /// `age_band`, `place`, `period.quarter`; a question that plays a role becomes that.
  private static func dimensions(_ by: String, of survey: Survey) throws -> [CrossedBy] {
    let names = by.split(separator: ",", omittingEmptySubsequences: false).map {
      String($0.trimmed)
    }
    let dimensions = try names.map { try dimension($0, of: survey) }
    guard dimensions.count <= Crossing.most, Set(dimensions.map(\.name)).count == dimensions.count
    else {
      throw Problem.notExplored("name one to three things, each once, such as age_band,place")
    }
    guard dimensions.count(where: { isTime($0.name, of: survey) }) < 2 else {
      throw Problem.notExplored("a wave is a time as a period is; name one of them")
    }
    return dimensions
  }

  private static func dimension(_ text: String, of survey: Survey) throws -> CrossedBy {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    if parts.first == CrossedBy.period, survey.question(forBreakdown: text) == nil {
      let length = parts.count < 2 ? CrossedBy.Period.month.rawValue : parts[1]
      guard parts.count <= 2, CrossedBy.Period(rawValue: length) != nil else {
        throw Problem.notExplored("write period.month, period.quarter or period.year")
      }
      return CrossedBy(CrossedBy.period, levels: [length])
    }
    if text == CrossedBy.wave, isTime(text, of: survey) {
      guard !survey.handling.waves.isEmpty else {
        throw Problem.notExplored(
          "the survey '\(survey.id)' names no waves; write period.month, period.quarter or period.year"
        )
      }
      return CrossedBy(CrossedBy.wave)
    }
    if let option = survey.questions.option(forBreakdown: text),
      survey.questions[option.question].personal != .identifies
    {
      return CrossedBy(text)
    }
    guard let question = survey.question(forBreakdown: text)?.question,
      question.personal != .identifies, fallsIntoGroups(question)
    else {
      let choice = survey.question(forBreakdown: text)?.question.oneChoice
      throw Problem.notExplored(
        "'\(text.prefix(64))' is neither a role nor a question of '\(survey.id)' whose answers"
          + " fall into groups" + (choice.map { "; name one choice, such as \($0)" } ?? ""))
    }
    // However it is named, it is the same table.
    let role = question.role?.rawValue
    let isRole = role.flatMap { survey.question(forBreakdown: $0)?.question.id } == question.id
    return CrossedBy(isRole ? role ?? question.id : question.id)
  }

  /// Periods and waves are both of the day of the answer, unless a question is called so.
  private static func isTime(_ name: String, of survey: Survey) -> Bool {
    [CrossedBy.period, CrossedBy.wave].contains(name)
      && survey.question(forBreakdown: name) == nil
  }

  private static func fallsIntoGroups(_ question: Question) -> Bool {
    switch question.kind.shape {
    case .choice, .place: true
    case .number: !(question.breakdownGroups ?? []).isEmpty
    default: false
    }
  }

  private func origins(_ dimension: CrossedBy) -> Set<Int> {
    survey.origins(of: [survey.question(forBreakdown: dimension.name)?.index].compactMap { $0 })
  }

  private func origins(_ indicator: Indicator) -> Set<Int> {
    survey.origins(of: indicator.reads.compactMap(\.question))
  }

  private func refuseSensitive() throws {
    if survey.isSensitive(origins(indicator)) {
      throw Problem.notExplored(
        "'\(indicator.id)' hangs on answers that are sensitive. What is said of them is said in releases"
          + " alone, under their rules")
    }
    for dimension in dimensions where survey.isSensitive(origins(dimension)) {
      throw Problem.notExplored(
        "the answers to '\(dimension.name)', or whether it is asked, are sensitive. What is said of"
          + " them is said in releases alone, under their rules")
    }
  }

  /// Who gave an answer that an indicator counts is printed in releases.
  private func refuseCounted() throws {
    for dimension in dimensions {
      let own = origins(dimension)
      guard let other = survey.indicators.first(where: { !origins($0).isDisjoint(with: own) })
      else { continue }
      throw Problem.notExplored(
        "'\(other.id)' of the release counts answers to '\(dimension.name)', or ones that it hangs on;"
          + " a figure is never shown both ways")
    }
  }

  /// What a release shows by these things, or by more, is not shown with noise; nor is by these things what
  /// a release hides by some of them. The survey's tables count as well: the next release has them.
  private func refuseReleased(_ release: ReleaseDocument) throws {
    let wanted = questions(dimensions.map(\.name))
    let declared = survey.indicators.flatMap { indicator in
      indicator.by.map { [$0] } + indicator.crossings.map(\.names)
    }
    let shown = release.findings.compactMap(\.role).map { [$0] } + release.crossings.map(\.names)
    let hasAll = { (table: [String]) in wanted.isSubset(of: questions(table)) }
    if let table = shown.filter(hasAll).min(by: { $0.count < $1.count }) {
      throw Problem.notExplored(
        "releases have tables by \(table.joined(separator: ", ")): read them with"
          + " `hark findings \(survey.id)`, or write one for '\(indicator.id)' into the survey's 'by'"
      )
    }
    if let table = declared.filter(hasAll).min(by: { $0.count < $1.count }) {
      throw Problem.notExplored(
        "the survey's 'by' asks for tables by \(table.joined(separator: ", ")), which a release shows as"
          + " soon as it can do so safely; a figure is never shown both ways")
    }
    if let hidden = hidden(release).first(where: { questions($0.by).isSubset(of: wanted) }) {
      throw Problem.notExplored(
        hidden.by.isEmpty
          ? "the last release hides the total of '\(hidden.indicator)', and any table could tell of it. Ask for"
            + " more answers and release again; or publish a version of the survey without"
            + " '\(hidden.indicator)' and release that"
          : "the last release hides rows by \(hidden.by.joined(separator: ", ")) of '\(hidden.indicator)', and"
            + " numbers by that and more would tell of them; leave"
            + " \(hidden.by.joined(separator: ", ")) out")
    }
  }

  /// What the rows are of and by that a release hides.
  private func hidden(_ release: ReleaseDocument) -> [(indicator: String, by: [String])] {
    let totals = release.findings.filter { $0.total.isHidden }.map { ($0.indicator, [String]()) }
    let rows = release.findings.compactMap { finding in
      finding.rows.contains { $0.figure.isHidden }
        ? finding.role.map { (finding.indicator, [$0]) } : nil
    }
    let cells = release.crossings.flatMap { table in
      table.rows.filter(\.figure.isHidden).map { row in
        (table.about.indicator, zip(table.names, row.groups).filter { $1 != nil }.map(\.0))
      }
    }
    return totals + rows + cells
  }

  /// A role and its question are one thing; so are periods and waves.
  private func questions(_ names: [String]) -> Set<String> {
    Set(
      names.map { name in
        Self.isTime(name, of: survey)
          ? CrossedBy.period : survey.question(forBreakdown: name)?.question.id ?? name
      })
  }
}

extension PublishedFigure {
  fileprivate var isHidden: Bool { flags.contains(.suppressed) || flags.contains(.bounded) }
}

extension Problem {
  static func notExplored(_ reason: String) -> Problem {
    Problem(.exploringRefused, "\(reason). No table was shown")
  }
}

extension Question {
  /// Of a question of several choices what one of them is called as a breakdown.
  fileprivate var oneChoice: String? {
    guard let kind = kind as? ChooseMany, kind.list == nil, personal != .identifies else {
      return nil
    }
    return kind.choices.first { !missing.contains($0.id) }.map { "\(id).\($0.id)" }
  }
}
