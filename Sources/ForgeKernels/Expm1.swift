// Needs: DoubleExponential, Doubles, Map, Select

extension Kernel {
  /// `e^x - 1`.
  static func expm1(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { expm1($0) }
  }

  /// `e^x - 1`: at most 0.51 ulp off for every float32; ±0 for ±0, NaN for NaN.
  @inline(__always) static func expm1(_ x: Vector) -> Vector {
    let power = inDoubles(x) { exponentialMinusOne(select($0 .> 100, 100, select($0 .< -100, -100, $0))) }
    return select(x .== 0, x, power)
  }
}
