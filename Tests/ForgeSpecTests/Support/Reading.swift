import ForgeDiagnostics
import ForgeSpec

/// A text read as YAML, with everything that was reported.
struct YAMLReading {
  let node: YAMLNode?
  let diagnostics: [Diagnostic]

  init(_ text: String, limits: YAMLLimits = .standard) { self.init(Array(text.utf8), limits: limits) }

  init(_ bytes: [UInt8], limits: YAMLLimits = .standard) {
    var sink = DiagnosticSink()
    node = readYAMLDocument(bytes, path: "spec.yaml", limits: limits, into: &sink)
    diagnostics = sink.diagnostics
  }

  var codes: [DiagnosticCode] { diagnostics.map(\.code) }

  /// The document in one line: `{a: 1, b: [x, "y"]}`; text in quotes stood in quotes.
  var sketch: String? { node.map(YAMLReading.sketch(of:)) }

  static func sketch(of node: YAMLNode) -> String {
    switch node.content {
    case .scalar(let text, let isPlain): isPlain ? text : "\"\(text)\""
    case .sequence(let items): "[\(items.map(sketch(of:)).joined(separator: ", "))]"
    case .mapping(let pairs): "{\(pairs.map { "\($0.key): \(sketch(of: $0.value))" }.joined(separator: ", "))}"
    }
  }
}

/// What stands under the key `k` of a one-line mapping, read as a type.
struct ValueReading<Value: Sendable> {
  let value: Value?
  let diagnostics: [Diagnostic]

  init(_ yaml: String, as type: ValueType<Value>) {
    let document = YAMLReading("k: \(yaml)\n")
    var sink = DiagnosticSink()
    document.diagnostics.forEach { sink.report($0) }
    if case .mapping(let pairs)? = document.node?.content, let pair = pairs.first {
      value = type.read(pair.value, as: "'k'", into: &sink)
    } else {
      value = nil
    }
    diagnostics = sink.diagnostics
  }

  var codes: [DiagnosticCode] { diagnostics.map(\.code) }
  var messages: [String] { diagnostics.map(\.message) }
  var helps: [String?] { diagnostics.map(\.help) }
}

extension Diagnostic {
  var span: SourceSpan? { if case .text(let span) = place { span } else { nil } }
}

extension Place {
  var start: TextPosition? { if case .text(let span) = self { span.start } else { nil } }
}
