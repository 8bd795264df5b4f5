import ForgeGraph
import ForgeSpec

/// The product of its inputs, element by element, with NumPy's broadcasting: `a * b * …`.
struct Multiply: CombiningFunction {
  let name = "multiply"
  let kernels: KernelFile = "Multiply"

  func callAsFunction(_ a: Double, _ b: Double) -> Double { a * b }
  func vectorExpression(_ a: String, _ b: String) -> String { "(\(a) * \(b))" }
}

extension LayerKind {
  static let multiply = LayerKind(
    "multiply",
    .elementwise,
    "Product, element by element: `a * b * …`.",
    arity: .atLeast(2)
  ) { _, _, _ in Multiply() }
}
