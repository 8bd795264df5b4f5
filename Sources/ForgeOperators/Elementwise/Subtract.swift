import ForgeGraph
import ForgeSpec

/// The difference of two inputs, element by element, with NumPy's broadcasting: `a - b`.
struct Subtract: CombiningFunction {
  let name = "subtract"
  let kernels: KernelFile = "Subtract"
  let takesMany = false

  func callAsFunction(_ a: Double, _ b: Double) -> Double { a - b }
  func vectorExpression(_ a: String, _ b: String) -> String { "(\(a) - \(b))" }
}

extension LayerKind {
  static let subtract = LayerKind(
    "subtract",
    .elementwise,
    "Difference, element by element: `a - b`.",
    arity: .exactly(2)
  ) { _, _, _ in Subtract() }
}
