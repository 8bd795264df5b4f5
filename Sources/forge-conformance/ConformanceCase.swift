import CompiledCases
import ForgeDiagnostics
import ForgeGraph
import ForgeImport
import ForgeModel
import ForgeSpec
import ForgeTensors
import Foundation

/// A case of the ONNX standard: a model with what goes in and what must come out.
struct ConformanceCase {
  /// `node/test_abs`.
  let name: String
  let model: ONNXModel
  /// The inputs that are no initialisers, with their values; and the outputs.
  let inputs: [(name: String, value: TensorEntry)]
  let outputs: [TensorEntry]

  init(_ folder: URL, name: String) throws {
    self.name = name
    do {
      model = try ONNXModel(reading: MappedBytes(Array(Data(contentsOf: folder.appending(path: "model.onnx")))))
    } catch {
      throw Failure(.reading, "\(error)")
    }
    let initialised = Set(model.graph.initializers.map(\.name))
    let set = folder.appending(path: "test_data_set_0")
    inputs = try model.graph.inputs.filter { !initialised.contains($0.name) }.enumerated().map { index, input in
      try Self.check(input, "input")
      return (input.name, try Self.tensor(set.appending(path: "input_\(index).pb"), name: input.name))
    }
    outputs = try model.graph.outputs.enumerated().map { index, output in
      try Self.check(output, "output")
      return try Self.tensor(set.appending(path: "output_\(index).pb"), name: output.name)
    }
  }

  private static func check(_ value: ONNXValue, _ what: String) throws {
    switch value.type {
    case .other(let kind): throw Failure(.importing, "an \(what) is a \(kind), only tensors are supported")
    case .unknown: throw Failure(.importing, "an \(what) has no type")
    case .tensor(let type, _):
      switch type {
      case 1, 6, 7, 9: return
      default:
        throw Failure(
          .importing,
          "an \(what) holds \(ONNXElementType.name(type)), only float, int32, int64 and bool are supported"
        )
      }
    }
  }

  private static func tensor(_ file: URL, name: String) throws -> TensorEntry {
    do {
      return try TensorEntry(onnxTensor: MappedBytes(Array(Data(contentsOf: file))), name: name)
    } catch {
      throw Failure(.reading, "\(file.lastPathComponent): \(error)")
    }
  }
}

/// Why a case does not pass, and how far it came.
struct Failure: Error {
  enum Stage: String { case reading, importing, building, reference }

  let stage: Stage
  let reason: String

  init(_ stage: Stage, _ reason: String) {
    self.stage = stage
    self.reason = reason
  }
}

extension ConformanceCase {
  /// The case as a model, and the inputs that are held at their values.
  ///
  /// The standard's cases give shapes, axes and weights as inputs, which a generated module has as constants. So as few inputs as
  /// possible are held: none, then short lists of whole numbers, then all whole numbers and truth values, then all but the first.
  func compiled(tolerance: Tolerance) throws -> (case: CompiledCase, held: [String]) {
    var seen: [Set<String>] = []
    var failure = Failure(.importing, "it has no inputs")
    for held in holdings where !seen.contains(held) {
      seen.append(held)
      do {
        let compiled = try compiled(holding: held, tolerance)
        return (compiled, inputs.map(\.name).filter(held.contains))
      } catch let fault as Failure {
        failure = fault
      }
    }
    throw failure
  }

  private var holdings: [Set<String>] {
    let whole = inputs.filter { !$0.value.elementType.isFloatingPoint }
    return [
      [], Set(whole.filter { $0.value.shape.count <= 1 }.map(\.name)), Set(whole.map(\.name)),
      Set(whole.map(\.name) + inputs.dropFirst(1).map(\.name)), Set(inputs.dropFirst(1).map(\.name)),
    ]
  }

  private func compiled(holding held: Set<String>, _ tolerance: Tolerance) throws -> CompiledCase {
    let choices = ImportChoices(
      shapes: Dictionary(inputs.map { ($0.name, $0.value.shape) }) { first, _ in first },
      held: Dictionary(inputs.filter { held.contains($0.name) }.map { ($0.name, .tensor($0.value)) }) { first, _ in first }
    )
    let names = ImportedPrototype.Names(module: "Case", origin: "model.onnx", weightsFile: "w.safetensors", goldenFile: nil)
    let imported: ImportedPrototype
    do {
      imported = try ImportedPrototype(onnx: model.bytes, names: names, choices: choices) {
        location,
        tensor throws(TensorFileError) in
        throw TensorFileError("'\(location)' is not there", tensor: tensor)
      }
    } catch {
      throw Failure(.importing, (error.node.map { "\($0): " } ?? "") + error.message)
    }
    let model = try built(imported)
    let open = inputs.filter { !held.contains($0.name) }.map(\.value)
    try compare(model, open, tolerance)
    return CompiledCase(name: name, model: model, inputs: open, outputs: outputs, rowCount: 1, tolerance: tolerance)
  }

  private func built(_ imported: ImportedPrototype) throws -> Model {
    var sink = DiagnosticSink()
    let weights = try TensorFile(
      reading: MappedBytes(SafetensorsWriter.bytes(of: imported.tensors)),
      format: .safetensors,
      name: "w.safetensors"
    )
    let spec = readModelSpec(Array(imported.spec.utf8), path: "model.yaml", into: &sink)
    let model = spec.flatMap { buildModel($0, weights: weights, into: &sink) }
    guard let model, !sink.hasErrors else {
      throw Failure(.building, sink.diagnostics.first { $0.severity == .error }?.message ?? "no model")
    }
    return model
  }

  /// Holds the reference interpreter against the standard's numbers.
  private func compare(_ model: Model, _ open: [TensorEntry], _ tolerance: Tolerance) throws {
    var examples: [ReferenceTensor] = []
    for (input, port) in zip(open, model.graph.inputs) {
      let numbers = input.doubles()
      if port.type.element == .int64, let large = numbers.first(where: { abs($0) > Double(Int32.max) }) {
        throw Failure(.reference, "it is given \(large), which is no id")
      }
      examples.append(ReferenceTensor(shape: port.type.shape.fixedSizes ?? [], elements: numbers))
    }
    let results = model.graph.evaluator()(examples)
    for (result, want) in zip(results, outputs) {
      guard result.count == want.elementCount else {
        throw Failure(.reference, "output '\(want.name)' has \(result.count) elements instead of \(want.shape)")
      }
      for (a, b) in zip(result.elements, want.doubles()) where !tolerance.allows(a, instead: b) {
        throw Failure(.reference, "output '\(want.name)' holds \(a) instead of \(b)")
      }
    }
  }
}

extension Tolerance {
  fileprivate func allows(_ got: Double, instead want: Double) -> Bool {
    got == want || got.isNaN && want.isNaN
      || got.isFinite && want.isFinite && abs(got - want) <= absolute + relative * abs(want)
  }
}
