// Needs: Map, Select

extension Kernel {
  /// `x`, below 0 `slope * x`.
  static func leakyRelu(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>, slope: Float) {
    map(x, count: count, into: y) { select($0 .< 0, $0 * slope, $0) }
  }
}
