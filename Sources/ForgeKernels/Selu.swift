// Needs: ExponentialMinusOne, Map, Select

extension Kernel {
  /// `s * x`, below 0 `s * α * (e^x - 1)`.
  static func selu(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { selu($0) }
  }

  /// `s * x`, below 0 `s * α * (e^x - 1)`, with `s` = 1.0507009873554805 and `s * α` = 1.7580993408473766: at most 2 ulp off; NaN
  /// for NaN.
  @inline(__always) static func selu(_ x: Vector) -> Vector {
    let below = exponentialMinusOne(select(x .< -25, -25, x))
    return select(x .< 0, below * 1.7580993, x * 1.050701)
  }
}
