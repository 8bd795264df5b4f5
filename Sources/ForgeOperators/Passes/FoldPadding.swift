import ForgeGraph

extension GraphPass {
  /// Zeros around a value that only a convolution reads become the convolution's own padding: nothing is copied.
  static let foldPadding = GraphPass(
    name: "fold-padding",
    reason: "early, while layers read each other as the prototype has them"
  ) { graph in
    var graph = graph
    let readers = graph.readerCounts()
    for index in graph.nodes.indices {
      guard let convolution = graph.nodes[index].op as? Convolution, let padded = graph.nodes[index].inputs.first,
        readers[padded] == 1, let node = graph.node(of: padded), let pad = node.op as? Pad,
        let merged = convolution.takingUp(pad)
      else { continue }
      graph.nodes[index].op = merged
      graph.nodes[index].inputs = node.inputs
    }
    return graph
  }
}

extension Convolution {
  /// The convolution with the padding before it as its own; nil where it would not be the same, or a whole window would see
  /// nothing but padding.
  fileprivate func takingUp(_ pad: Pad) -> Convolution? {
    guard pad.mode == .constant, pad.value == 0, pad.format == form.format, let outer = SpatialAmounts(pad.amounts, form.rank),
      case .amounts(let rows) = padding.rows, case .amounts(let columns) = padding.columns
    else { return nil }
    let sum = SpatialAmounts(rows: rows + outer.rows, columns: columns + outer.columns)
    guard sum.rows.isBelow(window.rows.extent), sum.columns.isBelow(window.columns.extent) else { return nil }
    var convolution = self
    convolution.padding = .amounts(sum)
    return convolution
  }
}

extension AxisAmounts {
  fileprivate static func + (left: AxisAmounts, right: AxisAmounts) -> AxisAmounts {
    AxisAmounts(before: left.before + right.before, after: left.after + right.after)
  }

  fileprivate func isBelow(_ extent: Int) -> Bool { before < extent && after < extent }
}
