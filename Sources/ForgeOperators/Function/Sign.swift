import ForgeGraph
import ForgeSpec

/// The sign: 1 above 0, -1 below, 0 for ±0; NaN stays NaN.
struct Sign: ElementwiseFunction {
  let name = "sign"
  let kernel: (file: KernelFile, function: String) = ("Signum", "signum")

  func callAsFunction(_ x: Double) -> Double { x > 0 ? 1 : x < 0 ? -1 : x.isNaN ? x : 0 }
}

extension LayerKind {
  static let sign = LayerKind(
    "sign",
    .function,
    "Sign: 1 above 0, -1 below, 0 for 0.",
    details: "NaN stays NaN, as in NumPy and Keras; `torch.sign` has 0 there."
  ) { _, _, _ in Sign() }
}
