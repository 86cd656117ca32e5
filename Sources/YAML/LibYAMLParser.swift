// The only place that touches libyaml: bytes in, one event after the other out, and every piece of
// C memory freed on every path.

internal import CLibYAML

/// One event of libyaml with its place, counted in code points from the start of the bytes.
struct LibYAMLEvent {
  enum Kind {
    case streamStart, streamEnd, documentStart, documentEnd
    case scalar(YAMLScalar)
    case sequenceStart, mappingStart
    case end
    case alias(name: String)
  }

  let kind: Kind
  let start: Int
  let end: Int
  var anchor: String?
  var tag: String?
}

/// Where and why libyaml gave up, places counted in code points.
struct LibYAMLError: Error {
  let problem: String
  let place: Int
  let context: String
  /// The place where what it was reading began, if it said so.
  let contextPlace: Int?
}

/// A libyaml parser over its own copy of the bytes.
struct LibYAMLParser: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let input: UnsafeMutableBufferPointer<UInt8>

  /// A parser over UTF-8 bytes; throws only if there is no memory for it.
  init(_ bytes: [UInt8]) throws(LibYAMLError) {
    parser = .allocate(capacity: 1)
    input = .allocate(capacity: bytes.count)
    _ = input.initialize(from: bytes)
    guard yaml_parser_initialize(parser) == 1 else {
      parser.initialize(to: yaml_parser_t())
      throw LibYAMLError(problem: "out of memory", place: 0, context: "", contextPlace: nil)
    }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, input.baseAddress, input.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    input.deallocate()
  }

  /// The next event; after the end of the stream there is none to ask for.
  mutating func next() throws(LibYAMLError) -> LibYAMLEvent {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw error() }
    defer { yaml_event_delete(&event) }
    var result = LibYAMLEvent(
      kind: kind(of: event), start: event.start_mark.index, end: event.end_mark.index)
    switch event.type {
    case YAML_SCALAR_EVENT:
      result.anchor = text(event.data.scalar.anchor)
      result.tag = text(event.data.scalar.tag)
    case YAML_SEQUENCE_START_EVENT:
      result.anchor = text(event.data.sequence_start.anchor)
      result.tag = text(event.data.sequence_start.tag)
    case YAML_MAPPING_START_EVENT:
      result.anchor = text(event.data.mapping_start.anchor)
      result.tag = text(event.data.mapping_start.tag)
    default: break
    }
    return result
  }

  private func kind(of event: yaml_event_t) -> LibYAMLEvent.Kind {
    switch event.type {
    case YAML_STREAM_START_EVENT: .streamStart
    case YAML_DOCUMENT_START_EVENT: .documentStart
    case YAML_DOCUMENT_END_EVENT: .documentEnd
    case YAML_SCALAR_EVENT: .scalar(scalar(of: event))
    case YAML_SEQUENCE_START_EVENT: .sequenceStart
    case YAML_MAPPING_START_EVENT: .mappingStart
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: .end
    case YAML_ALIAS_EVENT: .alias(name: text(event.data.alias.anchor) ?? "")
    default: .streamEnd
    }
  }

  private func scalar(of event: yaml_event_t) -> YAMLScalar {
    let scalar = event.data.scalar
    let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
    let style: YAMLScalar.Style =
      switch scalar.style {
      case YAML_PLAIN_SCALAR_STYLE: .plain
      case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .block
      default: .quoted
      }
    return YAMLScalar(text: String(decoding: bytes, as: UTF8.self), style: style)
  }

  private func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    pointer.map { String(cString: $0) }
  }

  private func error() -> LibYAMLError {
    let state = parser.pointee
    return LibYAMLError(
      problem: state.problem.map { String(cString: $0) } ?? "out of memory",
      place: state.problem_mark.index,
      context: state.context.map { String(cString: $0) } ?? "",
      contextPlace: state.context.map { _ in state.context_mark.index })
  }
}
