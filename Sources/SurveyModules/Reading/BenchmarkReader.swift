// Benchmarks: published figures that stand beside an indicator; and priorities: what the evidence
// is for.

internal import Surveys
internal import YAML

/// Reads the benchmarks of a survey and its blocks.
struct BenchmarkReader {
  private(set) var benchmarks: [Benchmark] = []

  init(_ parts: [ModulePart], _ indicators: IndicatorReader) {
    for part in parts {
      for node in part.fields.list("benchmarks") ?? [] {
        if let name = node["indicator"]?.text?.trimmed, indicators.leftOut.contains(name) {
          continue
        }
        if let benchmark = Self.read(node, part.fields.reporter, indicators) {
          benchmarks.append(benchmark)
        }
      }
    }
  }

  private static func read(
    _ node: YAMLNode, _ reporter: Reporter, _ indicators: IndicatorReader
  ) -> Benchmark? {
    guard let fields = Fields(node, .benchmark, reporter) else { return nil }
    let texts = ["area", "period", "population", "question", "source"]
      .map { fields.requiredText($0) }
    _ = fields.required("choices")
    _ = fields.required("value")
    let choices = fields.texts("choices")
    let value = fields.number("value")
    let name = fields.requiredText("indicator")
    let indicator = indicators.indicators.first { $0.id == name }
    if let name, !indicators.names.contains(name) {
      fields.report(
        .unknownIndicator, "indicator", "there is no indicator '\(name)'",
        suggestion: didYouMean(name, indicators.indicators.map(\.id)))
    }
    if let value, value < 0 || indicator?.show == .percent && value > 100 {
      fields.report(
        .badNumber, "value", "the value of a benchmark is from 0 up, a percentage up to 100")
    }
    let given = texts.compactMap { $0 }
    guard given.count == texts.count, let choices, let value, let name else { return nil }
    return Benchmark(
      indicator: name, area: given[0], areaName: fields.text("area_name"), period: given[1],
      population: given[2], question: given[3], choices: choices.map(\.text), value: value,
      source: given[4])
  }
}

/// Reads the priorities of a survey.
struct PriorityReader {
  private(set) var priorities: [Priority] = []
  private var ids = UniqueNames()
  private let indicators: IndicatorReader
  private let themes: Set<String>

  init(_ survey: Fields, _ indicators: IndicatorReader, themes: Set<String>) {
    (self.indicators, self.themes) = (indicators, themes)
    for node in survey.list("priorities") ?? [] { read(node, survey.reporter) }
  }

  private mutating func read(_ node: YAMLNode, _ reporter: Reporter) {
    guard let fields = Fields(node, .priority, reporter) else { return }
    let framework = fields.requiredText("framework")
    let title = fields.requiredText("title")
    _ = fields.required("evidence")
    let evidence = (fields.texts("evidence") ?? []).compactMap { read($0, reporter) }
    guard let id = fields.requiredText("id"), let position = fields["id"]?.position else { return }
    reporter.check(id, .either, at: position)
    guard ids.insert(id, "the priority", at: position, reporter), let framework, let title else {
      return
    }
    priorities.append(
      Priority(
        id: id, framework: framework, title: title,
        indicators: evidence.filter(\.isIndicator).map(\.name),
        themes: evidence.filter { !$0.isIndicator }.map(\.name)))
  }

  /// `indicator ID` or `theme ID`.
  private func read(_ text: PlacedText, _ reporter: Reporter) -> (name: String, isIndicator: Bool)?
  {
    let parts = text.text.split(whereSeparator: \.isWhitespace).map(String.init)
    guard parts.count == 2, ["indicator", "theme"].contains(parts[0]) else {
      reporter.report(
        .unknownEvidence, at: text.position, "evidence is an indicator or a theme of this survey",
        suggestion: "write 'indicator ID' or 'theme ID'")
      return nil
    }
    let isIndicator = parts[0] == "indicator"
    guard isIndicator ? indicators.names.contains(parts[1]) : themes.contains(parts[1]) else {
      let known = isIndicator ? indicators.indicators.map(\.id) : themes.sorted()
      reporter.report(
        .unknownEvidence, at: text.position, "this survey has no \(parts[0]) '\(parts[1])'",
        suggestion: didYouMean(parts[1], known))
      return nil
    }
    return (parts[1], isIndicator)
  }
}
