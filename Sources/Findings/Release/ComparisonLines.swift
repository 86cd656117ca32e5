// What findings say beside their figures, in sentences for the table.

extension Finding {
  /// The sentences, in plain words; only what differs is named.
  var comparisonSentences: [String] {
    changeSentences + pairedSentences + differenceSentences + weightedSentences
  }

  private var unit: String { show.isPercentage ? " points" : "" }

  private var labels: [String: String] {
    Dictionary(rows.map { ($0.group.id, $0.group.label) }) { first, _ in first }
  }

  private func label(_ id: String) -> String { labels[id] ?? id }

  private func isFound(_ comparison: FigureComparison) -> Bool {
    comparison.comparison.map { $0 != .similar } ?? false
  }

  private func inWords(_ comparison: FigureComparison) -> String {
    let number = { (value: Double?) in value.map(PlainNumber.text) ?? "–" }
    let by = comparison.difference.map { PlainNumber.text(abs($0)) } ?? "–"
    let side = (comparison.difference ?? 0) < 0 ? "down" : "up"
    return "\(side) \(by)\(unit) (95% interval \(number(comparison.low)) to "
      + "\(number(comparison.high))), \(comparison.comparison?.rawValue ?? "similar")"
  }

  private var changeSentences: [String] {
    guard let change = comparisons.change else { return [] }
    let since = "Since the release of \(ReleaseDocument.day(of: change.cutOff))"
    if let reason = change.total.notComparedBecause {
      return ["\(since) the total is not compared: \(reason)."]
    }
    return ["\(since) the total is \(inWords(change.total))."]
      + change.rows.filter { isFound($0.comparison) }.map {
        "\(since) \(label($0.group)) is \(inWords($0.comparison))."
      }
  }

  private var pairedSentences: [String] {
    guard let paired = comparisons.paired else { return [] }
    guard let people = paired.people, paired.comparison.notComparedBecause == nil else {
      return [
        "What the same people said before is not compared: "
          + "\(paired.comparison.notComparedBecause ?? "it is not known")."
      ]
    }
    return ["Of \(people) people who answered both times it is \(inWords(paired.comparison))."]
  }

  private var differenceSentences: [String] {
    guard let than = comparisons.differences.first?.than else { return [] }
    let found = comparisons.differences.filter { isFound($0.comparison) }
    guard !found.isEmpty else {
      return comparisons.differences.contains { $0.comparison.comparison != nil }
        ? ["No group differs from \(label(than)) by more than chance."] : []
    }
    return found.map { item in
      let words = inWords(item.comparison)
        .replacing("down ", with: "lower by ", maxReplacements: 1)
        .replacing("up ", with: "higher by ", maxReplacements: 1)
      return "Beside \(label(than)), \(label(item.group)) is \(words)."
    } + ["Of twenty comparisons one may stand out by chance alone."]
  }

  private var weightedSentences: [String] {
    guard let weighted = comparisons.weighted else { return [] }
    let start =
      "Weighted to the population by \(Limitations.inWords(weighted.by).replacing(",", with: " and "))"
    guard let value = weighted.value, let low = weighted.low, let high = weighted.high else {
      return ["\(start): no figure, because \(weighted.notWeightedBecause ?? "it is not known")."]
    }
    let effect =
      (weighted.designEffect.map { ", design effect \(PlainNumber.text($0))" } ?? "")
      + (weighted.effectiveBase.map { ", worth \($0) people heard alike" } ?? "")
    let text =
      "\(start) the total is \(text(value)) (95% interval "
      + "\(PlainNumber.text(low)) to \(PlainNumber.text(high))\(effect))"
    return [([text] + weighted.notes).joined(separator: "; ") + "."]
  }
}
