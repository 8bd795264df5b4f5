// Needs: DoubleLogarithm, Doubles, Map

extension Kernel {
  /// `½ · ln((1 + x) / (1 - x))`.
  static func atanh(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { atanh($0) }
  }

  /// `½ · ln((1 + x) / (1 - x))`: at most 0.51 ulp off; ±∞ for ±1, NaN beyond and for NaN.
  @inline(__always) static func atanh(_ x: Vector) -> Vector {
    inDoubles(x) { x in
      let a = absoluteValue(x)
      return withSign(of: x, 0.5 * select(a .> 1, .nan, logarithmOnePlus(2 * a / (1 - a))))
    }
  }
}
