import ForgeGraph
import ForgeSpec

/// The logistic function: `1 / (1 + e^-x)`.
struct Sigmoid: ElementwiseFunction {
  let name = "sigmoid"
  let kernel: (file: KernelFile, function: String) = ("Sigmoid", "sigmoid")

  func callAsFunction(_ x: Double) -> Double { 1 / (1 + exponential(-x)) }
}

extension LayerKind {
  static let sigmoid = LayerKind("sigmoid", .activation, "Logistic function: `1 / (1 + e^-x)`.") { _, _, _ in Sigmoid() }
}
