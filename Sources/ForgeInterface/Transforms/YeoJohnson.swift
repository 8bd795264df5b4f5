import ForgeSpec

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The power transform of Yeo and Johnson (2000), “A new family of power transformations to improve normality or symmetry”.
///
/// `x ≥ 0`: `((x + 1)^λ − 1) / λ`, or `log(x + 1)` for λ = 0.
/// `x < 0`: `−((1 − x)^(2 − λ) − 1) / (2 − λ)`, or `−log(1 − x)` for λ = 2.
struct YeoJohnson: Transform {
  let lambda: Double

  let name = "yeo_johnson"

  func callAsFunction(_ x: Double) -> Double {
    if x < 0 { return -Self.power(-x, 2 - lambda) }
    return Self.power(x, lambda)
  }

  /// `((x + 1)^exponent − 1) / exponent` for `x ≥ 0`, without cancellation near zero.
  private static func power(_ x: Double, _ exponent: Double) -> Double {
    exponent == 0 ? log1p(x) : expm1(exponent * log1p(x)) / exponent
  }

  var swift: [String] {
    let negative = Self.swiftPower("-x", 2 - lambda)
    let positive = Self.swiftPower("x", lambda)
    return ["x = x < 0 ? -(\(negative)) : \(positive)"]
  }

  private static func swiftPower(_ x: String, _ exponent: Double) -> String {
    exponent == 0 ? "log1p(\(x))" : "expm1(\(doubleLiteral(exponent)) * log1p(\(x))) / \(doubleLiteral(exponent))"
  }

  var needsMathLibrary: Bool { true }
}

extension TransformKind {
  static let yeoJohnson = TransformKind(
    "yeo_johnson",
    "The power transform of Yeo and Johnson with a fitted `lambda`.",
    details:
      "scikit-learn's `PowerTransformer(method='yeo-johnson', standardize=False)`; standardize after it where the prototype does.",
    shorthand: "lambda",
    keys: [AnyKey(Keys.lambda)]
  ) { record, _ in YeoJohnson(lambda: record[Keys.lambda]) }

  private enum Keys {
    static let lambda = Key("lambda", ValueType<Double>.number, "The fitted exponent.")
  }
}
