// Needs: Map, Power

extension Kernel {
  /// `x^exponent`.
  static func power(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>, exponent: Float) {
    map(x, count: count, into: y) { power($0, exponent: exponent) }
  }

  /// `x^exponent`; see `power` of two vectors.
  @inline(__always) static func power(_ x: Vector, exponent: Float) -> Vector { power(x, Vector(repeating: exponent)) }
}
