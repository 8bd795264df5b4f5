// Needs: Map

extension Kernel {
  /// `x * factor + offset`.
  static func scale(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>, factor: Float, offset: Float) {
    map(x, count: count, into: y) { $0 * factor + offset }
  }
}
