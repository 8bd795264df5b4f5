import ForgeGraph
import ForgeSpec

/// The quotient of two inputs, element by element, with NumPy's broadcasting: `a / b`.
struct Divide: CombiningFunction {
  let name = "divide"
  let kernels: KernelFile = "Divide"
  let takesMany = false

  func callAsFunction(_ a: Double, _ b: Double) -> Double { a / b }
  func vectorExpression(_ a: String, _ b: String) -> String { "(\(a) / \(b))" }
}

extension LayerKind {
  static let divide = LayerKind(
    "divide",
    .elementwise,
    "Quotient, element by element: `a / b`.",
    details: "A number by ±0 is ±∞, and 0 by 0 is NaN.",
    arity: .exactly(2)
  ) { _, _, _ in Divide() }
}
