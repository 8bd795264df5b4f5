import ForgeGraph
import ForgeSpec

/// The exponential function: `e^x`.
struct Exp: ElementwiseFunction {
  let name = "exp"
  let kernel: (file: KernelFile, function: String) = ("Exp", "exp")

  func callAsFunction(_ x: Double) -> Double { exponential(x) }
}

extension LayerKind {
  static let exp = LayerKind("exp", .function, "Exponential function: `e^x`.") { _, _, _ in Exp() }
}
