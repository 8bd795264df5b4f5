import ForgeGraph
import ForgeSpec

/// The inverse of the hyperbolic tangent: `½ · ln((1 + x) / (1 - x))`; ±∞ for ±1, NaN beyond.
struct Atanh: ElementwiseFunction {
  let name = "atanh"
  let kernel: (file: KernelFile, function: String) = ("Atanh", "atanh")

  func callAsFunction(_ x: Double) -> Double { areaHyperbolicTangent(x) }
}

extension LayerKind {
  static let atanh = LayerKind(
    "atanh",
    .function,
    "Inverse hyperbolic tangent: `½ · ln((1 + x) / (1 - x))`.",
    details: "±∞ for ±1, NaN beyond. `torch.atanh`, `keras.ops.arctanh`."
  ) { _, _, _ in Atanh() }
}
