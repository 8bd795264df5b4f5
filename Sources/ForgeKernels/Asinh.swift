// Needs: DoubleLogarithm, DoubleRoot, Doubles, Map

extension Kernel {
  /// `ln(x + √(x² + 1))`.
  static func asinh(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { asinh($0) }
  }

  /// `ln(x + √(x² + 1))`: at most 0.51 ulp off for every float32; NaN for NaN.
  @inline(__always) static func asinh(_ x: Vector) -> Vector {
    inDoubles(x) { x in
      let a = absoluteValue(x)
      let result = logarithmOnePlus(a + a * a / (1 + squareRoot(a * a + 1)))
      return withSign(of: x, select(a .== .infinity, a, result))
    }
  }
}
