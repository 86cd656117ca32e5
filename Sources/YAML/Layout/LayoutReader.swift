// From libyaml's events to the tree that is printed: each comment goes to the line it stands on, or to
// what follows it; one that stands as far in as the end of a list or mapping stays there.

/// Reads a file for its layout. The file is one that `YAML.read` has no problem with.
struct LayoutReader {
  private let source: LayoutSource
  private let events: [LibYAMLEvent]
  private var next = 0
  /// Where the last event ended.
  private var place = 0
  private var isOwnLine = true
  private var pending: [LayoutComment] = []
  private var isAfterBlank = false
  /// Comments at the ends of lines, by line.
  private var trailing: [Int: String] = [:]
  private var all: [String] = []
  /// Comments after everything else.
  private(set) var foot: [LayoutComment] = []
  /// Every comment outside of brackets, in alphabetical order.
  var comments: [String] { all.sorted() }

  init(_ source: LayoutSource) throws(LibYAMLError) {
    self.source = source
    var parser = try LibYAMLParser(source.bytes)
    var events: [LibYAMLEvent] = []
    while true {
      let event = try parser.next()
      if case .streamEnd = event.kind { break }
      switch event.kind {
      case .streamStart, .documentStart, .documentEnd: continue
      default: events.append(event)
      }
    }
    self.events = events
  }

  /// The comments of a file outside of brackets, in alphabetical order.
  static func comments(in bytes: [UInt8]) -> [String] {
    guard var reader = try? LayoutReader(LayoutSource(bytes)) else { return [] }
    _ = reader.read()
    return reader.comments
  }

  /// The whole file; nil where a key is none that can be laid out.
  mutating func read() -> LayoutPart? {
    guard let first = events.first else { return nil }
    scan(to: first.start)
    let isBlock = !first.isScalar && !isFlow(first)
    let leading = isBlock ? [] : takePending()
    guard let value = node(parent: -1) else { return nil }
    let line = source.line(of: max(0, place - 1))
    scan(to: source.scalars.count)
    foot = takePending()
    return LayoutPart(
      leading: leading, isAfterBlank: false, key: nil, value: value,
      trailing: isBlock ? nil : trailing[line])
  }

  /// Gathers the comments before a place.
  private mutating func scan(to end: Int) {
    guard place < end else { return }
    let gap = source.gap(place..<end, isOwnLine: isOwnLine, isAfterBlank: isAfterBlank)
    if let comment = gap.trailing {
      trailing[source.line(of: place)] = comment
      all.append(comment)
    }
    pending += gap.comments
    all += gap.comments.map(\.text)
    isAfterBlank = gap.endsBlank
    isOwnLine = isOwnLine || source.line(of: place) != source.line(of: end)
    place = end
  }

  private mutating func takePending() -> [LayoutComment] {
    defer { pending = [] }
    return pending
  }

  private func isFlow(_ event: LibYAMLEvent) -> Bool {
    source.scalars.indices.contains(event.start)
      && (source.scalars[event.start] == "[" || source.scalars[event.start] == "{")
  }

  private mutating func node(parent: Int) -> LayoutNode? {
    guard events.indices.contains(next) else { return nil }
    let event = events[next]
    if case .scalar(let scalar) = event.kind {
      next += 1
      return .scalar(self.scalar(scalar, event, parent: parent))
    }
    if isFlow(event) {
      var flow = LayoutFlowReader(source, events, from: next)
      let read = flow.read()
      (next, place) = (flow.next, flow.end)
      (isOwnLine, isAfterBlank) = (false, false)
      return .flow(read)
    }
    return block(event, parent: parent)
  }

  private mutating func scalar(
    _ scalar: YAMLScalar, _ event: LibYAMLEvent, parent: Int
  ) -> LayoutScalar {
    let lines = source.lines(event.start..<event.end)
    (place, isOwnLine, isAfterBlank) = (event.end, false, false)
    guard scalar.style == .block else {
      return LayoutScalar(lines, isDoubleQuoted: source.scalars[event.start] == "\"")
    }
    isOwnLine = source.column(of: event.end) == 0
    // Of the lines, the last is the beginning of what follows. After `+` empty lines are text.
    let keepsBlank = lines[0].prefix { $0 != "#" }.contains("+")
    isAfterBlank = !keepsBlank && lines.count > 2 && lines[lines.count - 2].trimmedEnd.isEmpty
    return LayoutScalar(block: lines, parent: max(0, parent))
  }

  private mutating func block(_ event: LibYAMLEvent, parent: Int) -> LayoutNode? {
    next += 1
    var isMapping = false
    if case .mappingStart = event.kind { isMapping = true }
    let column = source.column(of: event.start)
    var parts: [LayoutPart] = []
    while events.indices.contains(next) {
      let event = events[next]
      if case .end = event.kind {
        next += 1
        scan(to: event.start)
        let least = max(column, parent + 1)
        let foot = Array(pending.prefix { $0.column >= least })
        pending.removeFirst(foot.count)
        return .block(parts, foot: foot)
      }
      guard let part = part(isMapping, column, isFirst: parts.isEmpty) else { return nil }
      parts.append(part)
    }
    return nil
  }

  private mutating func part(_ isMapping: Bool, _ column: Int, isFirst: Bool) -> LayoutPart? {
    scan(to: events[next].start)
    var leading = takePending()
    var isAfterBlank = isAfterBlank
    // A collection begins without an empty line.
    if isFirst {
      if leading.isEmpty { isAfterBlank = false } else { leading[0].isAfterBlank = false }
    }
    var key: String?
    var keyLine: Int?
    if isMapping {
      let event = events[next]
      guard event.isScalar, events.indices.contains(next + 1) else { return nil }
      key = source.text(event.start..<event.end)
      guard key?.contains("\n") == false else { return nil }
      keyLine = source.line(of: event.start)
      (place, isOwnLine) = (event.end, false)
      self.isAfterBlank = false
      next += 1
      scan(to: events[next].start)
      if events[next].isScalar || isFlow(events[next]) { leading += takePending() }
    }
    guard let value = node(parent: column) else { return nil }
    if value.isBlock {
      return LayoutPart(
        leading: leading, isAfterBlank: isAfterBlank, key: key, value: value,
        trailing: keyLine.flatMap { trailing[$0] })
    }
    let line = source.line(of: place)
    // What follows on the line is only known once it has been looked at.
    scan(to: endOfLine(place))
    if let keyLine, keyLine != line, let comment = trailing[keyLine] {
      leading.append(LayoutComment(text: comment, column: column, isAfterBlank: false))
    }
    return LayoutPart(
      leading: leading, isAfterBlank: isAfterBlank, key: key, value: value,
      trailing: trailing[line])
  }

  /// The end of the line that a value ends on; the place itself where a line begins there.
  private func endOfLine(_ place: Int) -> Int {
    guard !isOwnLine else { return place }
    return source.scalars[place...].firstIndex(of: "\n") ?? place
  }
}

extension LibYAMLEvent {
  var isScalar: Bool {
    if case .scalar = kind { true } else { false }
  }
}
