import ForgeGraph
import ForgeSpec

/// The sum of its inputs, element by element, with NumPy's broadcasting: `a + b + …`.
struct Add: CombiningFunction {
  let name = "add"
  let kernels: KernelFile = "Add"

  func callAsFunction(_ a: Double, _ b: Double) -> Double { a + b }
  func vectorExpression(_ a: String, _ b: String) -> String { "(\(a) + \(b))" }
}

extension LayerKind {
  static let add = LayerKind(
    "add",
    .elementwise,
    "Sum, element by element: `a + b + …`.",
    arity: .atLeast(2)
  ) { _, _, _ in Add() }
}
