import ForgeGraph
import ForgeSpec

/// The absolute value: `|x|`.
struct Abs: ElementwiseFunction {
  let name = "abs"
  let kernel: (file: KernelFile, function: String) = ("AbsoluteValue", "absoluteValue")

  func callAsFunction(_ x: Double) -> Double { x.magnitude }
}

extension LayerKind {
  static let abs = LayerKind("abs", .function, "Absolute value: `|x|`.") { _, _, _ in Abs() }
}
