import ForgeGraph
import ForgeSpec

/// The hyperbolic tangent: `tanh x`.
struct Tanh: ElementwiseFunction {
  let name = "tanh"
  let kernel: (file: KernelFile, function: String) = ("Tanh", "tanh")

  func callAsFunction(_ x: Double) -> Double { hyperbolicTangent(x) }
}

extension LayerKind {
  static let tanh = LayerKind("tanh", .activation, "Hyperbolic tangent: `tanh x`.") { _, _, _ in Tanh() }
}
