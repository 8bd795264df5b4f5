import ForgeGraph
import ForgeSpec

/// The angle between -π/2 and π/2 with the tangent `x`.
struct Atan: ElementwiseFunction {
  let name = "atan"
  let kernel: (file: KernelFile, function: String) = ("Atan", "atan")

  func callAsFunction(_ x: Double) -> Double { arctangent(x) }
}

extension LayerKind {
  static let atan = LayerKind(
    "atan",
    .function,
    "Inverse tangent: the angle between -π/2 and π/2 with the tangent `x`.",
    details: "±π/2 for ±∞. `torch.atan`, `keras.ops.arctan`. The angle of a point is 'atan2'."
  ) { _, _, _ in Atan() }
}
