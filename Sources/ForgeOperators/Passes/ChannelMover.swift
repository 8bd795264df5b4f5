import ForgeGraph

/// Builds the graph anew, keeping for each value the forms in which it is there: as it was, channels last, or both.
struct ChannelMover {
  let source: Graph
  private(set) var result: Graph
  /// For each value of the source, its value in the result, as it was and channels last.
  private var plain: [ValueID?]
  private var moved: [ValueID?]
  private let shuffles: [Int: ChannelShuffle]
  private let hasSpatialLayers: Bool

  init(_ graph: Graph) {
    source = graph
    result = Graph(inputs: graph.inputs)
    plain = graph.inputs.indices.map { ValueID($0) }
    moved = [ValueID?](repeating: nil, count: graph.inputs.count)
    shuffles = ChannelShuffle.all(in: graph)
    hasSpatialLayers = graph.nodes.contains { $0.op is any SpatialOperator }
  }

  mutating func rebuilt() -> Graph {
    for (index, node) in source.nodes.enumerated() {
      if let transpose = node.op as? Transpose {
        addTransposed(node, by: transpose)
      } else if let shuffle = shuffles[index], let x = moved[shuffle.source.index] {
        addShuffled(node, shuffle, x)
      } else if let form = movedForm(of: node) {
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
    // Constants that have moved, and steps of shuffles that nothing reads any more.
    return GraphPass.dropDeadNodes.run(GraphPass.foldConstants.run(result))
  }

  /// A transpose whose result, or the channels-last form of that, is a form of its input that is there: no code at all. Another
  /// one reads the form that is there.
  private mutating func addTransposed(_ node: Node, by transpose: Transpose) {
    let input = node.inputs[0].index
    let axes = transpose.order(of: source.type(of: node.inputs[0]).shape)
    let forms = [(plain[input], Array(axes.indices)), (moved[input], firstAxisLast(axes.count))].compactMap { value, order in
      value.map { (value: $0, order: order) }
    }
    func form(_ order: [Int]) -> ValueID? { forms.first { $0.order == order }?.value }
    let movedAxes = firstAxisLast(axes.count).map { axes[$0] }
    if form(axes) == nil, form(movedAxes) == nil || !hasSpatialLayers {
      let axes = axes.map { axis in forms[0].order.firstIndex(of: axis) ?? axis }
      plain.append(add(node, Transpose(axes: axes), [forms[0].value]))
      moved.append(nil)
    } else {
      plain.append(form(axes))
      moved.append(form(movedAxes))
    }
  }

  /// The last step of a shuffle, from the channels-last image that its first one reads.
  private mutating func addShuffled(_ node: Node, _ shuffle: ChannelShuffle, _ x: ValueID) {
    var value = x
    for op in shuffle.channelsLast { value = add(node, op, [value]) }
    plain.append(nil)
    moved.append(value)
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
    let axes = [rank - 1] + Array(0..<(rank - 1))
    let made = transpose(moved[value.index], axes: axes, of: value, "channels_first")
    plain[value.index] = made
    return made
  }

  private mutating func movedValue(_ value: ValueID) -> ValueID {
    if let there = moved[value.index] { return there }
    let rank = source.type(of: value).shape.rank
    let made = transpose(plain[value.index], axes: firstAxisLast(rank), of: value, "channels_last")
    moved[value.index] = made
    return made
  }

  private mutating func transpose(_ value: ValueID?, axes: [Int], of original: ValueID, _ suffix: String) -> ValueID {
    guard let value else { preconditionFailure("every value is there in one form") }
    let isOwn = source.node(of: original)?.op is Transpose
    let node = Node(
      name: isOwn ? source.name(of: original) : "\(source.name(of: original))_\(suffix)",
      op: Transpose(axes: axes),
      inputs: [],
      parameters: [],
      type: result.type(of: value),
      span: source.node(of: original)?.span
    )
    return add(node, node.op, [value])
  }
}

/// The axes of a value in the order of its channels-last form.
private func firstAxisLast(_ rank: Int) -> [Int] { rank == 0 ? [] : Array(1..<rank) + [0] }
