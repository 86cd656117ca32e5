// Indicators of a new version beside those that were released under an older one: two that could not
// stand in one survey cannot stand in two releases either.

internal import Findings
internal import Surveys

/// Holds the indicators of a series against what releases of its older versions showed.
struct VersionConflicts {
  private let part: SeriesAnswers
  private let now: [IndicatorReading]
  private var leadsTo: [String: Set<String>]
  /// Released under rules that have changed since, or that are gone.
  private var released: [IndicatorReading] = []
  /// The same, by the roles alone that they were printed by.
  private var printed: [IndicatorReading] = []
  private var isCompared = false

  init(_ part: SeriesAnswers, _ earlier: EarlierReleases, _ roles: [PrintedRoles]) {
    self.part = part
    let links = QuestionLinks(part.survey.questions)
    now = part.survey.indicators.map(links.reading)
    leadsTo = links.leadsTo
    let names = QuestionNames(part.versions)
    let mark = SeriesMark(part.number)
    for ((audit, versions), roles) in zip(zip(earlier.audits, earlier.versions), roles) {
      guard let survey = part.versions.last(where: { versions.contains($0.version) }),
        survey.version != part.survey.version
      else { continue }
      isCompared = true
      let older = QuestionLinks(survey.questions)
      let newest = { (id: String) in names.newest(id, of: survey.version) }
      for (question, sources) in older.leadsTo {
        leadsTo[newest(question), default: []].formUnion(sources.map(newest))
      }
      let shown = Set(audit.indicators.map(\.id))
      let readings = survey.indicators.filter { shown.contains(mark.marked($0.id)) }
        .map(older.reading)
      released += readings.map { $0.renamed(newest) }.filter { !now.contains($0) }
      printed += readings.map { $0.by(roles.all(of: mark.marked($0.id))).renamed(newest) }
        .filter { !now.contains($0) && !printed.contains($0) }
    }
  }

  /// What has to be left out; `recounted` are indicators that count the same people otherwise.
  func leftOut(recounted: Set<String>) -> [LeftOut] {
    guard isCompared else { return [] }
    let mark = SeriesMark(part.number)
    let changed = Set(released.map(\.id))
    let conflicts = IndicatorConflict.beside(released: printed, now, leadsTo: leadsTo)
    return now.compactMap { reading in
      let id = mark.marked(reading.id)
      if changed.contains(reading.id), recounted.contains(id) {
        return LeftOut(
          indicator: id,
          reason: """
            its rule changed after it had been released, and the difference would show who is \
            counted otherwise; a new wording begins anew
            """)
      }
      guard conflicts[reading.id] != nil else { return nil }
      return LeftOut(
        indicator: id,
        reason: """
          beside an indicator that an older version released, what is hidden in one could be \
          worked out from the other
          """)
    }
  }

  /// By indicator the roles that rest on one it was released by before, or that one rests on.
  var linkedRoles: [String: Set<String>] {
    guard isCompared else { return [:] }
    let mark = SeriesMark(part.number)
    let found = IndicatorConflict.rolesLinked(released: printed, now, leadsTo: leadsTo)
    return Dictionary(found.map { (mark.marked($0.key), $0.value) }) { first, _ in first }
  }
}
