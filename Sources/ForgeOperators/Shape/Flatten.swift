import ForgeGraph
import ForgeSpec

/// All axes of an example as one, in row-major order; no code at all.
struct Flatten: ChannelsLastOperator {
  let name = "flatten"
  var memory: ResultMemory { .sameAsFirstInput }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    guard inputs.count == 1 else { throw ShapeError("takes one input, not \(inputs.count)", kind: .inputCount) }
    return TensorType(inputs[0].element, TensorShape([inputs[0].shape.count]))
  }

  /// Where all other axes have size 1.
  func channelsLast(_ inputs: [TensorType]) -> ChannelsLastForm? {
    inputs[0].shape.rank > 1 && inputs[0].shape.count == inputs[0].shape[0] ? ChannelsLastForm(self, movesResult: false) : nil
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    inputs[0].reshaped([inputs[0].count])
  }

  func emit(_ site: inout CallSite) {}
}

extension LayerKind {
  static let flatten = LayerKind(
    "flatten",
    .shape,
    "All axes of an example as one, in row-major order.",
    details: """
      `torch.nn.Flatten`, `keras.layers.Flatten`. Where Keras flattens a channels-first value it brings the channels to the \
      end first: put a 'transpose' before it.
      """
  ) { _, _, _ in Flatten() }
}
