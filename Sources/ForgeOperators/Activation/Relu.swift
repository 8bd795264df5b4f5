import ForgeGraph
import ForgeSpec

/// Rectified linear unit: `max(x, 0)`; NaN stays NaN.
struct Relu: ElementwiseFunction {
  let name = "relu"
  let kernel: (file: KernelFile, function: String) = ("Relu", "relu")
  let isBrief = true

  func callAsFunction(_ x: Double) -> Double { x < 0 ? 0 : x }
}

extension LayerKind {
  static let relu = LayerKind("relu", .activation, "Rectified linear unit: `max(x, 0)`.") { _, _, _ in Relu() }
}
