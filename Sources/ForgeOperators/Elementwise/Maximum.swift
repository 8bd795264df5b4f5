import ForgeGraph
import ForgeSpec

/// The largest of its inputs, element by element, with NumPy's broadcasting; NaN where one of them is.
struct Maximum: CombiningFunction {
  let name = "maximum"
  let kernels: KernelFile = "Maximum"

  func callAsFunction(_ a: Double, _ b: Double) -> Double { a.isNaN || b.isNaN ? .nan : b > a ? b : a }
}

extension LayerKind {
  static let maximum = LayerKind(
    "maximum",
    .elementwise,
    "Largest, element by element: `max(a, b, …)`.",
    arity: .atLeast(2)
  ) { _, _, _ in Maximum() }
}
