import ForgeGraph
import ForgeSpec

/// A constant factor and offset for all elements: `factor * x + offset`.
struct Scale: ElementwiseFunction, ChannelAffineOperator {
  let factor: Double
  let offset: Double

  let name = "scale"
  var summary: String { "factor \(floatLiteral(factor)), offset \(floatLiteral(offset))" }
  let kernel: (file: KernelFile, function: String) = ("Scale", "scale")
  let isBrief = true
  var kernelOptions: KeyValuePairs<String, String> {
    ["factor": floatLiteral(factor), "offset": floatLiteral(offset)]
  }

  func callAsFunction(_ x: Double) -> Double { x * factor + offset }

  func channelAffine(of shape: TensorShape, _ parameters: [Parameter]) -> ChannelAffine? {
    ChannelAffine(axis: nil, factors: [factor], offsets: [offset])
  }
}

extension LayerKind {
  static let scale = LayerKind(
    "scale",
    .elementwise,
    "A constant factor and offset: `x * factor + offset`.",
    details: "`keras.layers.Rescaling` is the same.",
    shorthand: "factor",
    keys: [AnyKey(Keys.factor), AnyKey(Keys.offset)]
  ) { record, _, _ in Scale(factor: record[Keys.factor], offset: record[Keys.offset]) }

  private enum Keys {
    static let factor = Key("factor", .float32, default: 1, shownAs: "1", "What every element is multiplied by.")
    static let offset = Key("offset", .float32, default: 0, shownAs: "0", "What is added then.")
  }
}
