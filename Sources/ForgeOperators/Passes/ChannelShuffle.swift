import ForgeGraph

/// Channels dealt out anew (Zhang et al., “ShuffleNet”, 2017): a reshape of `[a · b, …]` to `[a, b, …]`, a transpose to `[b, a, …]`,
/// and a reshape back.
struct ChannelShuffle {
  /// What the first reshape reads.
  let source: ValueID
  /// The operators that do the same with the channels on the last axis.
  let channelsLast: [any Operator]

  /// The shuffles of a graph, by the nodes that end them.
  static func all(in graph: Graph) -> [Int: ChannelShuffle] {
    let readers = graph.readerCounts()
    return graph.nodes.indices.reduce(into: [:]) { shuffles, index in
      shuffles[index] = ChannelShuffle(endingIn: index, of: graph, readers)
    }
  }

  private init?(endingIn index: Int, of graph: Graph, _ readers: [ValueID: Int]) {
    let last = graph.nodes[index]
    guard last.op is Reshape, let turned = last.inputs.first, readers[turned] == 1, let middle = graph.node(of: turned),
      let transpose = middle.op as? Transpose, let split = middle.inputs.first, readers[split] == 1,
      let first = graph.node(of: split), first.op is Reshape
    else { return nil }
    let shape = graph.type(of: first.inputs[0]).shape
    let parts = first.type.shape
    guard let sizes = shape.fixedSizes, let partSizes = parts.fixedSizes, last.type.shape == shape, sizes.count > 1,
      partSizes.count == sizes.count + 1, partSizes.dropFirst(2).elementsEqual(sizes.dropFirst()),
      transpose.order(of: parts) == [1, 0] + Array(2..<partSizes.count)
    else { return nil }
    let places = Array(sizes.dropFirst())
    let rank = sizes.count
    source = first.inputs[0]
    channelsLast = [
      Reshape(shape: (places + partSizes.prefix(2)).map(ReshapeSize.fixed)),
      Transpose(axes: Array(0..<(rank - 1)) + [rank, rank - 1]),
      Reshape(shape: (places + [sizes[0]]).map(ReshapeSize.fixed)),
    ]
  }
}
