// Needs: Map, Sigmoid

extension Kernel {
  /// `x / (1 + e^-x)`: at most 3.3 ulp off from -87.3 up; below, `e^x` is denormal and has fewer digits. NaN for NaN and, as
  /// `-∞ · 0`, for -∞.
  static func silu(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { $0 * sigmoid($0) }
  }
}
