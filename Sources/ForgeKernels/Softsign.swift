// Needs: Map, Sign

extension Kernel {
  /// `x / (1 + |x|)`.
  static func softsign(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { softsign($0) }
  }

  /// `x / (1 + |x|)`: at most 1.5 ulp off; NaN for NaN and, as `∞ / ∞`, for ±∞.
  @inline(__always) static func softsign(_ x: Vector) -> Vector { x / (1 + absoluteValue(x)) }
}
