import ForgeGraph
import ForgeSpec

/// The inverse of the hyperbolic sine: `ln(x + √(x² + 1))`.
struct Asinh: ElementwiseFunction {
  let name = "asinh"
  let kernel: (file: KernelFile, function: String) = ("Asinh", "asinh")

  func callAsFunction(_ x: Double) -> Double { areaHyperbolicSine(x) }
}

extension LayerKind {
  static let asinh = LayerKind(
    "asinh",
    .function,
    "Inverse hyperbolic sine: `ln(x + √(x² + 1))`.",
    details: "`torch.asinh`, `keras.ops.arcsinh`."
  ) { _, _, _ in Asinh() }
}
