// Needs: Doubles

extension Kernel {
  /// `√x`; NaN below 0.
  ///
  /// The root of an absolute value is one instruction. Where the compiler does not see that a number is not below 0, it goes through
  /// a vector lane by lane and calls the C library for those that are.
  @inline(__always) static func squareRoot(_ x: Doubles) -> Doubles {
    select(x .< 0, .nan, absoluteValue(x).squareRoot())
  }
}
