import ForgeGraph
import ForgeSpec

/// The opposite number: `-x`.
struct Negate: ElementwiseFunction, ChannelAffineOperator {
  let name = "negate"
  let kernel: (file: KernelFile, function: String) = ("Negate", "negate")

  func callAsFunction(_ x: Double) -> Double { -x }

  func channelAffine(of shape: TensorShape, _ parameters: [Parameter]) -> ChannelAffine? {
    ChannelAffine(axis: nil, factors: [-1], offsets: [0])
  }
}

extension LayerKind {
  static let negate = LayerKind(
    "negate",
    .function,
    "Opposite number: `-x`."
  ) { _, _, _ in Negate() }
}
