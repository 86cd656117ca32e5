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

  /// The blocks that a survey's file uses, its consent's wording first: their names as people see
  /// them, and their bytes. `otherRoots` are further folders of surveys whose blocks it may use.
  public static func blocks(
    ofFile name: String, bytes: [UInt8], otherRoots: [String]
  ) -> [(name: String, bytes: [UInt8])] {
    guard let node = YAML.read(bytes).node, node["block"] == nil else { return [] }
    var references = [node["consent"]?["wording"]?.text].compactMap { $0 }
    addUses(of: node["questions"], to: &references)
    let isModule = name == "survey.yaml" || name.hasSuffix("/survey.yaml")
    let folder = name.lastIndex(of: "/").map { String(name[..<$0]) } ?? "."
    let files: any ModuleFiles =
      isModule
      ? ModuleFolder(folder, otherRoots: otherRoots) : LooseSurvey(name, otherRoots: otherRoots)
    var found: [(name: String, bytes: [UInt8])] = []
    for reference in references.map(\.trimmed) where BlockShelf.isReference(reference) {
      guard let block = try? files.block(reference),
        !found.contains(where: { $0.name == block.name })
      else { continue }
      found.append(block)
    }
    return found
  }

  private static func addUses(of questions: YAMLNode?, to references: inout [String]) {
    for question in questions?.sequence ?? [] {
      if let used = question["use"]?.text { references.append(used) }
      addUses(of: question["questions"], to: &references)
    }
  }
}

/// Reads one file for texts.
private struct PlainReader {
  private(set) var problems: [ModuleProblem] = []
  private let source: SourceFile
  /// Whether people fill it in by themselves, without the hints for researchers.
  private var isAlone = false
  /// Whether it may ask for what is private: answers without consent, or about no person, may not.
  private var mayBeSensitive = true
  private static let privateRoles: Set<String> = [
    "ethnic_group", "religion", "sexual_orientation", "disability",
  ]
  /// The words of official questions, which translations into Easy Read may keep.
  private var official: Set<String> = []

  init(_ source: SourceFile) { self.source = source }

  /// A survey or a block.
  mutating func read(_ node: YAMLNode) {
    let language = node["languages"]?.mapping?.first?.key ?? "en"
    let isEnglish = language == "en" || language.hasPrefix("en-")
    mayBeSensitive =
      node["consent"]?["not_needed"] == nil && (node["unit"]?.text?.trimmed ?? "person") == "person"
    isAlone = node["collected_by"]?.text?.trimmed == "self"
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
    // Figures are published under their names.
    for figure in node["indicators"]?.sequence ?? [] where isEnglish {
      check(figure["label"], .everyone)
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
    let isOpen = ["text", "long_text", "note", "repeat", "group", "calculate"]
      .contains(question["type"]?.text)
    check(question["easy"], .easyRead, isClosed: !isOpen)
    check(question["hint"], .staff)
    check(question["check_message"], .everyone)
    check(question["end_text"], .everyone)
    // Official wording is asked word for word, plain or not.
    guard !isOfficial(question) else { return addOfficial(question) }
    check(question["ask"], .everyone, isClosed: !isOpen)
    for choice in (question["choices"]?.sequence ?? []) + (question["rows"]?.sequence ?? []) {
      guard let entry = choice.mapping?.first else { continue }
      check(entry.value["text"] ?? entry.value, .everyone)
    }
    for label in question["labels"]?.mapping ?? [] { check(label.value, .everyone) }
  }

  private mutating func addOfficial(_ question: YAMLNode) {
    if let ask = question["ask"]?.text?.trimmed { official.insert(ask) }
    for choice in (question["choices"]?.sequence ?? []) + (question["rows"]?.sequence ?? []) {
      guard let value = choice.mapping?.first?.value else { continue }
      if let text = (value["text"] ?? value).text?.trimmed { official.insert(text) }
    }
  }

  private mutating func check(
    _ node: YAMLNode?, _ audience: PlainAudience, isClosed: Bool = false
  ) {
    guard let node, let scalar = node.scalar, !scalar.isAbsent,
      !official.contains(scalar.text.trimmed)
    else { return }
    // Of a text that is wrong throughout, nobody reads more.
    let findings = PlainLanguage.findings(in: scalar.text, for: audience, isClosed: isClosed)
    for finding in findings.prefix(20) {
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
    if let role = question["role"], let name = role.text?.trimmed, Self.privateRoles.contains(name),
      mayBeSensitive, !isYes("sensitive"), !isYes("retired")
    {
      add(
        .notSensitive, role.position, "a question of the role '\(name)' is not marked as sensitive",
        "add sensitive: yes, so that only people are asked who agreed to it")
    }
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
      case "choose_one", "choose_many", "grid", "rank":
        question["list"] != nil || choices.contains { $0.hasSuffix("prefer_not") }
          || !(question["missing"]?.sequence ?? []).isEmpty
      case "note", "group", "repeat", "calculate": true
      // Official wording is asked word for word.
      default: isOfficial(question) || saysFree(question)
      }
    guard !hasWay else { return }
    let instead =
      switch type {
      case "yes_no": "add or_prefer_not: yes"
      case "choose_one", "choose_many", "grid", "rank":
        "add the choice '- -9 prefer_not: Prefer not to say', and missing: [prefer_not]"
      default:
        "end the question with 'You can leave this out.', or ask it with choices, one of them"
          + " '- -9 prefer_not: Prefer not to say'"
      }
    add(
      .noPreferNot, question["ask"]?.position ?? question.position,
      "a sensitive question offers no 'Prefer not to say'", instead)
  }

  /// Whether the words of the question, or those to whoever asks it, say that it may be left out.
  private func saysFree(_ question: YAMLNode) -> Bool {
    let text = (isAlone ? ["ask"] : ["ask", "hint"]).compactMap { question[$0]?.text?.lowercased() }
      .joined(separator: " ")
    return Self.free.contains(where: text.contains)
  }

  private static let free = [
    "prefer not to", "leave this out", "leave it out", "leave it empty", "leave this empty",
    "leave it blank", "leave this blank", "skip", "do not have to", "need not", "only if you want",
    "if you want to", "if the person wants", "if you wish", "if you like", "would like to say",
    "rather not",
  ]

  private func isOfficial(_ question: YAMLNode) -> Bool {
    ["ogl", "licensed"].contains(question["rights"]?.text?.trimmed)
  }
}
