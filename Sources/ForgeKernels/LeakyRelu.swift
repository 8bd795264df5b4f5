// Needs: Map, Select

extension Kernel {
  /// `x`, below 0 `slope * x`.
  static func leakyRelu(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>, slope: Float) {
    map(x, count: count, into: y) { leakyRelu($0, slope: slope) }
  }

  /// `x`, below 0 `slope * x`.
  @inline(__always) static func leakyRelu(_ x: Vector, slope: Float) -> Vector { select(x .< 0, x * slope, x) }
}
