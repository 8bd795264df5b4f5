// Needs: Map, Sign

extension Kernel {
  /// `x / (1 + |x|)`: at most 1.5 ulp off; NaN for NaN and, as `∞ / ∞`, for ±∞.
  static func softsign(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { $0 / (1 + absoluteValue($0)) }
  }
}
