import ForgeGraph
import ForgeSpec

/// One of two values, element by element, with NumPy's broadcasting: `y = a` where the condition is not 0, else `y = b`.
///
/// A choice, not a sum of products: NaN and ∞ of the value that is not taken stay out of the result.
struct Where: ChannelsLastOperator {
  let name = "where"
  var memory: ResultMemory { .mayOverwriteFirstInput }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    guard inputs.count == 3 else { throw ShapeError("takes three inputs, not \(inputs.count)", kind: .inputCount) }
    return TensorType(.float32, try inputs.floatShapes().broadcast())
  }

  func channelsLast(_ inputs: [TensorType]) -> ChannelsLastForm? {
    inputs.broadcastAlikeWithFirstAxisLast ? ChannelsLastForm(self) : nil
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    ReferenceTensor.combined(inputs) { $0[0] != 0 ? $0[1] : $0[2] }
  }

  func emit(_ site: inout CallSite) {
    let operands = site.inputs.map { (pointer: $0.pointer, shape: $0.shape) }
    site.combine("choose", in: "Choose", operands, into: (site.output.pointer, site.output.shape))
  }
}

extension LayerKind {
  static let choice = LayerKind(
    "where",
    .logic,
    "One of two values by a condition, element by element: `a` where the condition is not 0, else `b`.",
    details: """
      `torch.where`, `numpy.where`, `keras.ops.where`: `from` names the condition, then what holds where it is true \
      (everything but 0, NaN too), then what holds elsewhere. The three are broadcast as NumPy does.
      """,
    arity: .exactly(3)
  ) { _, _, _ in Where() }
}
