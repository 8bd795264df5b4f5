import ForgeGraph

/// What can compute with the channels of sequences and images on the last axis instead of the first.
///
/// Vectors then run over the channels of a pixel, which stand side by side in every window: nothing is gathered.
protocol ChannelsLastOperator: Operator {
  /// The operator for inputs whose first axis has moved to the end; nil when it has none for inputs of these types.
  func channelsLast(_ inputs: [TensorType]) -> ChannelsLastForm?
}

/// An operator in its channels-last form.
struct ChannelsLastForm {
  let op: any Operator
  /// Whether the result has its channels last too, or is the same as before.
  let movesResult: Bool

  init(_ op: any Operator, movesResult: Bool = true) {
    self.op = op
    self.movesResult = movesResult
  }
}

extension GraphPass {
  /// Computes channels-first sequences and images channels last, from the first spatial layer to where their order shows.
  static let channelsLast = GraphPass(
    name: "channels-last",
    reason: "after normalisations are folded, so that fewer layers stand between convolutions"
  ) { graph in
    var mover = ChannelMover(graph)
    return mover.rebuilt()
  }
}

/// Builds the graph anew, keeping for each value the forms in which it is there: as it was, channels last, or both.
private struct ChannelMover {
  private let source: Graph
  private var result: Graph
  /// For each value of the source, its value in the result, as it was and channels last.
  private var plain: [ValueID?]
  private var moved: [ValueID?]

  init(_ graph: Graph) {
    source = graph
    result = Graph(inputs: graph.inputs)
    plain = graph.inputs.indices.map { ValueID($0) }
    moved = [ValueID?](repeating: nil, count: graph.inputs.count)
  }

  mutating func rebuilt() -> Graph {
    for node in source.nodes {
      if let form = movedForm(of: node) {
        let inputs = node.inputs.map { movedValue($0) }
        let value = add(node, form.op, inputs)
        plain.append(form.movesResult ? nil : value)
        moved.append(form.movesResult ? value : nil)
      } else {
        let inputs = node.inputs.map { plainValue($0) }
        plain.append(add(node, node.op, inputs))
        moved.append(nil)
      }
    }
    result.outputs = source.outputs.map { plainValue($0) }
    return result
  }

  /// The channels-last form of a node that gains by it: a spatial layer, or one whose input is channels last already.
  private func movedForm(of node: Node) -> ChannelsLastForm? {
    let types = node.inputs.map(source.type(of:))
    guard types.allSatisfy({ $0.element == .float32 }), let op = node.op as? any ChannelsLastOperator,
      op is any SpatialOperator || node.inputs.contains(where: { moved[$0.index] != nil })
    else { return nil }
    return op.channelsLast(types)
  }

  private mutating func add(_ node: Node, _ op: any Operator, _ inputs: [ValueID]) -> ValueID {
    var copy = node
    copy.op = op
    copy.inputs = inputs
    guard let type = try? op.resultType(of: inputs.map(result.type(of:))) else {
      preconditionFailure("'\(node.name)' has a channels-last form that does not take its inputs")
    }
    copy.type = type
    result.nodes.append(copy)
    return result.value(ofNode: result.nodes.count - 1)
  }

  private mutating func plainValue(_ value: ValueID) -> ValueID {
    if let there = plain[value.index] { return there }
    let rank = source.type(of: value).shape.rank
    let made = transpose(moved[value.index], axes: [rank - 1] + Array(0..<(rank - 1)), of: value, "channels_first")
    plain[value.index] = made
    return made
  }

  private mutating func movedValue(_ value: ValueID) -> ValueID {
    if let there = moved[value.index] { return there }
    let rank = source.type(of: value).shape.rank
    let made = transpose(plain[value.index], axes: Array(1..<rank) + [0], of: value, "channels_last")
    moved[value.index] = made
    return made
  }

  private mutating func transpose(_ value: ValueID?, axes: [Int], of original: ValueID, _ suffix: String) -> ValueID {
    guard let value else { preconditionFailure("every value is there in one form") }
    let node = Node(
      name: "\(source.name(of: original))_\(suffix)",
      op: Transpose(axes: axes),
      inputs: [],
      parameters: [],
      type: result.type(of: value),
      span: source.node(of: original)?.span
    )
    return add(node, node.op, [value])
  }
}

/// The number of an axis after the first one has moved to the end.
func movedLast(_ axis: Int, rank: Int) -> Int { axis == 0 ? rank - 1 : axis - 1 }

extension SpatialForm {
  /// The operator with its channels last; nil where they are already.
  func channelsLast<Op: Operator>(_ op: Op, _ format: WritableKeyPath<Op, DataFormat>) -> ChannelsLastForm? {
    guard self.format == .channelsFirst else { return nil }
    var op = op
    op[keyPath: format] = .channelsLast
    return ChannelsLastForm(op)
  }

  func channelsLast<Op: Operator>(_ op: Op, _ form: WritableKeyPath<Op, SpatialForm>) -> ChannelsLastForm? {
    channelsLast(op, form.appending(path: \.format))
  }
}

/// A layer that slides over, or sums up, the pixels of a sequence or image.
protocol SpatialOperator: ChannelsLastOperator {}
