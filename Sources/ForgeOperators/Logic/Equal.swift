import ForgeGraph
import ForgeSpec

/// Whether two values are equal, element by element, with NumPy's broadcasting: `a = b`, 1 for yes and 0 for no.
struct Equal: CombiningFunction {
  let name = "equal"
  let kernels: KernelFile = "Equal"
  let takesMany = false

  func callAsFunction(_ a: Double, _ b: Double) -> Double { a == b ? 1 : 0 }
}

extension LayerKind {
  static let equal = LayerKind(
    "equal",
    .logic,
    "Whether two values are equal, element by element: `a = b`.",
    details: """
      `torch.eq`, `numpy.equal`, `keras.ops.equal`. NaN equals nothing; 0 and -0 are equal. The result is a number: 1 \
      for yes, 0 for no.
      """,
    arity: .exactly(2)
  ) { _, _, _ in Equal() }
}
