// Needs: Exponential, Map, Select, Sign

extension Kernel {
  /// `1 / (1 + e^-x)`.
  static func sigmoid(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { sigmoid($0) }
  }

  /// `1 / (1 + e^-x)`: at most 2.5 ulp off wherever the result is normal; NaN for NaN.
  ///
  /// With `e = e^-|x|` it is `1 / (1 + e)` or `e / (1 + e)`, so that small results keep their digits.
  @inline(__always) static func sigmoid(_ x: Vector) -> Vector {
    let e = exponential(-absoluteValue(x))
    return select(x .< 0, e, Vector(repeating: 1)) / (1 + e)
  }
}
