// Needs: Map, Select

extension Kernel {
  /// `max(x, 0)`; NaN stays NaN.
  static func relu(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { select($0 .< 0, 0, $0) }
  }
}
