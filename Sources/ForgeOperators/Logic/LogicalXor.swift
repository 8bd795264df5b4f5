import ForgeGraph
import ForgeSpec

/// Whether one of two values is true and the other is not, element by element, with NumPy's broadcasting: `a ⊻ b`, 1 for yes and 0 for no.
struct LogicalXor: CombiningFunction {
  let name = "logical_xor"
  let kernels: KernelFile = "Logic"
  let function = "logicalXor"
  let takesMany = false

  func callAsFunction(_ a: Double, _ b: Double) -> Double { (a != 0) != (b != 0) ? 1 : 0 }
}

extension LayerKind {
  static let logicalXor = LayerKind(
    "logical_xor",
    .logic,
    "Whether one of two values is true and the other is not, element by element: `a ⊻ b`.",
    details: """
      `torch.logical_xor`, `numpy.logical_xor`, `keras.ops.logical_xor`. Everything but 0 is true, NaN too. The result \
      is a number: 1 for yes, 0 for no.
      """,
    arity: .exactly(2)
  ) { _, _, _ in LogicalXor() }
}
