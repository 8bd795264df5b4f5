import ForgeGraph

/// What gives every element of a value a factor and an offset, which are the same all over a channel: batch normalisation, or a
/// constant factor.
protocol ChannelAffineOperator: Operator {
  /// The numbers for a value of this shape; nil when they are not finite.
  func channelAffine(of shape: TensorShape, _ parameters: [Parameter]) -> ChannelAffine?
}

/// `y[c] = x[c] · factors[c] + offsets[c]` along one axis.
struct ChannelAffine: Sendable {
  /// The axis of the channels; nil when one factor and one offset hold for all elements.
  let axis: Int?
  let factors: [Double]
  let offsets: [Double]

  /// Numbers that float32 weights can take up.
  init?(axis: Int?, factors: [Double], offsets: [Double]) {
    guard (factors + offsets).allSatisfy({ Float($0).isFinite }) else { return nil }
    self.axis = axis
    self.factors = factors
    self.offsets = offsets
  }

  func factor(_ channel: Int) -> Double { axis == nil ? factors[0] : factors[channel] }
  func offset(_ channel: Int) -> Double { axis == nil ? offsets[0] : offsets[channel] }
}

/// What sums products with weights of its own for each channel of the result: dense layers and convolutions.
///
/// Its first parameter holds the weights with the result's channels outermost, its second, where it has one, the bias.
protocol WeightedSumOperator: Operator {
  /// How many channels the result has.
  var outputChannels: Int { get }
  /// The axis on which they lie.
  func outputChannelAxis(of shape: TensorShape) -> Int
  var hasBias: Bool { get set }
}

extension GraphPass {
  /// `(W · x + b) · f + o` is `(f · W) · x + (f · b + o)`: the normalisation behind a weighted sum becomes part of its weights,
  /// computed in float64 when the code is made.
  static let foldChannelAffine = GraphPass(
    name: "fold-channel-affine",
    reason: "after identities are gone, so that a normalisation stands right behind the sum that it belongs to"
  ) { graph in
    var graph = graph
    // What was folded goes at once, so that it is no reader of the sum any more.
    while let folded = graph.foldingOneChannelAffine() { graph = GraphPass.dropDeadNodes.run(folded) }
    return graph
  }
}

extension Graph {
  /// The graph with the first foldable normalisation folded; nil when there is none.
  fileprivate func foldingOneChannelAffine() -> Graph? {
    let readers = readerCounts()
    for (index, node) in nodes.enumerated() {
      guard let source = node.inputs.first(where: { self.node(of: $0)?.op is any WeightedSumOperator }), readers[source] == 1,
        let sum = self.node(of: source), let op = sum.op as? any WeightedSumOperator, sum.type == node.type,
        let numbers = channelAffine(of: node, over: source),
        numbers.axis == nil || numbers.axis == op.outputChannelAxis(of: sum.type.shape)
      else { continue }
      var folded = self
      folded.nodes[source.index - inputs.count] = sum.folding(numbers, into: op, name: node.name)
      return folded.forwarding(value(ofNode: index), to: source)
    }
    return nil
  }
}

extension Graph {
  /// The factors and offsets that a node gives a value: its own, or those of a constant that it combines the value with.
  private func channelAffine(of node: Node, over source: ValueID) -> ChannelAffine? {
    if let affine = node.op as? any ChannelAffineOperator {
      return affine.channelAffine(of: node.type.shape, node.parameters)
    }
    guard node.inputs.count == 2, let other = node.inputs.first(where: { $0 != source }), let constant = self.node(of: other),
      constant.op is Constant, let (axis, numbers) = constant.channelNumbers(in: node.type.shape)
    else { return nil }
    let ones = numbers.map { _ in 1.0 }
    let isLeft = node.inputs[0] == source
    switch node.op {
    case is Multiply: return ChannelAffine(axis: axis, factors: numbers, offsets: numbers.map { _ in 0 })
    case is Add: return ChannelAffine(axis: axis, factors: ones, offsets: numbers)
    case is Subtract:
      return ChannelAffine(
        axis: axis,
        factors: isLeft ? ones : ones.map { -$0 },
        offsets: isLeft ? numbers.map { -$0 } : numbers
      )
    case is Divide where isLeft:
      return ChannelAffine(axis: axis, factors: numbers.map { 1 / $0 }, offsets: numbers.map { _ in 0 })
    default: return nil
    }
  }
}

extension Node {
  /// The elements of a constant along the only axis of a shape on which it has several; nil where there are more such axes.
  fileprivate func channelNumbers(in shape: TensorShape) -> (axis: Int?, numbers: [Double])? {
    guard let sizes = type.shape.fixedSizes, sizes.count <= shape.rank else { return nil }
    let wide = sizes.indices.filter { sizes[$0] != 1 }
    guard wide.count <= 1, parameters[0].count > 0 else { return nil }
    return (wide.first.map { $0 + shape.rank - sizes.count }, parameters[0].values().map(Double.init))
  }

  /// The weighted sum with what follows it in its weights.
  fileprivate func folding(_ affine: ChannelAffine, into op: any WeightedSumOperator, name other: String) -> Node {
    var node = self
    let weight = parameters[0]
    let bias = op.hasBias ? parameters[1] : nil
    let perChannel = weight.count / op.outputChannels
    var biased = op
    biased.hasBias = true
    node.op = biased
    node.parameters = [
      Parameter(name: "\(weight.name) with \(other)", shape: weight.shape) { range in
        zip(range, weight.values(range)).map { index, value in Float(Double(value) * affine.factor(index / perChannel)) }
      },
      Parameter(name: bias.map { "\($0.name) with \(other)" } ?? "\(other) offset", shape: [op.outputChannels]) { range in
        zip(range, bias?.values(range) ?? [Float](repeating: 0, count: range.count)).map { channel, value in
          Float(Double(value) * affine.factor(channel) + affine.offset(channel))
        }
      },
    ]
    return node
  }
}
