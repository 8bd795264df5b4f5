import ArgumentParser
import ForgeDiagnostics
import ForgeEmission
import ForgeGraph
import ForgeJSON
import ForgeModel
import ForgeOperators
import ForgeTensors

/// `protoforge inspect`
struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show the layers of a spec, or the tensors of a weights file.",
    discussion: """
      A spec: each layer with its result's shape, parameters, multiply-adds and bytes. A .safetensors, .npz, .npy, .onnx, \
      .pt, .pth, .pt2, .keras or .h5 file: names, types and shapes.
      """
  )

  @Argument(help: "A spec or a weights file.", completion: .file())
  var file: String

  @Flag(help: "Print a JSON document.")
  var json = false

  @Flag(help: "For a spec: show the graph after each pass.")
  var passes = false

  @Option(
    help: ArgumentHelp("The folder that a spec's paths may not leave (default: the spec's own).", valueName: "dir"),
    completion: .directory
  )
  var root: String?

  func run() throws {
    if let format = TensorFileFormat(fileExtension: fileExtension(of: file)) {
      try inspectTensors(format)
    } else {
      try inspectSpec()
    }
  }

  // MARK: Weights files

  private func inspectTensors(_ format: TensorFileFormat) throws {
    var reporter = Reporter(format: .text)
    var sink = DiagnosticSink()
    do {
      let bytes = try InputFile.map(file)
      let stem = String(fileName(of: file).dropLast(fileExtension(of: file).count + 1))
      let tensors = try TensorFile(
        reading: bytes,
        format: format,
        name: stem,
        siblings: SiblingFiles(beside: file, limit: TensorLimits.standard.totalBytes).open
      )
      writeOutput(json ? tensorJSON(tensors).text(indent: 2) + "\n" : tensorTable(tensors))
    } catch let fault as FileFault {
      sink.error(fault.isNotThere ? .fileNotFound : .unreadableFile, fault.message, at: .nowhere)
    } catch let fault as TensorFileError {
      let place = fault.byteOffset.map { Place.byte(path: file, offset: $0) } ?? .file(path: file)
      sink.error(
        .unreadableWeights,
        (fault.tensor.map { "tensor \($0.quotedForMessage): " } ?? "") + fault.message,
        at: place,
        help: fault.hint
      )
    }
    reporter.take(sink)
    try finish(reporter)
  }

  private func tensorTable(_ file: TensorFile) -> String {
    let rows = file.entries.map { [$0.name, $0.elementType.rawValue, "\($0.shape)", "\($0.byteRange.count)"] }
    let elements = file.entries.reduce(0) { $0 + $1.elementCount }
    return table([["tensor", "type", "shape", "bytes"]] + rows)
      + "\(counted(file.entries.count, "tensor")), \(counted(elements, "element")), \(file.byteCount) bytes\n"
  }

  private func tensorJSON(_ file: TensorFile) -> JSONValue {
    [
      "schema": 1, "bytes": .integer(file.byteCount),
      "tensors": .array(
        file.entries.map {
          [
            "name": .string($0.name), "type": .string($0.elementType.rawValue), "shape": .array($0.shape.map { .integer($0) }),
            "bytes": .integer($0.byteRange.count),
          ]
        }
      ),
    ]
  }

  // MARK: Specs

  private func inspectSpec() throws {
    var reader = ProjectReader(options: ReadingOptions(root: root), reporter: Reporter(format: .text))
    guard let project = reader.read(file) else { return try finish(reader.reporter) }
    if passes {
      writeOutput("as written\n" + project.model.graph.listing())
      _ = project.model.graph.running(standardPasses) { pass, graph in
        writeOutput("\nafter \(pass.name) (\(pass.reason))\n" + graph.listing())
      }
    } else {
      writeOutput(json ? modelJSON(project).text(indent: 2) + "\n" : modelTable(project))
    }
    try finish(reader.reporter)
  }

  private func memoryCounts(_ project: Project) -> (values: Dimension, weights: Int) {
    let plan = ForwardPlan(project.graph, outputNames: project.model.outputs.map(\.name))
    return (plan.memory.floatCount, plan.weightCount * 4)
  }

  private func modelTable(_ project: Project) -> String {
    let layers = project.model.layers
    let rows = layers.map { layer in
      [
        layer.name, layer.kind + (layer.options.isEmpty ? "" : " (\(layer.options))"), "\(layer.type)",
        "\(layer.parameterCount)", "\(layer.multiplyAdds)", "\(layer.parameterCount * 4)",
      ].reordered
    }
    let header = ["layer", "operator", "result", "parameters", "multiply-adds", "bytes"].reordered
    let memory = memoryCounts(project)
    let parameters = project.model.parameterCount
    let total = layers.map(\.multiplyAdds).reduce(.fixed(0), +)
    return table([header] + rows)
      + "\(project.model.name.text): \(counted(layers.count, "layer")), \(counted(parameters, "parameter")), \(total) multiply-adds; "
      + "\(memory.weights) bytes of packed weights, \(memory.values * 4) bytes of working memory\n"
  }

  private func modelJSON(_ project: Project) -> JSONValue {
    let memory = memoryCounts(project)
    return [
      "schema": 1, "model": .string(project.model.name.text),
      "layers": .array(
        project.model.layers.map { layer in
          [
            "name": .string(layer.name), "operator": .string(layer.kind), "options": .string(layer.options),
            "inputs": .array(layer.inputs.map { .string($0) }), "element": .string(layer.type.element.rawValue),
            "shape": .array(layer.type.shape.dimensions.map(Self.json)), "parameters": .integer(layer.parameterCount),
            "multiplyAdds": Self.json(layer.multiplyAdds), "bytes": .integer(layer.parameterCount * 4),
          ]
        }
      ),
      "weightBytes": .integer(memory.weights), "workingMemoryBytes": Self.json(memory.values * 4),
    ]
  }

  private static func json(_ dimension: Dimension) -> JSONValue {
    dimension.fixedValue.map { .integer($0) } ?? .string("\(dimension)")
  }
}

extension [String] {
  /// The operator's long text last, where it does not push the numbers apart.
  fileprivate var reordered: [String] { [self[0]] + self[2...] + [self[1]] }
}
