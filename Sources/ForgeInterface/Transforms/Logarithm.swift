#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The natural logarithm, as NumPy has it: `log(0) = −∞`, NaN below zero.
struct NaturalLogarithm: Transform {
  let name = "log"
  func callAsFunction(_ x: Double) -> Double { _log(x) }
  var swift: [String] { ["x = log(x)"] }
  var needsMathLibrary: Bool { true }
}

/// `log(1 + x)`, exact near zero, as NumPy has it: `log1p(−1) = −∞`, NaN below.
struct Log1p: Transform {
  let name = "log1p"
  func callAsFunction(_ x: Double) -> Double { _log1p(x) }
  var swift: [String] { ["x = log1p(x)"] }
  var needsMathLibrary: Bool { true }
}

/// The square root; NaN below zero.
struct SquareRoot: Transform {
  let name = "sqrt"
  func callAsFunction(_ x: Double) -> Double { x.squareRoot() }
  var swift: [String] { ["x = x.squareRoot()"] }
}

extension TransformKind {
  static let log = TransformKind(
    "log",
    "The natural logarithm.",
    details: "As in NumPy, zero becomes −∞ and a negative number NaN: clip first where they can occur."
  ) { _, _ in NaturalLogarithm() }

  static let log1p = TransformKind(
    "log1p",
    "`log(1 + x)`, exact near zero.",
    details: "As in NumPy, −1 becomes −∞ and anything below NaN: clip first where they can occur."
  ) { _, _ in Log1p() }

  static let sqrt = TransformKind("sqrt", "The square root.", details: "A negative number becomes NaN.") { _, _ in SquareRoot()
  }
}

private func _log(_ x: Double) -> Double { log(x) }
private func _log1p(_ x: Double) -> Double { log1p(x) }
