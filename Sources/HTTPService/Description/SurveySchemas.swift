// What surveys and findings look like on the wire.

internal import JSON
internal import Surveys

/// Schemas of surveys, by name.
enum SurveySchemas {
  static let all: JSONObject = [
    "Survey": survey, "SurveySummary": Schema.object(summaryKeys), "SurveyList": list,
    "Question": question,
  ]

  private static let summaryKeys: JSONObject = [
    "survey": RecordSchemas.surveyId, "version": Schema.text(), "title": Schema.text(),
    "open": Schema.flag, "current": Schema.flag, "series": Schema.whole(),
    "sha256": Schema.text(pattern: "^[0-9a-f]{64}$"),
    "published_at": RecordSchemas.time, "closed_at?": RecordSchemas.time,
  ]

  private static let list = Schema.object([
    "surveys": Schema.list(Schema.named("SurveySummary"))
  ])

  private static let question = Schema.object([
    "id": Schema.text(), "type": Schema.text(), "ask": Schema.text(), "hint?": Schema.text(),
    "required?": Schema.flag, "sensitive?": Schema.flag, "show_if?": Schema.text(),
    "check?": Schema.text(), "check_message?": Schema.text(), "concern_if?": Schema.text(),
    "end_if?": Schema.text(), "end_text?": Schema.text(), "retired?": Schema.flag,
    "was?": Schema.text(), "grid?": Schema.text(), "list?": Schema.text(), "top?": Schema.whole(),
    "rows?": Schema.list(Schema.object(["id": Schema.text(), "text": Schema.text()])),
    "note_per_row?": Schema.flag, "precision?": Schema.whole(),
    "role?": Schema.text(), "source?": Schema.text(),
    "choices?": Schema.list(
      Schema.object([
        "id": Schema.text(), "code": Schema.whole(), "text": Schema.text(),
        "exclusive?": Schema.flag, "retired?": Schema.flag, "show_if?": Schema.text(),
      ])), "missing?": Schema.list(Schema.text()),
    "questions?": Schema.list(Schema.named("Question")), "at_least?": Schema.whole(),
    "at_most?": Schema.whole(), "from?": Schema.whole(), "to?": Schema.whole(),
    "labels?": Schema.map(Schema.text()), "min?": ["type": ["number", "string"]],
    "max?": ["type": ["number", "string"]], "unit_label?": Schema.text(),
    "bands?": Schema.list(Schema.text()), "kinds?": Schema.list(Schema.text()),
    "up_to?": Schema.whole(), "value?": Schema.text(),
  ])

  private static let consent = Schema.object([
    "basis": Schema.oneOf(Basis.allCases.map(\.rawValue)), "reason?": Schema.text(),
    "wording?": Schema.text(), "opening?": Schema.text(), "safeguarding?": Schema.text(),
    "scopes?": Schema.list(
      Schema.object([
        "id": Schema.text(), "ask": Schema.text(), "hint?": Schema.text(), "easy?": Schema.text(),
      ])), "keep_months?": Schema.whole(1),
  ])

  private static let theme = Schema.object([
    "id": Schema.text(), "name": Schema.text(), "means": Schema.text(), "include?": Schema.text(),
    "exclude?": Schema.text(), "parent?": Schema.text(),
    "links?": Schema.list(Schema.object(["makes": Schema.text(), "likely": Schema.text()])),
  ])

  private static let priority = Schema.object([
    "id": Schema.text(), "framework": Schema.text(), "title": Schema.text(),
    "indicators": Schema.list(Schema.text()), "themes": Schema.list(Schema.text()),
  ])

  private static let translation = Schema.object([
    "title?": Schema.text(), "about?": Schema.text(), "opening?": Schema.text(),
    "safeguarding?": Schema.text(),
    "scopes?": Schema.map(Schema.object(["ask?": Schema.text(), "hint?": Schema.text()])),
    "questions": Schema.map(
      Schema.object([
        "ask?": Schema.text(), "hint?": Schema.text(), "check_message?": Schema.text(),
        "end_text?": Schema.text(), "unit_label?": Schema.text(),
        "labels?": Schema.map(Schema.text()),
        "choices?": Schema.map(Schema.text()),
      ])),
  ])

  private static let survey = Schema.object(
    ([
      "about": Schema.text(), "unit": Schema.oneOf(SurveyUnit.allCases.map(\.rawValue)),
      "population": Schema.text(), "sample": Schema.oneOf(Sample.allCases.map(\.rawValue)),
      "collected_by": Schema.oneOf(Collection.allCases.map(\.rawValue)),
      "languages": Schema.map(Schema.text(), "By code, the first is the survey's own."),
      "consent": consent, "questions": Schema.list(Schema.named("Question")),
      "indicators": Schema.list(
        Schema.object([
          "id": Schema.text(), "label": Schema.text(), "show": Schema.text(),
          "by": Schema.list(Schema.text()),
          "crossed_by": Schema.list(Schema.list(Schema.text())),
          "before?": Schema.text("The indicator that counted the same people before."),
        ])), "codebooks": Schema.map(Schema.list(theme)), "priorities": Schema.list(priority),
      "privacy_notice?": PrivacySchemas.pointer, "safeguarding?": ConcernSchemas.advice,
      "programme?": Schema.text(),
      "waves?": Schema.list(
        Schema.object([
          "id": Schema.text(), "label": Schema.text(),
          "from": Schema.text("Its first day.", format: "date"),
          "to": Schema.text("Its last day.", format: "date"),
        ]), "Rounds in which it is asked; tables may be by `wave`."),
      "one_per?": Schema.list(Schema.text()),
      "follows?": Schema.text(), "subject?": Schema.text(),
      "quotes?": Schema.object(["second_look": Schema.text()]),
      "translations": Schema.map(translation),
    ] as JSONObject).with(summaryKeys))

  /// A line of the list as an example.
  static let summaryExample: JSONObject = [
    "survey": "open-conversation", "version": "1.0.0", "title": "An open conversation",
    "open": true, "current": true, "series": 1,
    "sha256": .string(String(repeating: "0f", count: 32)),
    "published_at": "2026-11-20T10:00:00Z",
  ]

  /// A survey as an example.
  static let example: JSONValue = {
    var example = summaryExample
    for (key, value): (String, JSONValue) in [
      ("about", "Five prompts for whatever matters."), ("unit", "person"),
      ("population", "People who live here."), ("sample", "open"), ("collected_by", "researcher"),
      ("languages", ["en": "English"]), ("consent", ["basis": "role"]),
      (
        "questions",
        [["id": "what_matters", "type": "long_text", "ask": "What matters most to you?"]]
      ), ("indicators", []), ("codebooks", [:]), ("priorities", []), ("translations", [:]),
    ] { example[key] = value }
    return .object(example)
  }()
}

/// Schemas of findings, by name.
enum FindingSchemas {
  static let all: JSONObject = [
    "Findings": findings, "Figure": figure, "ReleaseAudit": audit,
    "NewRelease": Schema.object(["survey": Schema.text("The survey's id.")]),
  ]

  private static let figureKeys: JSONObject = [
    "base": Schema.orNull(Schema.whole(0)), "count": Schema.orNull(Schema.whole(0)),
    "items?": Schema.whole(0, nil, "Of a figure of items how many there are."),
    "value": Schema.orNull(Schema.number), "low": Schema.orNull(Schema.number),
    "high": Schema.orNull(Schema.number), "flags": Schema.list(Schema.text()),
    "at_least?": Schema.number, "at_most?": Schema.number, "as_of?": RecordSchemas.time,
    "rounded_to?": Schema.number,
  ]
  private static let figure = Schema.object(figureKeys, "What is hidden is null, with a flag.")

  private static let row: JSONValue = {
    var keys: JSONObject = [
      "group": Schema.map(
        Schema.object([
          "id": Schema.text(), "label": Schema.text(),
          "level?": Schema.text("The kind of place, or length of period."),
        ]), "Of a table over several things; what is left out is taken together."),
      "change?": Schema.object(comparedKeys),
    ]
    for (key, schema) in figureKeys { keys[key] = schema }
    return Schema.object(keys)
  }()

  private static let findings = Schema.object([
    "survey": RecordSchemas.surveyId,
    "title?": Schema.text("What people call the survey."), "versions": Schema.list(Schema.text()),
    "partnership": Schema.text(), "release": RecordSchemas.uuid, "cut_off": RecordSchemas.time,
    "rule": Schema.object([
      "id": Schema.text(), "hide_below": Schema.whole(0), "round_to": Schema.whole(1),
      "minimum_base": Schema.whole(0),
    ]),
    "findings": Schema.list(
      Schema.object([
        "indicator": Schema.text(), "label": Schema.text(), "show": Schema.text(),
        "better": Schema.text(), "by": Schema.list(Schema.text()), "rows": Schema.list(row),
        "total": Schema.named("Figure"),
        "benchmarks": Schema.list(
          Schema.object([
            "area": Schema.text(), "area_name?": Schema.text(), "period": Schema.text(),
            "value": Schema.number,
            "comparison": Schema.orNull(Schema.text()),
            "not_compared_because": Schema.orNull(Schema.text()),
            "warnings": Schema.list(Schema.text()),
          ])), "limitations": Schema.list(Schema.text()), "series?": Schema.whole(),
        "versions?": Schema.list(Schema.text()), "differences?": Schema.list(difference),
        "change?": change, "weighted?": weighted, "paired?": paired,
        "levels?": Schema.map(
          Schema.list(Schema.text()), "Of a table: kinds of places and lengths of periods."),
        "held_back?": RecordSchemas.time,
      ])), "heard?": Schema.list(PopulationSchemas.heard),
    "unit?": Schema.text("What one answer is about, where it is no person, such as organisation."),
  ])

  private static let comparedKeys: JSONObject = [
    "difference": Schema.orNull(Schema.number), "low": Schema.orNull(Schema.number),
    "high": Schema.orNull(Schema.number), "comparison": Schema.orNull(Schema.text()),
    "not_compared_because": Schema.orNull(Schema.text()),
  ]

  private static let difference = Schema.object(
    comparedKeys.with(["group": Schema.text(), "than": Schema.text()]),
    "A group less the one of which most people were heard.")

  private static let change = Schema.object(
    [
      "since": Schema.object(["release": RecordSchemas.uuid, "cut_off": RecordSchemas.time]),
      "total": Schema.object(comparedKeys),
      "rows": Schema.list(Schema.object(comparedKeys.with("group", Schema.text()))),
    ], "Now less the release before, from what both printed.")

  private static let paired = Schema.object(
    comparedKeys.with("people", Schema.orNull(Schema.whole(0))),
    "How those changed who answered both times, from the printed rows.")

  private static let weighted = Schema.object(
    [
      "by": Schema.text(), "value": Schema.orNull(Schema.number),
      "low": Schema.orNull(Schema.number), "high": Schema.orNull(Schema.number),
      "design_effect": Schema.orNull(Schema.number),
      "effective_base?": Schema.orNull(Schema.whole(0)), "notes": Schema.list(Schema.text()),
      "not_weighted_because": Schema.orNull(Schema.text()),
    ],
    "The total, were each group, or combination of groups, heard as much as its share of the population."
  )

  private static let audit = Schema.object([
    "release": RecordSchemas.uuid, "survey": RecordSchemas.surveyId,
    "verdict": Schema.oneOf(["safe", "unsafe"]), "method": Schema.text(),
    "sha256": Schema.text("Of what was judged."),
    "rule": Schema.object(["id": Schema.text(), "hide_below": Schema.whole(0)]),
    "cells": Schema.list(
      Schema.object([
        "indicator": Schema.text(), "by": Schema.orNull(Schema.text()),
        "group": Schema.orNull(Schema.text()),
        "count": Schema.oneOf(["base", "numerator", "complement"]),
        "releases_ago": Schema.whole(0),
        "least": Schema.whole(0), "most": Schema.whole(0),
        "ruled_out": Schema.list(Schema.whole(0)),
      ])), "hidden_rows": Schema.whole(0), "shown_rows": Schema.whole(0),
  ])

  /// An audit as an example.
  static let auditExample: JSONValue = [
    "release": "0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35", "survey": "worcs-feeling-safe",
    "verdict": "safe", "method": "exact enumeration",
    "sha256": .string(String(repeating: "0f", count: 32)),
    "rule": ["id": "hark-1", "hide_below": 8], "cells": [], "hidden_rows": 0, "shown_rows": 5,
  ]

  /// Findings as an example.
  static let example: JSONValue = [
    "survey": "worcs-feeling-safe", "versions": ["1.0.0"], "partnership": "sample",
    "release": "0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35", "cut_off": "2026-11-21T10:00:00Z",
    "rule": ["id": "hark-1", "hide_below": 8, "round_to": 5, "minimum_base": 10],
    "findings": [
      [
        "indicator": "services_help_safe", "label": "People who say services help them feel safe",
        "show": "percent", "better": "higher", "by": [], "rows": [],
        "total": ["base": 410, "count": 290, "value": 71, "low": 66, "high": 75, "flags": []],
        "benchmarks": [],
        "limitations": ["not a probability sample; the interval shows sampling noise only"],
      ]
    ],
  ]
}
