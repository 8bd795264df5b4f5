// Needs: Map

extension Kernel {
  /// `√x`; NaN below 0.
  static func squareRoot(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { $0.squareRoot() }
  }
}
