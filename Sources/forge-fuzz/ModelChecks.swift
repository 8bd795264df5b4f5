import ForgeDiagnostics
import ForgeEmission
import ForgeGraph
import ForgeInterface
import ForgeJSON
import ForgeModel
import ForgeOperators
import ForgeSpec
import ForgeTensors

/// The model of a spec with weights made to its measure: a first build against an empty file tells in its messages which
/// tensors are wanted. Nil when the spec is wrong in another way, or wants more than a small file holds.
func modelWithFittedWeights(_ spec: ModelSpec) -> Model? {
  guard let empty = tensorFile([]) else { return nil }
  var sink = DiagnosticSink()
  if let model = buildModel(spec, weights: empty, into: &sink) { return model }
  let errors = sink.diagnostics.filter { $0.severity == .error }
  let wanted = errors.map { $0.code == .missingParameter ? wantedTensor($0.message) : nil }
  let shapes = Dictionary(wanted.compactMap { $0 }) { first, _ in first }
  guard !wanted.contains(where: { $0 == nil }),
    let file = tensorFile(shapes.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { ($0.key, $0.value) })
  else { return nil }
  var second = DiagnosticSink()
  return buildModel(spec, weights: file, into: &second)
}

/// The name and shape in “… needs the parameter 'fc1.weight' [2, 3] or [3, 2], but …”.
private func wantedTensor(_ message: String) -> (String, [Int])? {
  guard let start = message.firstRange(of: "needs the parameter '")?.upperBound,
    let middle = message[start...].firstRange(of: "' ["),
    let end = message[middle.upperBound...].firstIndex(of: "]")
  else { return nil }
  let sizes = message[middle.upperBound..<end].split(separator: ", ").map { Int($0) }
  return sizes.contains(nil) ? nil : (String(message[start..<middle.lowerBound]), sizes.compactMap { $0 })
}

/// A safetensors file with small numbers; nil for more than 100 000 elements or for names that no file may hold.
func tensorFile(_ tensors: [(name: String, shape: [Int])]) -> TensorFile? {
  var members: [JSONMember] = []
  var data: [UInt8] = []
  for tensor in tensors {
    var count = 1
    for size in tensor.shape {
      guard size <= 100_000 else { return nil }
      count *= size
      guard count <= 100_000 - data.count / 4 else { return nil }
    }
    let begin = data.count
    for i in 0..<count { data += littleEndian((Float(i * 37 % 11) / 8 - 0.5).bitPattern) }
    members.append(
      JSONMember(
        key: tensor.name,
        value: [
          "dtype": "F32", "shape": .array(tensor.shape.map { .integer($0) }),
          "data_offsets": [.integer(begin), .integer(data.count)],
        ]
      )
    )
  }
  let header = Array(JSONValue.object(members).text().utf8)
  let bytes = MappedBytes(littleEndian(UInt64(header.count)) + header + data)
  return try? TensorFile(reading: bytes, format: .safetensors, name: "weights")
}

/// Puts a model through everything that follows the reading: passes, the package with all its bytes, the interpreter.
func checkModel(_ model: Model) {
  let graph = model.graph.running(standardPasses)
  _ = model.graph.listing()
  checkPackage(of: packageRequest(model, graph))
  checkEncodings(model.features)
  checkEvaluation(model, graph)
}

func packageRequest(
  _ model: Model,
  _ graph: Graph,
  golden: GoldenVectors? = nil,
  templates: TemplateSet = .standard
) -> PackageRequest {
  let source = PackageRequest.Source(path: "file", sha256: String(repeating: "0", count: 64))
  return PackageRequest(
    model: model,
    graph: graph,
    golden: golden,
    spec: source,
    weights: source,
    goldenSource: golden == nil ? nil : source,
    templates: templates,
    toolVersion: "fuzz"
  )
}

/// Makes every byte of a package with the program's own templates, which are never at fault.
func checkPackage(of request: PackageRequest) {
  var sink = DiagnosticSink()
  guard let files = generatePackage(request, into: &sink) else {
    preconditionFailure("the program's own templates are filled: \(sink.diagnostics)")
  }
  checkBytes(of: files)
}

func checkBytes(of files: [GeneratedFile]) {
  precondition(Set(files.map(\.path)).count == files.count, "files have paths of their own")
  for file in files {
    var count = 0
    file.forEachPiece { count += $0.count }
    precondition(count == file.byteCount, "'\(file.path)' has as many bytes as it says")
  }
}

/// Every kind of value for every feature: refused, or encoded in the shape that the graph takes.
private func checkEncodings(_ features: [Feature]) {
  for feature in features {
    var values: [FeatureValue] = [
      .missing, .number(0.5), .number(.nan), .number(-1e308), .boolean(true), .label("other"), .index(0), .index(-1),
      .index(.max), .tensor(ReferenceTensor(shape: [1], elements: [0])), .tensor(ReferenceTensor(shape: [], elements: [.nan])),
    ]
    if let label = feature.vocabulary?.labels.last { values.append(.label(label.text)) }
    for value in values {
      guard let encoded = try? feature.encode(value) else { continue }
      precondition(encoded.count == feature.graphInputs.count, "a feature fills its inputs")
      for (tensor, input) in zip(encoded, feature.graphInputs) {
        let sizes = input.type.shape.fixedSizes
        precondition(sizes == nil || sizes == tensor.shape, "feature '\(feature.name)' has the shape of its input")
      }
    }
  }
}

/// Computes small graphs, as written and after the passes, which must not change a bit.
private func checkEvaluation(_ model: Model, _ graph: Graph) {
  let types = graph.inputs.map(\.type) + model.graph.nodes.map(\.type)
  let counts = types.map { $0.shape.fixedCount }
  let work = model.layers.reduce(Dimension.fixed(0)) { $0 + $1.multiplyAdds }
  guard counts.allSatisfy({ ($0 ?? .max) <= 100_000 }), let work = work.fixedValue, work <= 1_000_000 else { return }
  let inputs = graph.inputs.map { input in
    let sizes = input.type.shape.fixedSizes ?? []
    let count = sizes.reduce(1, *)
    let elements = (0..<count).map { input.type.element == .int64 ? 0 : Double($0 % 7) - 3 }
    return ReferenceTensor(shape: sizes, elements: elements)
  }
  let plain = model.graph.evaluate(inputs)
  let changed = graph.evaluate(inputs)
  precondition(plain.count == model.outputs.count, "every output is computed")
  for (index, (left, right)) in zip(plain, changed).enumerated() {
    let type = model.graph.type(of: model.graph.outputs[index])
    precondition(left.shape == type.shape.fixedSizes, "the result has the shape that its operator's rule gives")
    // Weights that took up a normalisation are rounded to float32 anew.
    let isClose = zip(left.elements, right.elements).allSatisfy { left, right in
      left == right || left.isNaN && right.isNaN || abs(left - right) <= 1e-2 + 1e-3 * max(abs(left), abs(right))
    }
    precondition(left.shape == right.shape && isClose, "passes change nothing but rounding")
  }
}
