// Needs: Map

extension Kernel {
  /// `max(x, 0)`; NaN stays NaN.
  static func relu(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { $0.replacing(with: 0, where: $0 .< 0) }
  }
}
