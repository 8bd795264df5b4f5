import ForgeGraph
import ForgeSpec

/// Shrinkage: 0 from `-lambda` to `lambda`, `x - bias` above, `x + bias` below; NaN stays NaN.
struct Shrink: ElementwiseFunction {
  let lambda: Double
  let bias: Double

  let name = "shrink"
  var summary: String { "lambda \(floatLiteral(lambda)), bias \(floatLiteral(bias))" }
  let kernel: (file: KernelFile, function: String) = ("Shrink", "shrink")
  var kernelOptions: KeyValuePairs<String, String> {
    ["lambda": floatLiteral(lambda), "bias": floatLiteral(bias)]
  }

  func callAsFunction(_ x: Double) -> Double {
    x.magnitude <= Double(Float(lambda)) ? 0 : x < 0 ? x + bias : x - bias
  }
}

extension LayerKind {
  static let shrink = LayerKind(
    "shrink",
    .activation,
    "Shrinkage: 0 from `-lambda` to `lambda`, `x - bias` above, `x + bias` below.",
    details: """
      `torch.nn.Hardshrink` without `bias`, `torch.nn.Softshrink` and `keras.activations.soft_shrink` with a `bias` like `lambda`; \
      `Shrink` of ONNX. NaN stays NaN. Elements are compared with `lambda` as float32 has it.
      """,
    shorthand: "lambda",
    keys: [AnyKey(Keys.lambda), AnyKey(Keys.bias)]
  ) { record, _, _ in Shrink(lambda: record[Keys.lambda], bias: record[Keys.bias]) }

  private enum Keys {
    static let lambda = Key(
      "lambda",
      .nonNegativeFloat32,
      default: 0.5,
      shownAs: "0.5",
      "How far from 0 the elements end that become 0."
    )
    static let bias = Key("bias", .float32, default: 0, shownAs: "0", "How much nearer to 0 the others come.")
  }
}
