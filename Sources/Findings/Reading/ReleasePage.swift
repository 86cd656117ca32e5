// A release as one page of HTML without scripts: each finding's chart, the table beside it, and what has
// to be said. It needs nothing from elsewhere, so it can be kept, printed and read without a network.

extension ReleaseDocument {
  /// The page; the charts stand in it.
  public var page: String {
    let parts =
      allFindings.enumerated().map { place, finding in section(finding, place) }
      + heard.enumerated().map { place, profile in section(profile, place) }
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(Markup.escaped("\(name): findings, \(partnership)"))</title>
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
      <h1>\(Markup.escaped("\(name): findings"))</h1>
      <p>\(Markup.escaped("\(identity), answers up to \(cutOffInWords)."))</p>
      \(parts.joined(separator: "\n"))
      \(aboutAll)
      <p>\(Markup.escaped(ruleInWords))</p>
      <p>\(Markup.escaped("Release \(release)"))</p>
      </main>
      </body>
      </html>

      """
  }

  private var aboutAll: String {
    let notes = notes
    if notes.isEmpty { return "" }
    return """
      <section aria-labelledby="all">
      <h2 id="all">\(Self.notesHeading)</h2>
      \(list(notes))
      </section>
      """
  }

  private func section(_ finding: Finding, _ place: Int) -> String {
    let rows = (finding.rows.map { ($0.group.label, $0.figure) } + [("Total", finding.total)]).map {
      label, figure in
      "<tr><th scope=\"row\" dir=\"auto\">\(Markup.escaped(label))</th>"
        + cells(finding, figure).map { "<td class=\"n\">\(Markup.escaped($0))</td>" }.joined()
        + "</tr>"
    }
    return """
      <section aria-labelledby="f\(place)">
      <h2 id="f\(place)" dir="auto">\(Markup.escaped(finding.title))</h2>
      \(finding.chart)<table>
      <caption>The same in numbers</caption>
      <tr>\(headings(finding).map { "<th scope=\"col\">\($0)</th>" }.joined())</tr>
      \(rows.joined(separator: "\n"))
      </table>
      \(list(finding.notes(unit, without: limitationsOfAll)))
      </section>
      """
  }

  private func section(_ profile: HeardProfile, _ place: Int) -> String {
    """
    <section aria-labelledby="h\(place)">
    <h2 id="h\(place)" dir="auto">\(Markup.escaped(profile.title))</h2>
    \(list(profile.sentences))
    </section>
    """
  }

  /// The sentences as a list; nothing where there are none.
  private func list(_ sentences: [String]) -> String {
    guard !sentences.isEmpty else { return "" }
    let items = sentences.map { "<li dir=\"auto\">\(Markup.escaped($0))</li>" }
    return "<ul>\(items.joined())</ul>"
  }

  private func headings(_ finding: Finding) -> [String] {
    ["Group", "Base"] + (finding.show.isOfItems ? ["Out of items"] : [])
      + [finding.valueHeading(unit), "95% interval"]
  }

  private func cells(_ finding: Finding, _ figure: PublishedFigure) -> [String] {
    let items = finding.show.isOfItems ? [figure.items.map(String.init) ?? ""] : []
    if figure.isHidden { return [""] + items + ["Hidden", ""] }
    let mark = figure.flags.contains(.lowBase) ? " (few)" : ""
    var interval = ""
    if let low = figure.low, let high = figure.high {
      interval = "\(finding.text(low)) to \(finding.text(high))"
    }
    return [figure.base.map(String.init) ?? ""] + items
      + [
        finding.bound(figure) ?? figure.value.map { finding.text($0) + mark } ?? "–", interval,
      ]
  }
}
