// Needs: DoubleLogarithm, DoubleRoot, Doubles, Map

extension Kernel {
  /// `ln(x + √(x² - 1))`.
  static func acosh(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { acosh($0) }
  }

  /// `ln(x + √(x² - 1))`: at most 0.51 ulp off; NaN below 1 and for NaN.
  @inline(__always) static func acosh(_ x: Vector) -> Vector {
    inDoubles(x) { x in
      let d = x - 1
      return select(d .< 0, .nan, logarithmOnePlus(d + squareRoot(d * (d + 2))))
    }
  }
}
