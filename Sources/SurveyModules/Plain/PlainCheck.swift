// Plain language in the files of a survey: finds the texts that people read, with their places, and
// holds each against the rules of its readers.

internal import PlainLanguage
internal import Surveys
internal import YAML

/// Checks files for plain language.
public enum PlainCheck {
  /// Every code that it reports.
  public static let codes = PlainCode.allCases.map(\.rawValue)

  /// Warnings about one file; none where it cannot be read, which `hark survey check` reports.
  /// `name`: as people see the file; it tells which kind of file it is.
  public static func problems(file name: String, bytes: [UInt8]) -> [ModuleProblem] {
    guard let node = YAML.read(bytes).node else { return [] }
    var reader = PlainReader(SourceFile(name: name, bytes: bytes))
    let parts = name.split(separator: "/").map(String.init)
    if parts.dropLast().last == "translations" {
      let language = String((parts.last ?? "").prefix { $0 != "." })
      reader.readTranslation(node, language)
    } else if parts.last == "survey.yaml" || parts.last == "block.yaml" {
      reader.read(node)
    }
    return reader.problems.sorted { ($0.line, $0.column, $0.code) < ($1.line, $1.column, $1.code) }
  }
}

/// Reads one file for texts.
private struct PlainReader {
  private(set) var problems: [ModuleProblem] = []
  private let source: SourceFile

  init(_ source: SourceFile) { self.source = source }

  /// A survey or a block.
  mutating func read(_ node: YAMLNode) {
    let language = node["languages"]?.mapping?.first?.key ?? "en"
    let isEnglish = language == "en" || language.hasPrefix("en-")
    for question in node["questions"]?.sequence ?? [] { read(question, isEnglish) }
    if isEnglish {
      // The title of a block is for those who write surveys.
      if node["block"] == nil { check(node["title"], .everyone) }
      for key in ["opening", "safeguarding"] { check(node[key], .everyone) }
      for scope in node["scopes"]?.mapping ?? [] {
        check(scope.value["ask"], .everyone)
        check(scope.value["easy"], .easyRead)
        check(scope.value["hint"], .staff)
      }
    }
    for entry in node["translations"]?.mapping ?? [] { readTranslation(entry.value, entry.key) }
  }

  /// The texts in another language: Easy Read alone has rules here.
  mutating func readTranslation(_ node: YAMLNode, _ language: String) {
    guard language == Language.easyRead else { return }
    check(node["title"], .easyRead)
    for key in ["about_this_survey", "opening", "safeguarding"] { check(node[key], .easyRead) }
    for scope in node["scopes"]?.mapping ?? [] {
      check(scope.value["ask"] ?? scope.value, .easyRead)
      check(scope.value["hint"], .staff)
    }
    for question in node["questions"]?.mapping ?? [] {
      for key in ["ask", "check_message", "end_text"] { check(question.value[key], .easyRead) }
      check(question.value["hint"], .staff)
      for list in ["choices", "rows", "labels"] {
        for text in question.value[list]?.mapping ?? [] { check(text.value, .easyRead) }
      }
    }
  }

  private mutating func read(_ question: YAMLNode, _ isEnglish: Bool) {
    for item in question["questions"]?.sequence ?? [] { read(item, isEnglish) }
    checkSensitive(question)
    guard isEnglish else { return }
    check(question["easy"], .easyRead)
    check(question["hint"], .staff)
    check(question["check_message"], .everyone)
    check(question["end_text"], .everyone)
    // Official wording is asked word for word, plain or not.
    guard !["ogl", "licensed"].contains(question["rights"]?.text) else { return }
    let isOpen = ["text", "long_text", "note", "repeat", "group", "calculate"]
      .contains(question["type"]?.text)
    check(question["ask"], .everyone, isClosed: !isOpen)
    for choice in (question["choices"]?.sequence ?? []) + (question["rows"]?.sequence ?? []) {
      guard let entry = choice.mapping?.first else { continue }
      check(entry.value["text"] ?? entry.value, .everyone)
    }
    for label in question["labels"]?.mapping ?? [] { check(label.value, .everyone) }
  }

  private mutating func check(
    _ node: YAMLNode?, _ audience: PlainAudience, isClosed: Bool = false
  ) {
    guard let node, let scalar = node.scalar, !scalar.isAbsent else { return }
    for finding in PlainLanguage.findings(in: scalar.text, for: audience, isClosed: isClosed) {
      let place = source.position(of: finding.offset, in: scalar, at: node.position)
      add(finding.code, place, finding.message, finding.suggestion)
    }
  }

  private mutating func add(
    _ code: PlainCode, _ place: YAML.Position, _ message: String, _ suggestion: String
  ) {
    problems.append(
      ModuleProblem(
        file: source.name, line: place.line, column: place.column, code: code.rawValue,
        severity: .warning, message: message, suggestion: suggestion))
  }

  /// Nobody has to say what is private.
  private mutating func checkSensitive(_ question: YAMLNode) {
    func isYes(_ key: String) -> Bool { ["yes", "true"].contains(question[key]?.text?.trimmed) }
    guard isYes("sensitive"), !isYes("slot"), !isYes("retired"), let type = question["type"]?.text
    else { return }
    if isYes("required") {
      add(
        .sensitiveRequired, question["required"]?.position ?? question.position,
        "a sensitive question is asked, never required", "take 'required' out")
    }
    let choices = (question["choices"]?.sequence ?? []).compactMap { $0.mapping?.first?.key }
    let hasWay =
      switch type {
      case "yes_no": isYes("or_prefer_not")
      case "choose_one", "choose_many", "grid":
        question["list"] != nil || choices.contains { $0.hasSuffix("prefer_not") }
          || !(question["missing"]?.sequence ?? []).isEmpty
      default: true
      }
    guard !hasWay else { return }
    add(
      .noPreferNot, question["ask"]?.position ?? question.position,
      "a sensitive question offers no 'Prefer not to say'",
      type == "yes_no"
        ? "add or_prefer_not: yes"
        : "add the choice '- -9 prefer_not: Prefer not to say', and missing: [prefer_not]")
  }
}
