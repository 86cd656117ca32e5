// Who was heard beside the population, as JSON and as lines for people to read.

internal import JSON

extension HeardProfile {
  var json: JSONValue {
    var json: JSONObject = [
      "by": .string(role), "indicator": .string(indicator), "base": .optional(base),
      "source": .optional(source),
      "rows": .array(rows.map(\.json)),
      "not_heard": .array(notHeard.map { .string($0) }),
      "notes": .array(notes.map { .string($0) }),
      "not_compared_because": .optional(notComparedBecause),
    ]
    if let asOf { json["as_of"] = .string(asOf) }
    return .object(json)
  }

  init(_ place: JSONPlace) throws(StoredDocumentProblem) {
    self.init(
      role: try place.at("by").string(), indicator: try place.at("indicator").string(),
      base: try place.optional("base")?.whole(), source: try place.optional("source")?.string(),
      rows: try place.at("rows").list { row throws(StoredDocumentProblem) in try Row(row) },
      notes: try place.at("notes").list { note throws(StoredDocumentProblem) in
        try note.string()
      },
      notComparedBecause: try place.optional("not_compared_because")?.string(),
      asOf: try place.stringIfAny("as_of"))
  }

  /// What stands above the profile.
  var title: String {
    "Who was heard, by \(Limitations.inWords(role)), beside the population"
      + (source.map { " (\($0))" } ?? "")
  }

  /// The profile in sentences, a group each, and what has to be said with it.
  var sentences: [String] {
    var notes =
      asOf.map { time in
        [
          "These are the people whom the release of \(ReleaseDocument.day(of: time)) counted, because nobody or too"
            + " few have joined or left since."
        ]
      } ?? []
    notes += rows.map { "\($0.group.label): \($0.words)." }
    if let notComparedBecause { notes.append("Not compared: \(notComparedBecause).") }
    if !notHeard.isEmpty {
      notes.append("Not heard: \(notHeard.joined(separator: ", ")). Their views are missing here.")
    }
    return notes + self.notes.map { $0.prefix(1).uppercased() + $0.dropFirst() + "." }
  }

  /// The profile for people to read, in lines of at most `width` columns.
  func lines(width: Int) -> [String] {
    DisplayWidth.wrapped(title, to: width)
      + sentences.flatMap { DisplayWidth.item($0, to: width) }
  }
}

extension HeardProfile.Row {
  fileprivate var json: JSONValue {
    [
      "group": ["id": .string(group.id), "label": .string(group.label)],
      "population": .optional(population), "population_percent": .optional(populationPercent),
      "base": .optional(base), "heard_percent": .optional(heardPercent),
      "ratio": .optional(ratio), "gap": .optional(gap), "words": .string(words),
    ]
  }

  fileprivate init(_ row: JSONPlace) throws(StoredDocumentProblem) {
    let group = try row.at("group")
    self.init(
      group: BreakdownGroup(
        id: try group.at("id").string(), label: try group.at("label").string()),
      population: try row.optional("population")?.number(),
      populationPercent: try row.optional("population_percent")?.number(),
      base: try row.optional("base")?.whole(),
      heardPercent: try row.optional("heard_percent")?.number(),
      ratio: try row.optional("ratio")?.number(), gap: try row.optional("gap")?.number(),
      words: try row.at("words").string())
  }
}
