import ForgeGraph
import ForgeSpec

/// The first input to the power of the second, element by element, with NumPy's broadcasting: `a^b`.
///
/// Special values are those of C's `pow` (ISO/IEC 9899:2018, F.10.4.4).
struct Power: CombiningFunction {
  let name = "power"
  let kernels: KernelFile = "Power"
  let takesMany = false

  func callAsFunction(_ a: Double, _ b: Double) -> Double { ForgeOperators.power(a, b) }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    guard inputs.count == 2 else {
      throw ShapeError("power takes two values, or one and an 'exponent'", kind: .inputCount)
    }
    return TensorType(.float32, try inputs.floatShapes().broadcast())
  }
}

/// The input to the power of a constant: `x^exponent`; special values as above.
struct ConstantPower: ElementwiseFunction {
  let exponent: Double

  let name = "power"
  var summary: String { "exponent \(floatLiteral(exponent))" }
  let kernel: (file: KernelFile, function: String) = ("ConstantPower", "power")
  var kernelOptions: KeyValuePairs<String, String> { ["exponent": floatLiteral(exponent)] }

  func callAsFunction(_ x: Double) -> Double { ForgeOperators.power(x, Double(Float(exponent))) }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    guard inputs.count == 1 else {
      throw ShapeError("power takes one value where an 'exponent' is given", kind: .inputCount)
    }
    return TensorType(.float32, try inputs.floatShapes()[0])
  }
}

extension LayerKind {
  static let power = LayerKind(
    "power",
    .elementwise,
    "Power, element by element: `a^b`, or `x^exponent` of a single value.",
    details: """
      As C and NumPy have it: a negative number has powers with whole exponents, all others are NaN; `a^0` and `1^b` are 1 even \
      for NaN. 'square', 'sqrt' and 'reciprocal' are faster; the root of -∞ is NaN, but its power of 0.5 is ∞.
      """,
    arity: .between(1, 2),
    shorthand: "exponent",
    keys: [AnyKey(Keys.exponent)]
  ) { record, _, _ in
    if let exponent = record[Keys.exponent] { ConstantPower(exponent: exponent) } else { Power() }
  }

  private enum Keys {
    static let exponent = Key(optional: "exponent", .float32, shownAs: "the second value", "The exponent of all elements.")
  }
}
