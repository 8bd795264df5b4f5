import ForgeGraph
import ForgeSpec

/// The angle from 0 to π with the cosine `x`; NaN outside -1 to 1.
struct Acos: ElementwiseFunction {
  let name = "acos"
  let kernel: (file: KernelFile, function: String) = ("Acos", "acos")

  func callAsFunction(_ x: Double) -> Double { arccosine(x) }
}

extension LayerKind {
  static let acos = LayerKind(
    "acos",
    .function,
    "Inverse cosine: the angle from 0 to π with the cosine `x`.",
    details: "NaN outside -1 to 1. `torch.acos`, `keras.ops.arccos`."
  ) { _, _, _ in Acos() }
}
