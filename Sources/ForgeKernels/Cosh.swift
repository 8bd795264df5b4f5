// Needs: DoubleExponential, Doubles, Map

extension Kernel {
  /// `(e^x + e^-x) / 2`.
  static func cosh(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { cosh($0) }
  }

  /// `(e^x + e^-x) / 2`: at most 0.51 ulp off for every float32; NaN for NaN.
  @inline(__always) static func cosh(_ x: Vector) -> Vector {
    inDoubles(x) { x in
      let magnitude = absoluteValue(x)
      let power = exponential(select(magnitude .> 100, 100, magnitude))
      return 0.5 * (power + 1 / power)
    }
  }
}
