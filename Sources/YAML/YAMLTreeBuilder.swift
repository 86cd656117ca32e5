// One reading of a file: events become nodes, and what YAML allows but survey files do not is noted
// with its place.

struct YAMLTreeBuilder {
  private(set) var problems: [YAMLProblem] = []
  /// Where the last text in quotes that spans lines began and ended, in code points: often a
  /// forgotten closing quote.
  private(set) var quotedAcrossLines: (start: Int, end: Int)?
  private var source: YAMLSource
  private var open: [Collection] = []
  private var root: YAMLNode?

  /// A list or mapping whose end has not come yet.
  private struct Collection {
    let position: YAML.Position
    let isMapping: Bool
    var items: [YAMLNode] = []
    var entries: [YAMLEntry] = []
    var firstPlaces: [String: YAML.Position] = [:]
    var key = PendingKey.none
  }

  private enum PendingKey {
    case none
    case refused
    case text(String, YAML.Position)
  }

  init(_ source: YAMLSource) { self.source = source }

  /// Reads to the end of the first document; nil if there is no tree to give.
  mutating func build() throws(LibYAMLError) -> YAMLNode? {
    var parser = try LibYAMLParser(source.bytes)
    var documents = 0
    while problems.count <= YAML.mostProblems {
      let event = try parser.next()
      switch event.kind {
      case .streamStart, .documentEnd: break
      case .streamEnd: return finished()
      case .documentStart:
        documents += 1
        if documents > 1 {
          problems.append(.secondDocument(at: source.position(ofScalar: event.start)))
          return finished()
        }
      case .sequenceStart, .mappingStart:
        guard begin(event) else { return nil }
      case .end: end()
      case .scalar(let scalar): add(scalar, event)
      case .alias(let name):
        let position = source.position(ofScalar: event.start)
        problems.append(.alias(name, at: position))
        add(YAMLNode(.scalar(YAMLScalar(text: "*" + name, style: .plain)), at: position))
      }
    }
    return nil
  }

  private mutating func finished() -> YAMLNode? {
    if let root, !root.isAbsent { return root }
    problems.append(
      YAMLProblem(
        .empty, at: YAML.Position(line: 1, column: 1), "Nothing stands in the file.",
        "Check that the right file was saved."))
    return nil
  }

  /// Opens a list or mapping; answers false where it would be nested too deeply.
  private mutating func begin(_ event: LibYAMLEvent) -> Bool {
    let position = source.position(ofScalar: event.start)
    reportProperties(of: event, at: position)
    guard open.count < YAML.deepestNesting else {
      problems.append(
        YAMLProblem(
          .tooDeep, at: position,
          "More than \(YAML.deepestNesting) lists and mappings stand inside one another.",
          "Check for brackets that are never closed."))
      return false
    }
    var isMapping = false
    if case .mappingStart = event.kind { isMapping = true }
    open.append(Collection(position: position, isMapping: isMapping))
    return true
  }

  private mutating func end() {
    guard let last = open.popLast() else { return }
    add(
      YAMLNode(last.isMapping ? .mapping(last.entries) : .sequence(last.items), at: last.position))
  }

  private mutating func reportProperties(of event: LibYAMLEvent, at position: YAML.Position) {
    if let anchor = event.anchor { problems.append(.anchor(anchor, at: position)) }
    if event.tag != nil { problems.append(.tag(at: position)) }
  }

  private mutating func add(_ scalar: YAMLScalar, _ event: LibYAMLEvent) {
    let position = source.position(ofScalar: event.start)
    reportProperties(of: event, at: position)
    switch scalar.style {
    case .plain: reportCutText(after: event, isEmpty: scalar.text.isEmpty)
    case .quoted:
      // Escapes such as \0 reach characters that the file itself does not hold.
      if let refused = scalar.text.unicodeScalars.first(where: YAMLCharacters.isRefused) {
        problems.append(YAMLCharacters.problem(of: refused, at: position))
      }
      if source.lineIndex(ofScalar: event.start) != source.lineIndex(ofScalar: event.end) {
        quotedAcrossLines = (event.start, event.end)
      }
    case .block: break
    }
    add(YAMLNode(.scalar(scalar), at: position))
  }

  /// Reports `flat #2`: YAML takes ` #2` for a comment and the text silently ends before it. A
  /// comment after a text is told from it by the space after its #.
  private mutating func reportCutText(after event: LibYAMLEvent, isEmpty: Bool) {
    guard !isEmpty, let sign = source.commentWithoutSpace(afterScalar: event.end) else { return }
    problems.append(
      .quotes(
        at: source.position(ofScalar: sign),
        "The text ends before this #: what follows is a comment.",
        "Put the text in quotes if # belongs to it; if this is a comment, write a space after #."))
  }

  /// Puts a complete node where it belongs: at the root, in a list, or in a mapping as key or value.
  private mutating func add(_ node: YAMLNode) {
    guard var parent = open.popLast() else {
      root = node
      return
    }
    defer { open.append(parent) }
    guard parent.isMapping else {
      parent.items.append(node)
      return
    }
    switch parent.key {
    case .none: parent.key = key(from: node, in: &parent)
    case .refused: parent.key = .none
    case .text(let key, let position):
      parent.entries.append(YAMLEntry(key: key, keyPosition: position, value: node))
      parent.key = .none
    }
  }

  private mutating func key(from node: YAMLNode, in mapping: inout Collection) -> PendingKey {
    guard let scalar = node.scalar, !scalar.text.isEmpty else {
      problems.append(.keyNotText(at: node.position))
      return .refused
    }
    if let problem = YAMLCharacters.problem(ofKey: scalar.text, at: node.position) {
      problems.append(problem)
    }
    if let first = mapping.firstPlaces[scalar.text] {
      problems.append(.duplicate(scalar.text, at: node.position, first: first))
      return .refused
    }
    mapping.firstPlaces[scalar.text] = node.position
    return .text(scalar.text, node.position)
  }
}

extension YAMLSource {
  /// The code point of a # that follows white space and is itself followed by a letter or digit.
  mutating func commentWithoutSpace(afterScalar end: Int) -> Int? {
    let rest = restOfLine(fromScalar: end)
    let spaces = rest.prefix { $0 == 0x20 || $0 == 0x09 }.count
    let comment = rest.dropFirst(spaces)
    guard spaces > 0, comment.first == UInt8(ascii: "#"), let next = comment.dropFirst().first
    else {
      return nil
    }
    let isLetter = next >= 0x80 || (next | 0x20 >= 0x61 && next | 0x20 <= 0x7A)
    return isLetter || (next >= 0x30 && next <= 0x39) ? end + spaces : nil
  }
}
