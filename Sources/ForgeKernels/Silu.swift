// Needs: Map, Sigmoid

extension Kernel {
  /// `x / (1 + e^(-beta · x))`.
  static func silu(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>, beta: Float = 1) {
    map(x, count: count, into: y) { silu($0, beta: beta) }
  }

  /// `x / (1 + e^(-beta · x))`: at most 2.5 ulp off for `beta` 1 from -88.3 up, and -0 below. NaN for NaN and, as `-∞ / ∞`, for
  /// -∞. Another `beta` adds the rounding of `beta · x`, which `e^x` magnifies far below 0.
  @inline(__always) static func silu(_ x: Vector, beta: Float = 1) -> Vector { gate(x, bySigmoidOf: x * beta) }
}
