import ForgeDiagnostics
import ForgeJSON

/// How large a spec may be. Flags raise these, specs cannot.
package struct YAMLLimits: Sendable {
  package var bytes = 16 << 20
  package var depth = 64

  package init() {}
  package static let standard = YAMLLimits()
}

/// Reads one YAML document into a tree with places.
///
/// libyaml 0.2.5 delivers duplicate keys, several documents, tags, merges and aliases without complaint and nests without a
/// limit; each is refused here. Every duplicate key is reported; a mistake of syntax ends the reading.
package func readYAMLDocument(
  _ bytes: [UInt8],
  path: String,
  limits: YAMLLimits = .standard,
  into sink: inout DiagnosticSink
) -> YAMLNode? {
  guard bytes.count <= limits.bytes else {
    sink.error(
      .fileTooLarge,
      "the spec has \(bytes.count) bytes, but at most \(limits.bytes) are read",
      at: .file(path: path)
    )
    return nil
  }
  // Told the encoding, libyaml takes a byte-order mark for a column of the first line.
  let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
  var builder = YAMLTreeBuilder(stream: YAMLEventStream(bytes), path: path, maximumDepth: limits.depth)
  do {
    let node = try builder.document()
    builder.findings.forEach { sink.report($0) }
    return node
  } catch {
    builder.findings.forEach { sink.report($0) }
    sink.report(error.diagnostic(path: path, bytes: bytes))
    return nil
  }
}

/// Why the tree could not be built.
private enum YAMLFailure: Error {
  case syntax(YAMLEventStream.Failure)
  case finding(Diagnostic)

  func diagnostic(path: String, bytes: [UInt8]) -> Diagnostic {
    switch self {
    case .finding(let diagnostic): return diagnostic
    case .syntax(let failure):
      let position = failure.position ?? Self.position(ofByte: failure.byteOffset, in: bytes)
      let isTextError = failure.position == nil
      let notes = failure.context.map { context in
        [Diagnostic.Note(context.text, at: .text(Self.span(path, context.position)))]
      }
      let startsWithTab = Self.character(at: position, in: bytes) == UInt8(ascii: "\t")
      return Diagnostic(
        .error,
        isTextError ? .invalidText : .malformedYAML,
        failure.problem,
        at: .text(Self.span(path, position)),
        notes: notes ?? [],
        help: startsWithTab ? "YAML is indented with spaces; this is a tab" : nil
      )
    }
  }

  private static func span(_ path: String, _ position: TextPosition) -> SourceSpan {
    SourceSpan(path: path, start: position, end: TextPosition(line: position.line, column: position.column + 1))
  }

  /// Line and column of a byte: libyaml gives only the byte for text that is not UTF-8.
  private static func position(ofByte offset: Int, in bytes: [UInt8]) -> TextPosition {
    let lines = lineStarts(in: bytes.prefix(max(0, offset)))
    let column = bytes[(lines.last ?? 0)..<max(0, offset)].count { $0 & 0xC0 != 0x80 } + 1
    return TextPosition(line: lines.count, column: column)
  }

  private static func character(at position: TextPosition, in bytes: [UInt8]) -> UInt8? {
    let lines = lineStarts(in: bytes[...])
    guard lines.indices.contains(position.line - 1) else { return nil }
    let offset = lines[position.line - 1] + position.column - 1
    return offset < bytes.count ? bytes[offset] : nil
  }

  /// Where lines start: behind line feeds, carriage returns, or both.
  private static func lineStarts(in bytes: ArraySlice<UInt8>) -> [Int] {
    let ends = bytes.indices.filter { index in
      switch bytes[index] {
      case UInt8(ascii: "\n"): true
      case UInt8(ascii: "\r"): index + 1 == bytes.endIndex || bytes[index + 1] != UInt8(ascii: "\n")
      default: false
      }
    }
    return [0] + ends.map { $0 + 1 }
  }
}

/// Builds the tree by recursive descent over the events; the depth is bounded.
private struct YAMLTreeBuilder {
  typealias Located = (event: YAMLEventStream.Event, start: TextPosition, end: TextPosition)

  let stream: YAMLEventStream
  let path: String
  let maximumDepth: Int
  var findings: [Diagnostic] = []

  init(stream: YAMLEventStream, path: String, maximumDepth: Int) {
    self.stream = stream
    self.path = path
    self.maximumDepth = maximumDepth
  }

  mutating func document() throws(YAMLFailure) -> YAMLNode {
    _ = try next()  // stream start
    guard case .documentStart = try next().event else {
      throw .finding(
        Diagnostic(
          .error,
          .emptyDocument,
          "the spec is empty",
          at: .file(path: path),
          help: "'protoforge init' writes one to start from"
        )
      )
    }
    let root = try node(try next(), depth: 1)
    _ = try next()  // document end
    let after = try next()
    if case .documentStart = after.event {
      throw .finding(
        Diagnostic(
          .error,
          .severalDocuments,
          "a second document starts here, but a spec is one document",
          at: .text(span(after)),
          help: "give each model a file of its own"
        )
      )
    }
    return root
  }

  private mutating func node(_ located: Located, depth: Int) throws(YAMLFailure) -> YAMLNode {
    guard depth <= maximumDepth else {
      throw .finding(
        Diagnostic(.error, .nestingTooDeep, "nested deeper than \(maximumDepth) levels", at: .text(span(located)))
      )
    }
    switch located.event {
    case .scalar(let text, let isPlain, let hasTag, let anchor):
      refuse(tag: hasTag, anchor: anchor, at: located)
      return YAMLNode(.scalar(text, isPlain: isPlain), span: span(located))
    case .sequenceStart(let hasTag, let anchor):
      refuse(tag: hasTag, anchor: anchor, at: located)
      return try sequence(from: located, depth: depth)
    case .mappingStart(let hasTag, let anchor):
      refuse(tag: hasTag, anchor: anchor, at: located)
      return try mapping(from: located, depth: depth)
    case .alias(let name):
      throw .finding(
        Diagnostic(
          .error,
          .aliasOrAnchor,
          "alias \("*\(name)".quotedForMessage): aliases are not part of the spec language",
          at: .text(span(located)),
          help: "write the value out where it is used"
        )
      )
    default:
      preconditionFailure("libyaml gave an event that cannot start a node")
    }
  }

  private mutating func sequence(from start: Located, depth: Int) throws(YAMLFailure) -> YAMLNode {
    var items: [YAMLNode] = []
    while true {
      let item = try next()
      if case .sequenceEnd = item.event { return YAMLNode(.sequence(items), span: span(start, to: item)) }
      items.append(try node(item, depth: depth + 1))
    }
  }

  private mutating func mapping(from start: Located, depth: Int) throws(YAMLFailure) -> YAMLNode {
    var pairs: [YAMLPair] = []
    var seen: [ExactText: SourceSpan] = [:]
    while true {
      let keyEvent = try next()
      if case .mappingEnd = keyEvent.event { return YAMLNode(.mapping(pairs), span: span(start, to: keyEvent)) }
      let keyNode = try node(keyEvent, depth: depth + 1)
      let value = try node(try next(), depth: depth + 1)
      guard let key = keyNode.text else {
        findings.append(
          Diagnostic(.error, .wrongType, "a key must be text, not \(keyNode.kindDescription)", at: .text(keyNode.span))
        )
        continue
      }
      if let first = seen[ExactText(key)] {
        findings.append(
          Diagnostic(
            .error,
            .duplicateKey,
            "\(key.quotedForMessage) stands twice in this mapping",
            at: .text(keyNode.span),
            notes: [.init("first here", at: .text(first))]
          )
        )
        continue
      }
      seen[ExactText(key)] = keyNode.span
      pairs.append(YAMLPair(key: key, keySpan: keyNode.span, value: value))
    }
  }

  private mutating func refuse(tag hasTag: Bool, anchor: String?, at located: Located) {
    if hasTag {
      findings.append(
        Diagnostic(
          .error,
          .tag,
          "tags ('!…') are not part of the spec language",
          at: .text(span(located)),
          help: "remove the tag: the key decides the type"
        )
      )
    }
    if let anchor {
      findings.append(
        Diagnostic(
          .error,
          .aliasOrAnchor,
          "anchor \("&\(anchor)".quotedForMessage): anchors and aliases are not part of the spec language",
          at: .text(span(located)),
          help: "write the value out where it is used"
        )
      )
    }
  }

  private func next() throws(YAMLFailure) -> Located {
    do { return try stream.next() } catch { throw .syntax(error) }
  }

  private func span(_ located: Located) -> SourceSpan {
    SourceSpan(path: path, start: located.start, end: located.end)
  }

  private func span(_ start: Located, to end: Located) -> SourceSpan {
    SourceSpan(path: path, start: start.start, end: end.end)
  }
}
