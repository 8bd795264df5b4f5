import ForgeGraph

extension GraphPass {
  /// Transposes that need not be computed: those that only move axes of size 1 are another view of the same elements, and a
  /// dense layer behind a flattened one takes up the order of its inputs in its weights.
  static let foldTranspose = GraphPass(
    name: "fold-transpose",
    reason: "after channels are moved, which leaves transposes before and behind spatial layers"
  ) { graph in
    var graph = graph
    for index in graph.nodes.indices {
      let node = graph.nodes[index]
      if let input = node.inputs.first, let view = node.asView(of: graph.type(of: input).shape) {
        graph.nodes[index].op = view
      }
    }
    for index in graph.nodes.indices { graph.foldTranspose(beforeDense: index) }
    return graph
  }
}

extension Node {
  /// A transpose of this shape as a view, where it moves nothing but axes of size 1.
  fileprivate func asView(of shape: TensorShape) -> Reshape? {
    guard let transpose = op as? Transpose, let sizes = type.shape.fixedSizes, let axes = shape.resolved(transpose.axes) else {
      return nil
    }
    let moved = axes.filter { shape[$0] != .fixed(1) }
    return moved == moved.sorted() ? Reshape(shape: sizes.map(ReshapeSize.fixed)) : nil
  }
}

extension Graph {
  /// Lets a dense layer read what a transpose and a view before it read, with its weights in that order.
  fileprivate mutating func foldTranspose(beforeDense index: Int) {
    let readers = readerCounts()
    guard nodes[index].op is Dense, let flat = nodes[index].inputs.first, readers[flat] == 1, let view = node(of: flat),
      case .sameAsFirstInput = view.op.memory, view.type.shape.rank == 1, let turned = view.inputs.first, readers[turned] == 1,
      let node = node(of: turned), let transpose = node.op as? Transpose, let sizes = node.type.shape.fixedSizes,
      let axes = type(of: node.inputs[0]).shape.resolved(transpose.axes)
    else { return }
    // Axis `axes[i]` of the source is axis `i` of what the weights are for.
    let order = axes.indices.map { axis in axes.firstIndex(of: axis) ?? axis }
    nodes[index].parameters[0] = nodes[index].parameters[0].reordered(sizes, order)
    nodes[flat.index - inputs.count].inputs = node.inputs
  }
}

extension TensorShape {
  /// Axes as numbers from 0; nil when one is not there.
  fileprivate func resolved(_ axes: [Int]) -> [Int]? {
    let found = axes.compactMap { axis($0) }
    return found.count == axes.count ? found : nil
  }
}

extension Parameter {
  /// A matrix whose columns are the elements of a tensor of these sizes, with that tensor's axes in another order.
  fileprivate func reordered(_ sizes: [Int], _ order: [Int]) -> Parameter {
    let columns = sizes.reduce(1, *)
    return Parameter(name: "\(name), channels last", shape: shape) { range in
      let rows = (range.lowerBound / columns)..<((range.upperBound + columns - 1) / columns)
      let values = values((rows.lowerBound * columns)..<(rows.upperBound * columns))
      let turned = transposedValues(values, shape: [rows.count] + sizes, order: [0] + order.map { $0 + 1 })
      return Array(turned[(range.lowerBound - rows.lowerBound * columns)...].prefix(range.count))
    }
  }
}
