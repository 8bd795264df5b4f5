import CLibYAML
import ForgeDiagnostics

/// The wall around libyaml: a stream of events over bytes in memory. Nothing of libyaml is seen outside this file.
///
/// Marks are counted from 0 in Unicode scalars by libyaml, and from 1 here.
final class YAMLEventStream {
  enum Event {
    case streamStart, streamEnd, documentStart, documentEnd
    case scalar(String, isPlain: Bool, hasTag: Bool, anchor: String?)
    case alias(String)
    case sequenceStart(hasTag: Bool, anchor: String?)
    case sequenceEnd
    case mappingStart(hasTag: Bool, anchor: String?)
    case mappingEnd
  }

  /// What libyaml objects to: its words, the place, and the place where the construct began.
  struct Failure: Error {
    var problem: String
    var position: TextPosition?
    var byteOffset: Int
    var context: (text: String, position: TextPosition)?
  }

  private var parser = yaml_parser_t()
  private let bytes: UnsafeMutableBufferPointer<UInt8>

  init(_ input: some Collection<UInt8>) {
    bytes = .allocate(capacity: max(1, input.count))
    _ = bytes.initialize(from: input)
    precondition(yaml_parser_initialize(&parser) == 1, "libyaml found no memory")
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(&parser, bytes.baseAddress, input.count)
  }

  deinit {
    yaml_parser_delete(&parser)
    bytes.deallocate()
  }

  /// The next event and the stretch of text that it covers.
  func next() throws(Failure) -> (event: Event, start: TextPosition, end: TextPosition) {
    var raw = yaml_event_t()
    guard yaml_parser_parse(&parser, &raw) == 1 else { throw failure() }
    defer { yaml_event_delete(&raw) }
    return (Self.event(from: raw), Self.position(raw.start_mark), Self.position(raw.end_mark))
  }

  private func failure() -> Failure {
    let problem = parser.problem.map { String(cString: $0) } ?? "unreadable YAML"
    let isReaderError = parser.error == YAML_READER_ERROR
    let context = parser.context.map { (String(cString: $0), Self.position(parser.context_mark)) }
    return Failure(
      problem: problem,
      position: isReaderError ? nil : Self.position(parser.problem_mark),
      byteOffset: Int(parser.problem_offset),
      context: context
    )
  }

  private static func position(_ mark: yaml_mark_t) -> TextPosition {
    TextPosition(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
  }

  private static func event(from raw: yaml_event_t) -> Event {
    switch raw.type {
    case YAML_STREAM_START_EVENT: return .streamStart
    case YAML_DOCUMENT_START_EVENT: return .documentStart
    case YAML_DOCUMENT_END_EVENT: return .documentEnd
    case YAML_ALIAS_EVENT: return .alias(text(raw.data.alias.anchor) ?? "")
    case YAML_SCALAR_EVENT:
      let scalar = raw.data.scalar
      let value = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
      return .scalar(
        value,
        isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE,
        hasTag: scalar.tag != nil,
        anchor: text(scalar.anchor)
      )
    case YAML_SEQUENCE_START_EVENT:
      let start = raw.data.sequence_start
      return .sequenceStart(hasTag: start.tag != nil, anchor: text(start.anchor))
    case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
    case YAML_MAPPING_START_EVENT:
      let start = raw.data.mapping_start
      return .mappingStart(hasTag: start.tag != nil, anchor: text(start.anchor))
    case YAML_MAPPING_END_EVENT: return .mappingEnd
    default: return .streamEnd
    }
  }

  private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    pointer.map { String(cString: $0) }
  }
}
