// What local accounts look like on the wire.

internal import JSON
internal import PublishedFigures

/// Schemas of local accounts, by name.
enum LocalAccountSchemas {
  static let all: JSONObject = [
    "LocalAccountChoice": Schema.object([
      "area": Schema.text("The council's official code."), "name": Schema.text(),
      "years": Schema.list(Schema.text()),
    ]),
    "PrintedFigure": Schema.object([
      "period": Schema.text("A year such as 2022-23, another time, or `not stated`."),
      "value": Schema.number, "printed": Schema.text("The digits as they were printed."),
      "status": Schema.oneOf(PrintedFigure.Status.allCases.map(\.rawValue)),
      "source": Schema.text("Where it was published."),
    ]),
    "LocalAccount": Schema.object([
      "area": Schema.text(), "name": Schema.text(), "region": Schema.orNull(Schema.text()),
      "year": Schema.text(),
      "measures": Schema.list(
        Schema.object([
          "measure": Schema.text("Framework and code, such as ascof2014.4B."),
          "title": Schema.text(),
          "unit": Schema.oneOf(Measure.Unit.allCases.map(\.rawValue)),
          "population": Schema.text(), "council": figures, "region": figures,
          "england": figures, "earlier": figures,
          "warnings": Schema.list(Schema.text()),
        ])),
    ]),
  ]

  private static let figures = Schema.list(Schema.named("PrintedFigure"))
}
