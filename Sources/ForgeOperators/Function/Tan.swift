import ForgeGraph
import ForgeSpec

/// The tangent of an angle in radians: `tan x`; NaN for ±∞.
struct Tan: ElementwiseFunction {
  let name = "tan"
  let kernel: (file: KernelFile, function: String) = ("Tan", "tan")

  func callAsFunction(_ x: Double) -> Double { tangent(x) }
}

extension LayerKind {
  static let tan = LayerKind(
    "tan",
    .function,
    "Tangent of an angle in radians: `tan x`.",
    details: "Right for every finite angle, however large; NaN for ±∞."
  ) { _, _, _ in Tan() }
}
