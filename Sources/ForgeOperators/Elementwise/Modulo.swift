import ForgeGraph
import ForgeSpec

/// The remainder of a division, element by element, with NumPy's broadcasting: `a - b · q` with the quotient `q` rounded to a
/// whole number.
///
/// It has no rounding error but that of Python's remainder, which may be too long for float32 where signs differ.
struct Modulo: CombiningFunction {
  /// How the quotient becomes a whole number.
  enum Rounding: String, Sendable, CaseIterable {
    /// Downwards: the remainder has the divisor's sign (Python's `%`).
    case floor
    /// Towards 0: the remainder has the dividend's sign (C's `fmod`).
    case truncate
  }

  let rounding: Rounding

  let name = "modulo"
  var summary: String { "rounding \(rounding.rawValue)" }
  let kernels: KernelFile = "Modulo"
  var function: String { rounding == .floor ? "floorModulo" : "truncatedModulo" }
  let takesMany = false

  func callAsFunction(_ a: Double, _ b: Double) -> Double {
    let remainder = a.truncatingRemainder(dividingBy: b)
    guard rounding == .floor else { return remainder }
    if remainder == 0 { return Double(signOf: b, magnitudeOf: remainder) }
    return (remainder < 0) == (b < 0) ? remainder : remainder + b
  }
}

extension LayerKind {
  static let modulo = LayerKind(
    "modulo",
    .elementwise,
    "Remainder of a division, element by element: `a - b · q` with a whole quotient `q`.",
    details: """
      `rounding: floor` is `%` of Python, `numpy.mod`, `torch.remainder` and `keras.ops.mod`; `rounding: truncate` is `fmod` of C, \
      NumPy and PyTorch, and `Mod` of ONNX with `fmod: 1`. NaN where the divisor is 0 or the dividend infinite.
      """,
    arity: .exactly(2),
    shorthand: "rounding",
    keys: [AnyKey(Keys.rounding)]
  ) { record, _, _ in Modulo(rounding: record[Keys.rounding]) }

  private enum Keys {
    static let rounding = Key(
      "rounding",
      .word(Modulo.Rounding.self),
      "Where a quotient between two whole numbers goes: `floor`, down, or `truncate`, towards 0."
    )
  }
}
