// Needs: Exponential, Map

extension Kernel {
  /// `e^x`.
  static func exp(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { exp($0) }
  }

  /// `e^x`; see `exponential`.
  @inline(__always) static func exp(_ x: Vector) -> Vector { exponential(x) }
}
