// A release as one page of HTML without scripts: each finding's chart, the table beside it, and what has
// to be said. It needs nothing from elsewhere, so it can be kept, printed and read without a network.

extension ReleaseDocument {
  /// The page; the charts stand in it.
  public var page: String {
    let parts = findings.enumerated().map { place, finding in section(finding, place) }
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(Markup.escaped("Findings of \(survey), \(partnership)"))</title>
      <style>
      body { font: 1rem/1.5 sans-serif; color: #0b0c0c; background: #fff; max-width: 60rem;
        margin: 0 auto; padding: 1rem; }
      svg { width: 100%; height: auto; }
      table { border-collapse: collapse; margin: 1rem 0; }
      th, td { border-bottom: 1px solid #b1b4b6; padding: .3rem .8rem .3rem 0; text-align: start; }
      td.n { text-align: end; }
      </style>
      </head>
      <body>
      <main>
      <h1>\(Markup.escaped("Findings of \(survey)"))</h1>
      <p>\(Markup.escaped("\(partnership), versions \(versions.joined(separator: ", ")); answers up to \(cutOff)."))</p>
      \(parts.joined(separator: "\n"))
      <p>\(Markup.escaped(ruleInWords))</p>
      <p>\(Markup.escaped("Release \(release)"))</p>
      </main>
      </body>
      </html>

      """
  }

  private func section(_ finding: Finding, _ place: Int) -> String {
    let rows = (finding.rows.map { ($0.group.label, $0.figure) } + [("Total", finding.total)]).map {
      label, figure in
      "<tr><th scope=\"row\" dir=\"auto\">\(Markup.escaped(label))</th>"
        + cells(finding, figure).map { "<td class=\"n\">\(Markup.escaped($0))</td>" }.joined()
        + "</tr>"
    }
    let notes = finding.limitations.map { "<li>\(Markup.escaped($0))</li>" }
    return """
      <section aria-labelledby="f\(place)">
      <h2 id="f\(place)" dir="auto">\(Markup.escaped(finding.title))</h2>
      \(finding.chart)<table>
      <caption>The same in numbers</caption>
      <tr><th scope="col">Group</th><th scope="col">Base</th><th scope="col">\
      \(finding.show == .count ? "People" : "Value")</th><th scope="col">95% interval</th></tr>
      \(rows.joined(separator: "\n"))
      </table>
      <ul>\(notes.joined())</ul>
      </section>
      """
  }

  private func cells(_ finding: Finding, _ figure: PublishedFigure) -> [String] {
    if figure.isHidden { return ["", "Hidden", ""] }
    var interval = ""
    if let low = figure.low, let high = figure.high {
      interval = "\(finding.text(low)) to \(finding.text(high))"
    }
    return [
      figure.base.map(String.init) ?? "", figure.value.map { finding.text($0) } ?? "–", interval,
    ]
  }
}
