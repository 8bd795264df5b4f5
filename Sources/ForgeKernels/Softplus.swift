// Needs: Exponential, LargerOrSmaller, LogarithmOnePlus, Map, Select, Sign

extension Kernel {
  /// `ln(1 + e^(beta · x)) / beta`, and `x` where `beta · x > threshold`.
  static func softplus(
    _ x: UnsafePointer<Float>,
    count: Int,
    into y: UnsafeMutablePointer<Float>,
    beta: Float,
    threshold: Float
  ) {
    map(x, count: count, into: y) { softplus($0, beta: beta, threshold: threshold) }
  }

  /// `(max(z, 0) + ln(1 + e^-|z|)) / beta` with `z = beta · x`, which cannot overflow: at most 1.7 ulp off for `beta` 1; NaN for
  /// NaN. Another `beta` adds the rounding of `z`, which `e^z` magnifies far below 0.
  @inline(__always) static func softplus(_ x: Vector, beta: Float, threshold: Float) -> Vector {
    let z = x * beta
    let curve = larger(0, z) + logarithmOnePlus(exponential(ofNonPositive: -absoluteValue(z)))
    return select(z .> threshold, x, curve * (1 / beta))
  }
}
