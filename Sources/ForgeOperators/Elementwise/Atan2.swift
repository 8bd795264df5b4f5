import ForgeGraph
import ForgeSpec

/// The angle of the point `(x, y)` from the axis of `x`, element by element, with NumPy's broadcasting: `atan2(y, x)`.
///
/// Special values are those of C's `atan2` (ISO/IEC 9899:2018, F.10.1.4).
struct Atan2: CombiningFunction {
  let name = "atan2"
  let kernels: KernelFile = "Atan2"
  let takesMany = false

  func callAsFunction(_ y: Double, _ x: Double) -> Double { arctangent(y, over: x) }
}

extension LayerKind {
  static let atan2 = LayerKind(
    "atan2",
    .elementwise,
    "Angle of a point `(x, y)`, element by element: `atan2(y, x)`, from -π to π.",
    details: "The first input is `y`, as in `torch.atan2` and `keras.ops.arctan2`.",
    arity: .exactly(2)
  ) { _, _, _ in Atan2() }
}
