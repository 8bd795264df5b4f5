// Needs: Map, Select, Sign

extension Kernel {
  /// `√x`; NaN below 0.
  static func squareRoot(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { squareRoot($0) }
  }

  /// `√x`; NaN below 0.
  ///
  /// The root of an absolute value is one instruction. Where the compiler does not see that a number is not below 0, it goes through
  /// a vector lane by lane and calls the C library for those that are.
  @inline(__always) static func squareRoot(_ x: Vector) -> Vector {
    select(x .> 0, absoluteValue(x).squareRoot(), select(x .< 0, .nan, x))
  }
}
