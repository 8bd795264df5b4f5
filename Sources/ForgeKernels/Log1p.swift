// Needs: DoubleLogarithm, Doubles, Map, Select

extension Kernel {
  /// `ln(1 + x)`.
  static func log1p(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { log1p($0) }
  }

  /// `ln(1 + x)`: at most 0.51 ulp off for every float32; ±0 for ±0, -∞ for -1, NaN below and for NaN.
  @inline(__always) static func log1p(_ x: Vector) -> Vector {
    select(x .== 0, x, inDoubles(x) { logarithmOnePlus($0) })
  }
}
