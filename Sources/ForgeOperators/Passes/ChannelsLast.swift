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
