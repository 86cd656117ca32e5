// Waves: the rounds of a survey, each with its first and last day.

internal import Surveys
internal import YAML

/// Reads the waves of a survey.
enum WaveReader {
  private static let most = 100

  /// The waves in the order of their days.
  static func read(_ survey: Fields) -> [SurveyWave] {
    var waves: [SurveyWave] = []
    var names = UniqueNames()
    for node in survey.list("waves") ?? [] {
      guard waves.count < most else {
        survey.report(.tooMany, "waves", "a survey has at most \(most) waves")
        break
      }
      guard let wave = wave(node, &names, survey.reporter) else { continue }
      if let other = waves.first(where: { $0.first <= wave.last && wave.first <= $0.last }) {
        survey.reporter.report(
          .badSetting, at: node.position,
          "the waves '\(other.id)' and '\(wave.id)' have days in common",
          suggestion: "let each end before the next begins")
        continue
      }
      waves.append(wave)
    }
    return waves.sorted { $0.first < $1.first }
  }

  private static func wave(
    _ node: YAMLNode, _ names: inout UniqueNames, _ reporter: Reporter
  ) -> SurveyWave? {
    guard let fields = Fields(node, .wave, reporter) else { return nil }
    let id = fields.requiredText("id")
    let label = fields.requiredText("label")
    for key in ["from", "to"] { _ = fields.required(key) }
    let (first, last) = (fields.day("from"), fields.day("to"))
    guard let id, let position = fields["id"]?.position, let label, let first, let last,
      reporter.check(id, .word, at: position),
      names.insert(id, "the wave", at: position, reporter)
    else { return nil }
    guard first <= last, id != "not_stated" else {
      fields.report(
        .badSetting, id == "not_stated" ? "id" : "to",
        id == "not_stated"
          ? "'not_stated' is the row of those who answered between two waves"
          : "the wave '\(id)' ends before it begins",
        suggestion: id == "not_stated" ? "call it otherwise" : "write the later day under 'to'")
      return nil
    }
    return SurveyWave(id: id, label: label, first: first, last: last)
  }
}
