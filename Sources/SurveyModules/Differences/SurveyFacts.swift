// A survey as a list of small facts, each with its place: what two versions are compared by. Facts are
// taken from the files and not from the survey they were read into, so that every key is there,
// also one that is new to the format, and so that each has its line and column.

internal import Surveys
internal import YAML

/// One value under one key.
struct Fact: Hashable {
  let text: String
  let place: FactPlace
}

/// What a part of a survey is.
enum PartKind: String, CaseIterable {
  case survey, language, consent, scope, question, choice, row, codebook, theme, indicator
  case benchmark, priority, translation, tests, file
}

/// A question, a choice, an indicator …: what has an id of its own.
struct SurveyPart {
  let kind: PartKind
  /// `safe`, `safe.very_safe`.
  let id: String
  /// The question that a choice or row belongs to, the codebook of a theme.
  var owner = ""
  let place: FactPlace
  var facts: [String: Fact] = [:]

  /// As messages call it.
  var words: String {
    switch kind {
    case .survey: "the survey"
    case .consent: "consent"
    case .tests: "tests"
    case .choice, .row: "\(kind.rawValue) '\(name)' of '\(owner)'"
    default: "\(kind.rawValue) '\(name)'"
    }
  }

  /// The id without its owner's.
  var name: String { owner.isEmpty ? id : String(id.dropFirst(owner.count + 1)) }

  /// The value of a key, or its default.
  func value(_ key: String) -> String { facts[key]?.text ?? FactForm.defaults[key] ?? "" }
}

/// The facts of one version.
struct SurveyFacts {
  private(set) var parts: [PartKind: [SurveyPart]] = [:]
  /// Ids, of questions and of choices as `question.choice`, whose new texts mean what the old meant.
  private(set) var sameMeaning: Set<String> = []
  private var blocks: [String: YAMLNode] = [:]
  private var used: [String] = []
  /// The questions that are asked of each block.
  private var asked: [String: Set<String>] = [:]

  /// The facts in the files of a version that loads.
  init(files: [String: String]) {
    var trees: [(path: String, node: YAMLNode)] = []
    for (path, text) in files.sorted(by: { $0.key < $1.key }) {
      if let node = YAML.read(Array(text.utf8)).node { trees.append((path, node)) }
    }
    for (path, node) in trees where path.hasPrefix("blocks/") {
      let name = path.split(separator: "/").dropFirst().first.map(String.init) ?? path
      blocks[name] = node
    }
    for (path, node) in trees where path == FilesInMemory.surveyPath { readSurvey(node, path) }
    for (path, node) in trees where path != FilesInMemory.surveyPath {
      readBeside(node, path)
    }
  }

  mutating func add(_ part: SurveyPart) { parts[part.kind, default: []].append(part) }

  /// Adds facts to the part of that id, which is made when it is not there.
  mutating func extend(_ kind: PartKind, _ id: String, _ facts: [String: Fact], _ place: FactPlace)
  {
    if let index = parts[kind]?.firstIndex(where: { $0.id == id }) {
      parts[kind]?[index].facts.merge(facts) { first, _ in first }
    } else {
      add(SurveyPart(kind: kind, id: id, place: place, facts: facts))
    }
  }

  private mutating func readSurvey(_ node: YAMLNode, _ file: String) {
    var own: [String: Fact] = [:]
    for entry in node.mapping ?? [] {
      switch entry.key {
      case "questions": readQuestions(entry.value, file)
      case "consent": readConsent(entry.value, file)
      case "same_meaning":
        sameMeaning = Set((entry.value.sequence ?? []).compactMap { $0.text?.trimmed })
        own[entry.key] = Fact(
          text: sameMeaning.sorted().joined(separator: ", "), place: FactPlace(entry, file))
      case "languages":
        let codes = (entry.value.mapping ?? []).map(\.key)
        own["first_language"] = Fact(text: codes.first ?? "", place: FactPlace(entry, file))
        for language in entry.value.mapping ?? [] {
          extend(
            .language, language.key, FactForm.flat(language, as: "name", file),
            .init(language, file))
        }
      default:
        if !readShared(entry, file) { own.merge(FactForm.flat(entry, file)) { first, _ in first } }
      }
    }
    extend(.survey, "", own, FactPlace(file: file, line: 1, column: 1))
  }

  /// What a survey and a block have alike; false for other keys.
  mutating func readShared(
    _ entry: YAMLEntry, _ file: String, asked: Set<String>? = nil
  ) -> Bool {
    switch entry.key {
    case "codebook":
      for book in entry.value.mapping ?? [] {
        add(SurveyPart(kind: .codebook, id: book.key, place: FactPlace(book, file)))
        for theme in book.value.sequence ?? [] {
          addListed(.theme, theme, file, owner: book.key)
        }
      }
    case "indicators": for item in entry.value.sequence ?? [] { addListed(.indicator, item, file) }
    case "priorities": for item in entry.value.sequence ?? [] { addListed(.priority, item, file) }
    case "benchmarks": for item in entry.value.sequence ?? [] { addBenchmark(item, file) }
    case "translations":
      for language in entry.value.mapping ?? [] {
        // A block's texts of questions that are not asked of it would hide those of another block.
        let facts = FactForm.flat(language.value, file).filter { fact in
          asked.map { Self.isText(fact.key, of: $0) } ?? true
        }
        extend(.translation, language.key, facts, FactPlace(language, file))
      }
    case "tests":
      extend(.tests, "", FactForm.flat(entry.value, file), FactPlace(entry, file))
    default: return false
    }
    return true
  }

  /// A file beside the survey's own: a block, translations, tests, or what later formats bring.
  private mutating func readBeside(_ node: YAMLNode, _ file: String) {
    let start = FactPlace(file: file, line: 1, column: 1)
    let names = file.split(separator: "/").map(String.init)
    switch names.first {
    case "blocks":
      // A block that is not asked is the consent's wording, which was read with it.
      let isAsked = names.count > 1 && used.contains(names[1])
      for entry in node.mapping ?? []
      where !["questions", "opening", "safeguarding", "scopes"].contains(entry.key) {
        let isShared = isAsked || entry.key == "translations"
        let ids = isAsked ? asked[names[1]] : nil
        guard !(isShared && readShared(entry, file, asked: ids)) else { continue }
        extend(.file, file, FactForm.flat(entry, file), start)
      }
    case "translations":
      let language = String(names.last?.prefix { $0 != "." } ?? "")
      extend(.translation, language, FactForm.flat(node, file), start)
    // Each file counts its people from the first again.
    case "tests": extend(.tests, file, FactForm.flat(node, file), start)
    default:
      add(SurveyPart(kind: .file, id: file, place: start, facts: FactForm.flat(node, file)))
    }
  }

  private mutating func addListed(
    _ kind: PartKind, _ node: YAMLNode, _ file: String, owner: String = ""
  ) {
    guard let name = node["id"]?.text?.trimmed else { return }
    add(
      SurveyPart(
        kind: kind, id: owner.isEmpty ? name : "\(owner).\(name)", owner: owner,
        place: FactPlace(node, file), facts: FactForm.flat(node, file)))
  }

  private mutating func addBenchmark(_ node: YAMLNode, _ file: String) {
    let keys = ["indicator", "area", "period", "population"]
    let id = keys.compactMap { node[$0]?.text?.trimmed }.joined(separator: ", ")
    add(
      SurveyPart(
        kind: .benchmark, id: id, place: FactPlace(node, file), facts: FactForm.flat(node, file)))
  }

  private mutating func readConsent(_ node: YAMLNode, _ file: String) {
    var facts = FactForm.flat(node, file)
    let scopes = (node["scopes"]?.sequence ?? []).compactMap { $0.text?.trimmed }
    facts["scopes"] = node["scopes"].map {
      Fact(text: scopes.sorted().joined(separator: ", "), place: FactPlace($0, file))
    }
    if let name = node["wording"]?.text?.trimmed, let block = blocks[name] {
      let path = FilesInMemory.path(ofBlock: name)
      for entry in block.mapping ?? [] where ["opening", "safeguarding"].contains(entry.key) {
        facts.merge(FactForm.flat(entry, path)) { first, _ in first }
      }
      for scope in block["scopes"]?.mapping ?? [] where scopes.contains(scope.key) {
        add(
          SurveyPart(
            kind: .scope, id: scope.key, place: FactPlace(scope, path),
            facts: FactForm.flat(scope.value, path)))
      }
    }
    extend(.consent, "", facts, FactPlace(node, file))
  }

  private mutating func readQuestions(_ node: YAMLNode, _ file: String) {
    for item in node.sequence ?? [] {
      guard let name = item["use"]?.text?.trimmed, let block = blocks[name] else {
        addQuestion(item, file)
        continue
      }
      used.append(name)
      let path = FilesInMemory.path(ofBlock: name)
      let only = item["only"]?.sequence.map { Set($0.compactMap { $0.text?.trimmed }) }
      for question in block["questions"]?.sequence ?? [] {
        let id = question["id"]?.text?.trimmed ?? ""
        guard only?.contains(id) ?? true else { continue }
        Self.addIDs(of: question, to: &asked[name, default: []])
        addQuestion(question, path, showIf: item.entry("show_if").map { ($0, file) })
      }
    }
  }

  private static func addIDs(of question: YAMLNode, to ids: inout Set<String>) {
    if let id = question["id"]?.text?.trimmed { ids.insert(id) }
    for item in question["questions"]?.sequence ?? [] { addIDs(of: item, to: &ids) }
  }

  /// Whether the key of a translation, `questions.safe.ask`, is of one of these questions, or of none.
  private static func isText(_ key: String, of ids: Set<String>) -> Bool {
    let parts = key.split(separator: ".").map(String.init)
    guard parts.count > 1, parts[0] == "questions" else { return true }
    let base = parts[1].hasSuffix("_other") ? String(parts[1].dropLast(6)) : parts[1]
    return ids.contains(parts[1]) || ids.contains(base)
  }

  /// `showIf` is the rule of the `use` that brought the question.
  private mutating func addQuestion(
    _ node: YAMLNode, _ file: String, showIf: (YAMLEntry, String)? = nil, within: String = ""
  ) {
    let id = node["id"]?.text?.trimmed ?? ""
    var facts: [String: Fact] = [:]
    if !within.isEmpty { facts["repeat"] = Fact(text: within, place: FactPlace(node, file)) }
    if let (entry, file) = showIf {
      facts["use_show_if"] = FactForm.flat(entry, file)[entry.key]
    }
    for entry in node.mapping ?? [] {
      switch entry.key {
      case "choices", "rows": addChoices(entry, of: id, file)
      case "questions": break
      default: facts.merge(FactForm.flat(entry, file)) { first, _ in first }
      }
    }
    if !id.isEmpty {
      add(SurveyPart(kind: .question, id: id, place: FactPlace(node, file), facts: facts))
    }
    // The questions of a group stand beside the others, those of a repeat within it.
    let isRepeat = node["type"]?.text?.trimmed == "repeat"
    for item in node["questions"]?.sequence ?? [] {
      addQuestion(item, file, showIf: showIf, within: isRepeat ? id : within)
    }
  }

  /// `- CODE ID: text` or `- CODE ID: {text: …}`; rows of a grid may have no code.
  private mutating func addChoices(_ list: YAMLEntry, of question: String, _ file: String) {
    for item in list.value.sequence ?? [] {
      guard let entry = item.mapping?.first else { continue }
      let words = entry.key.split(whereSeparator: \.isWhitespace).map(String.init)
      var facts = FactForm.flat(entry.value, file)
      if entry.value.mapping == nil { facts = FactForm.flat(entry, as: "text", file) }
      facts["code"] = Fact(
        text: words.count > 1 ? words[0] : "", place: FactPlace(entry, file))
      add(
        SurveyPart(
          kind: list.key == "rows" ? .row : .choice,
          id: "\(question).\(words.last ?? entry.key)", owner: question,
          place: FactPlace(entry, file), facts: facts))
    }
  }
}
