import ForgeDiagnostics
import ForgeGraph
import ForgeInterface
import ForgeModel
import ForgeSpec
import ForgeTensors

/// A tensor for a weights or golden file.
struct Numbers: Sendable {
  let name: String
  let shape: [Int]
  let floats: [Float]

  init(_ name: String, _ shape: [Int], _ floats: [Float]? = nil) {
    self.name = name
    self.shape = shape
    self.floats = floats ?? (0..<shape.reduce(1, *)).map { Float($0 + 1) / 8 }
  }

  func entry() throws -> TensorEntry { try TensorEntry(name: name, shape: shape, floats: floats) }
}

/// A file of tensors, as it would come from disk.
func tensorFile(_ entries: [TensorEntry]) throws -> TensorFile {
  try TensorFile(reading: MappedBytes(SafetensorsWriter.bytes(of: entries)), format: .safetensors, name: "w")
}

/// A spec put together with its weights, with everything that was reported.
struct ModelReading {
  let model: Model?
  let diagnostics: [Diagnostic]

  init(_ spec: String, weights: [Numbers]? = nil) throws {
    var sink = DiagnosticSink()
    let file = try weights.map { try tensorFile($0.map { try $0.entry() }) }
    model = readModelSpec(Array(spec.utf8), path: "spec.yaml", into: &sink).flatMap {
      buildModel($0, weights: file, into: &sink)
    }
    diagnostics = sink.diagnostics
  }

  var codes: [DiagnosticCode] { diagnostics.map(\.code) }
  var messages: [String] { diagnostics.map(\.message) }
  var helps: [String?] { diagnostics.map(\.help) }
}

/// A model that is sound, warnings aside.
func soundModel(_ spec: String, weights: [Numbers]? = nil) throws -> Model {
  let reading = try ModelReading(spec, weights: weights)
  guard let model = reading.model else { throw Unsound(messages: reading.messages) }
  return model
}

struct Unsound: Error, CustomStringConvertible {
  let messages: [String]
  var description: String { messages.joined(separator: "; ") }
}

/// The features and outputs of a spec, each an entry in braces.
struct Interface {
  let features: [Feature]
  let outputs: [Output]

  init(features: [String], outputs: [String]) throws {
    var sink = DiagnosticSink()
    let text = """
      protoforge: 1
      model: { name: Probe }
      features: [\(features.joined(separator: ", "))]
      layers: [relu]
      outputs: [\(outputs.joined(separator: ", "))]

      """
    let spec = readModelSpec(Array(text.utf8), path: "spec.yaml", into: &sink)
    self.features = spec?.features.compactMap { Feature($0, into: &sink) } ?? []
    self.outputs = spec?.outputs.compactMap { Output($0, into: &sink) } ?? []
    guard sink.diagnostics.isEmpty else { throw Unsound(messages: sink.diagnostics.map(\.message)) }
  }
}

/// Where `golden:` stands in the spec of a golden file's test.
let goldenSpan = SourceSpan(
  path: "spec.yaml",
  start: TextPosition(line: 9, column: 9),
  end: TextPosition(line: 9, column: 15)
)

extension Diagnostic {
  var span: SourceSpan? { if case .text(let span) = place { span } else { nil } }
}
