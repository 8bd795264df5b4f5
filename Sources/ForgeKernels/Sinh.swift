// Needs: DoubleExponential, Doubles, Map

extension Kernel {
  /// `(e^x - e^-x) / 2`.
  static func sinh(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { sinh($0) }
  }

  /// `(e^x - e^-x) / 2`: at most 0.51 ulp off for every float32; NaN for NaN.
  @inline(__always) static func sinh(_ x: Vector) -> Vector {
    inDoubles(x) { x in
      let magnitude = absoluteValue(x)
      let d = exponentialMinusOne(select(magnitude .> 100, 100, magnitude))
      return withSign(of: x, 0.5 * (d + d / (d + 1)))
    }
  }
}
