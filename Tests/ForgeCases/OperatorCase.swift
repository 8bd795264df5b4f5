import ForgeDiagnostics
import ForgeGraph
import ForgeJSON
import ForgeModel
import ForgeOperators
import ForgeSpec
import ForgeTensors
import Foundation

/// A case of the operator suite: layers, weights, inputs, and what PyTorch, Keras or NumPy gave. `Tests/OperatorCases/README.md`
/// describes the files.
package struct OperatorCase: Sendable, CustomStringConvertible {
  package struct Feature: Sendable {
    package let name: String
    /// Sizes as YAML writes them: numbers and names.
    package let shape: [String]
    package let dtype: String
    /// The recorded inputs, rows on the first axis.
    package let recording: TensorEntry
  }

  package let group: String
  package let name: String
  package let layout: String
  package let features: [Feature]
  package let layers: [String]
  package let tolerance: Tolerance
  package let weights: [TensorEntry]
  package let output: TensorEntry

  package var description: String { name }

  package var rowCount: Int { output.shape.first ?? 0 }

  /// The case as a spec file.
  package var spec: String {
    let features = features.map {
      "  - { name: \($0.name), type: tensor, shape: [\($0.shape.joined(separator: ", "))], dtype: \($0.dtype) }"
    }
    let lines =
      ["protoforge: 1", "model: { name: Case }", "features:"] + features + ["layers:"] + layers.map { "  \($0)" }
      + ["outputs:", "  - { name: output, type: tensor }", "weights: { file: weights.safetensors, layout: \(layout) }"]
    return lines.joined(separator: "\n") + "\n"
  }

  /// The case as a model.
  package func model() throws -> Model {
    var sink = DiagnosticSink()
    let file = try TensorFile(reading: MappedBytes(weightsFile()), format: .safetensors, name: "weights")
    guard let spec = readModelSpec(Array(spec.utf8), path: name, into: &sink),
      let model = buildModel(spec, weights: file, into: &sink)
    else { throw CaseFault(diagnostics: sink.diagnostics) }
    return model
  }

  private func weightsFile() throws -> [UInt8] {
    try SafetensorsWriter.bytes(
      of: weights.map {
        try TensorEntry(
          name: weightName($0),
          elementType: $0.elementType,
          shape: $0.shape,
          bytes: $0.withUnsafeBytes { Array($0) }
        )
      }
    )
  }

  private func weightName(_ entry: TensorEntry) -> String {
    String(entry.name.dropFirst("\(name):weights:".count))
  }

  /// The inputs of a row.
  package func inputs(row: Int) -> [ReferenceTensor] {
    features.map { feature in
      let shape = Array(feature.recording.shape.dropFirst())
      let count = shape.reduce(1, *)
      return ReferenceTensor(shape: shape, elements: Array(feature.recording.doubles()[row * count..<(row + 1) * count]))
    }
  }

  /// What the framework gave for a row.
  package func expected(row: Int) -> [Double] {
    let count = output.shape.dropFirst().reduce(1, *)
    return Array(output.doubles()[row * count..<(row + 1) * count])
  }
}

/// Why a case is no sound model.
package struct CaseFault: Error, CustomStringConvertible {
  package let diagnostics: [Diagnostic]

  package var description: String { diagnostics.map { "\($0.code.rawValue) \($0.message)" }.joined(separator: "; ") }
}

extension OperatorCase {
  /// Every case of the suite, by group and name.
  package static func all(in folder: URL) throws -> [OperatorCase] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }.sorted()
    return try names.flatMap { name in
      let group = String(name.dropLast(".json".count))
      let document = try JSONValue(parsing: Array(Data(contentsOf: folder.appending(path: name))))
      let numbers = try TensorFile(
        reading: MappedBytes(Array(Data(contentsOf: folder.appending(path: "\(group).safetensors")))),
        format: .safetensors,
        name: group
      )
      guard case .array(let cases) = document["cases"] else { return [OperatorCase]() }
      return try cases.map { try OperatorCase($0, group: group, numbers) }
    }
  }

  /// The folder of the suite in this repository.
  package static var folder: URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "OperatorCases")
  }

  private init(_ value: JSONValue, group: String, _ numbers: TensorFile) throws {
    let name = value["name"].text
    self.group = group
    self.name = name
    layout = value["layout"].text
    layers = value["layers"].list.map(\.text)
    tolerance = Tolerance(
      absolute: value["tolerance"]?["absolute"].number ?? 0,
      relative: value["tolerance"]?["relative"].number ?? 0
    )
    features = try value["features"].list.map { feature in
      Feature(
        name: feature["name"].text,
        shape: feature["shape"].list.map(\.text),
        dtype: feature["dtype"].text,
        recording: try Self.entry("\(name):input:\(feature["name"].text)", numbers)
      )
    }
    weights = numbers.entries.filter { $0.name.hasPrefix("\(name):weights:") }
    output = try Self.entry("\(name):output", numbers)
  }

  private static func entry(_ name: String, _ numbers: TensorFile) throws -> TensorEntry {
    guard let entry = numbers[name] else { throw MissingTensor(name: name) }
    return entry
  }
}

private struct MissingTensor: Error {
  let name: String
}

extension JSONValue? {
  fileprivate var text: String { self?.text ?? "" }
  fileprivate var number: Double? { self?.number }
  fileprivate var list: [JSONValue] { if case .array(let values)? = self { values } else { [] } }
}

extension JSONValue {
  fileprivate var text: String {
    switch self {
    case .string(let text): text
    case .integer(let number): "\(number)"
    default: ""
    }
  }

  fileprivate var number: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .number(let number): number
    default: nil
    }
  }
}
