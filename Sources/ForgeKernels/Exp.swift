// Needs: Exponential, Map

extension Kernel {
  /// `e^x`.
  static func exp(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { exponential($0) }
  }
}
