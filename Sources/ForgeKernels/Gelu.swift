// Needs: ErrorFunction, Map, Select, Sign

extension Kernel {
  /// `x * Φ(x)` with the cumulative normal distribution `Φ(x) = ½ · erfc(-x / √2)`.
  static func gelu(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { gelu($0) }
  }

  /// `x * Φ(x)`: at most 6 ulp off wherever the result is normal, far below 0 too; NaN for NaN and, as `-∞ · 0`, for -∞.
  ///
  /// Above 0 it is `x - x * Φ(-x)`.
  @inline(__always) static func gelu(_ x: Vector) -> Vector {
    let part = normalTail(absoluteValue(x), times: select(x .> 14.5, 14.5, x))
    return select(x .< 0, part, x - part)
  }
}
