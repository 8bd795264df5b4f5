import ForgeDiagnostics
import ForgeGraph
import ForgeInterface
import ForgeSpec

/// A feature and an output as a spec writes them, with everything that was reported.
struct EntryReading<Value> {
  let value: Value?
  let diagnostics: [Diagnostic]

  var codes: [DiagnosticCode] { diagnostics.map(\.code) }
  var messages: [String] { diagnostics.map(\.message) }
  var helps: [String?] { diagnostics.map(\.help) }
}

func readFeature(_ entry: String) -> EntryReading<Feature> {
  var sink = DiagnosticSink()
  let spec = readSpec(features: entry, outputs: "{ name: y, type: number }", into: &sink)
  let feature = spec.flatMap { Feature($0.features[0], into: &sink) }
  return EntryReading(value: feature, diagnostics: sink.diagnostics)
}

func readOutput(_ entry: String) -> EntryReading<Output> {
  var sink = DiagnosticSink()
  let spec = readSpec(features: "{ name: x, type: number }", outputs: entry, into: &sink)
  let output = spec.flatMap { Output($0.outputs[0], into: &sink) }
  return EntryReading(value: output, diagnostics: sink.diagnostics)
}

private func readSpec(features: String, outputs: String, into sink: inout DiagnosticSink) -> ModelSpec? {
  let text = """
    protoforge: 1
    model: { name: Probe }
    features: [\(features)]
    layers: [relu]
    outputs: [\(outputs)]

    """
  return readModelSpec(Array(text.utf8), path: "spec.yaml", into: &sink)
}

/// A sound feature.
func feature(_ entry: String) throws -> Feature {
  let reading = readFeature(entry)
  guard let feature = reading.value, reading.diagnostics.isEmpty else { throw Unsound(messages: reading.messages) }
  return feature
}

struct Unsound: Error, CustomStringConvertible {
  let messages: [String]
  var description: String { messages.joined(separator: "; ") }
}

extension Feature {
  /// The columns that the network gets of a value, of all graph inputs one after the other.
  func columns(_ value: FeatureValue) throws -> [Double] { try encode(value).flatMap(\.elements) }

  /// The reason for which a value is refused; nil when it is not.
  func refusal(of value: FeatureValue) -> String? {
    do throws(ValueRefusal) {
      _ = try encode(value)
      return nil
    } catch {
      return error.reason
    }
  }
}

extension Diagnostic {
  var span: SourceSpan? { if case .text(let span) = place { span } else { nil } }
}
