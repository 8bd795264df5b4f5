import ForgeGraph
import ForgeSpec

/// Softsign: `x / (1 + |x|)`; NaN for ±∞.
struct Softsign: ElementwiseFunction {
  let name = "softsign"
  let kernel: (file: KernelFile, function: String) = ("Softsign", "softsign")

  func callAsFunction(_ x: Double) -> Double { x / (1 + x.magnitude) }
}

extension LayerKind {
  static let softsign = LayerKind("softsign", .activation, "Softsign: `x / (1 + |x|)`.") { _, _, _ in Softsign() }
}
