import ForgeGraph
import ForgeSpec

/// Scaled exponential linear unit: `s * x`, below 0 `s * α * (e^x - 1)`, with the constants of Klambauer, Unterthiner, Mayr and
/// Hochreiter, “Self-Normalizing Neural Networks”, 2017.
struct Selu: ElementwiseFunction {
  let name = "selu"
  let kernel: (file: KernelFile, function: String) = ("Selu", "selu")

  private let scale = 1.0507009873554804934
  private let alpha = 1.6732632423543772848

  func callAsFunction(_ x: Double) -> Double { scale * (x < 0 ? alpha * exponentialMinusOne(x) : x) }
}

extension LayerKind {
  static let selu = LayerKind(
    "selu",
    .activation,
    "Scaled exponential linear unit: `s * x`, below 0 `s * α * (e^x - 1)`.",
    details: """
      The constants are `s` = 1.0507009873554805 and `α` = 1.6732632423543773 (Klambauer et al., “Self-Normalizing Neural \
      Networks”, 2017).
      """
  ) { _, _, _ in Selu() }
}
