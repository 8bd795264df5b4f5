import ForgeGraph

/// An operator of these tests: any inputs, a result of a given type, and a rule for its memory.
struct Sketch: Operator {
  var name = "sketch"
  let result: TensorType
  var memory: ResultMemory = .own
  var scratch = Dimension.fixed(0)

  init(_ memory: ResultMemory = .own, _ result: TensorType, scratch: Dimension = .fixed(0)) {
    self.memory = memory
    self.result = result
    self.scratch = scratch
  }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType { result }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    ReferenceTensor(shape: result.shape.fixedSizes ?? [])
  }

  func emit(_ site: inout CallSite) {
    let memory = scratch == .fixed(0) ? "" : ", scratch: \(site.scratch(scratch))"
    site.line("sketch(\(site.inputs.map(\.pointer).joined(separator: ", ")), into: \(site.output.pointer)\(memory))")
  }
}

extension Graph {
  /// Adds a node that reads values and gives one of a size.
  @discardableResult
  mutating func add(
    _ inputs: [ValueID],
    _ memory: ResultMemory = .own,
    size: Dimension,
    name: String? = nil,
    scratch: Dimension = .fixed(0)
  ) -> ValueID {
    let type = TensorType(.float32, TensorShape([size]))
    let op = Sketch(memory, type, scratch: scratch)
    nodes.append(Node(name: name ?? "n\(nodes.count)", op: op, inputs: inputs, parameters: [], type: type, span: nil))
    return value(ofNode: nodes.count - 1)
  }

  /// A graph with float inputs of these sizes.
  init(sizes: [Dimension]) {
    self.init(inputs: sizes.enumerated().map { GraphInput(name: "x\($0)", type: TensorType(.float32, TensorShape([$1]))) })
  }
}

extension Dimension: ExpressibleByIntegerLiteral {
  package init(integerLiteral value: Int) { self = .fixed(value) }
}
