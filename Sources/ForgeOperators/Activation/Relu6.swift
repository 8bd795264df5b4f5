import ForgeGraph
import ForgeSpec

/// Rectified linear unit with a ceiling: `min(max(x, 0), 6)`; NaN stays NaN.
struct Relu6: ElementwiseFunction {
  let name = "relu6"
  let kernel: (file: KernelFile, function: String) = ("Relu6", "relu6")
  let isBrief = true

  func callAsFunction(_ x: Double) -> Double { x < 0 ? 0 : x > 6 ? 6 : x }
}

extension LayerKind {
  static let relu6 = LayerKind(
    "relu6",
    .activation,
    "Rectified linear unit with a ceiling: `min(max(x, 0), 6)`."
  ) { _, _, _ in Relu6() }
}
