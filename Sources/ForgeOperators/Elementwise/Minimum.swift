import ForgeGraph
import ForgeSpec

/// The smallest of its inputs, element by element, with NumPy's broadcasting; NaN where one of them is.
struct Minimum: CombiningFunction {
  let name = "minimum"
  let kernels: KernelFile = "Minimum"

  func callAsFunction(_ a: Double, _ b: Double) -> Double { a.isNaN || b.isNaN ? .nan : b < a ? b : a }
}

extension LayerKind {
  static let minimum = LayerKind(
    "minimum",
    .elementwise,
    "Smallest, element by element: `min(a, b, …)`.",
    arity: .atLeast(2)
  ) { _, _, _ in Minimum() }
}
