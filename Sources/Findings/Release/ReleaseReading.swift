// A release read back from the JSON that was stored: the same document again.

public import JSON
internal import Surveys

extension ReleaseDocument {
  /// Reads a stored release; throws where it is not what `json` writes.
  public init(json: JSONValue) throws(StoredDocumentProblem) {
    let place = JSONPlace(json)
    let figure = json["findings"]?[0]?["total"]?["flags"]?.array ?? []
    let isExact = figure.contains(.string(FigureFlag.notPersonal.rawValue))
    self.init(
      survey: try place.at("survey").string(),
      title: try place.stringIfAny("title"),
      versions: try place.at("versions").list { item throws(StoredDocumentProblem) in
        try item.string()
      },
      partnership: try place.at("partnership").string(),
      release: try place.at("release").string(),
      cutOff: try place.at("cut_off").string(),
      rule: try PrintedRule(try place.at("rule")),
      findings: try place.findings(tables: false) { item throws(StoredDocumentProblem) in
        try Finding(item)
      },
      crossings: try place.findings(tables: true) { item throws(StoredDocumentProblem) in
        try CrossedFinding(item)
      },
      heard: try place.listIfAny("heard") { item throws(StoredDocumentProblem) in
        try HeardProfile(item)
      },
      unit: try json["unit"] == nil
        ? (isExact ? nil : .person) : place.at("unit").word(SurveyUnit.self))
  }
}

extension JSONPlace {
  /// The findings that are tables over several things, or the others.
  fileprivate func findings<Item>(
    tables: Bool, _ read: (JSONPlace) throws(StoredDocumentProblem) -> Item
  ) throws(StoredDocumentProblem) -> [Item] {
    var found: [Item] = []
    for item in try at("findings").items() where CrossedFinding.isOne(item) == tables {
      found.append(try read(item))
    }
    return found
  }
}

extension PrintedRule {
  fileprivate init(_ place: JSONPlace) throws(StoredDocumentProblem) {
    self.init(
      id: try place.at("id").string(), hideBelow: try place.at("hide_below").whole(),
      roundTo: try place.at("round_to").whole(),
      minimumBase: try place.at("minimum_base").whole())
  }
}

extension Finding {
  fileprivate init(_ place: JSONPlace) throws(StoredDocumentProblem) {
    try self.init(
      about: place, role: place.at("by").items().first?.string(),
      rows: place.at("rows").list { item throws(StoredDocumentProblem) in
        let group = try item.at("group").only().place
        return ProtectedRow(
          group: BreakdownGroup(
            id: try group.at("id").string(), label: try group.at("label").string()),
          figure: try PublishedFigure(item))
      })
  }

  /// What is said of the whole indicator, with rows that were read before.
  init(
    about place: JSONPlace, role: String? = nil, rows: [ProtectedRow] = []
  ) throws(StoredDocumentProblem) {
    self.init(
      indicator: try place.at("indicator").string(), label: try place.at("label").string(),
      show: try place.at("show").word(IndicatorShow.self),
      better: try place.at("better").word(Polarity.self),
      role: role, rows: rows,
      total: try PublishedFigure(try place.at("total")),
      benchmarks: try place.at("benchmarks").list { item throws(StoredDocumentProblem) in
        try BenchmarkFinding(item)
      },
      limitations: try place.at("limitations").list { item throws(StoredDocumentProblem) in
        try item.string()
      }, series: try FindingSeries(place), comparisons: try FindingComparisons(place))
  }
}

extension FindingSeries {
  /// nil where the release counts all versions together.
  fileprivate init?(_ place: JSONPlace) throws(StoredDocumentProblem) {
    guard place.value["series"] != nil else { return nil }
    self.init(
      number: try place.at("series").whole(),
      versions: try place.at("versions").list { item throws(StoredDocumentProblem) in
        try item.string()
      })
  }
}

extension PublishedFigure {
  init(_ place: JSONPlace) throws(StoredDocumentProblem) {
    let figure = PublishedFigure(
      base: try place.optional("base")?.whole(), count: try place.optional("count")?.whole(),
      items: place.value["items"]?.int, value: try place.optional("value")?.number(),
      low: try place.optional("low")?.number(),
      high: try place.optional("high")?.number(),
      flags: try place.at("flags").list { item throws(StoredDocumentProblem) in
        try item.word(FigureFlag.self)
      })
    let bounded = figure.bounded(
      atLeast: place.value["at_least"]?.number, atMost: place.value["at_most"]?.number
    ).rounded(to: place.value["rounded_to"]?.number)
    self = place.value["as_of"]?.string.map { bounded.standing(asOf: $0) } ?? bounded
  }
}

extension BenchmarkFinding {
  fileprivate init(_ place: JSONPlace) throws(StoredDocumentProblem) {
    self.init(
      area: try place.at("area").string(),
      areaName: try place.optional("area_name")?.string(),
      period: try place.at("period").string(), value: try place.at("value").number(),
      comparison: try place.optional("comparison")?.word(BenchmarkComparison.self),
      notComparedBecause: try place.optional("not_compared_because")?.string(),
      // Releases that are older have none.
      warnings: try place.optional("warnings")?.list { item throws(StoredDocumentProblem) in
        try item.string()
      } ?? [])
  }
}
