// Lists and mappings in brackets: put on one line where nothing stands against it.

/// Reads one collection in brackets from its events.
struct LayoutFlowReader {
  private let source: LayoutSource
  private let events: [LibYAMLEvent]
  private let start: Int
  /// The event after the collection.
  private(set) var next: Int
  /// The place after its closing bracket.
  private(set) var end = 0
  /// A comment, or a text over several lines, stands in it.
  private var isVerbatim = false

  init(_ source: LayoutSource, _ events: [LibYAMLEvent], from next: Int) {
    (self.source, self.events, self.next) = (source, events, next)
    (start, end) = (events[next].start, events[next].start)
  }

  mutating func read() -> LayoutFlow {
    let first = events[next]
    let parts = collection()
    let lines = source.lines(start..<end)
    guard !isVerbatim else {
      return .lines(lines.enumerated().map { $0 == 0 ? $1.trimmedEnd : $1.trimmedStart.trimmedEnd })
    }
    let isList = source.scalars[first.start] == "["
    return .parts(
      open: isList ? "[" : "{", parts, close: isList ? "]" : "}", wasOneLine: lines.count == 1)
  }

  private mutating func step() -> LibYAMLEvent {
    let event = events[next]
    if end < event.start, source.scalars[end..<event.start].contains("#") { isVerbatim = true }
    end = max(end, event.end)
    next += 1
    return event
  }

  /// The items of the collection whose start comes next, to behind its end.
  private mutating func collection() -> [String] {
    let opening = step()
    var isMapping = false
    if case .mappingStart = opening.kind { isMapping = true }
    // Only the bracket itself: a pair without braces begins with its key.
    if isBracket(opening.start) { end = opening.start + 1 } else { end = opening.start }
    var parts: [String] = []
    while events.indices.contains(next) {
      if case .end = events[next].kind {
        _ = step()
        break
      }
      let first = value()
      guard isMapping else {
        parts.append(first)
        continue
      }
      let second = value()
      parts.append(second.isEmpty ? first : "\(first): \(second)")
    }
    return parts
  }

  private func isBracket(_ place: Int) -> Bool {
    source.scalars[place] == "[" || source.scalars[place] == "{"
  }

  private mutating func value() -> String {
    let event = events[next]
    guard !event.isScalar else {
      _ = step()
      let text = source.text(event.start..<event.end)
      if text.contains("\n") { isVerbatim = true }
      return text
    }
    let parts = collection()
    let joined = parts.joined(separator: ", ")
    guard isBracket(event.start) else { return joined }
    return source.scalars[event.start] == "[" ? "[\(joined)]" : "{\(joined)}"
  }
}
