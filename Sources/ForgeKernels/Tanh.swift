// Needs: HyperbolicTangent, Map

extension Kernel {
  /// `tanh x`.
  static func tanh(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { tanh($0) }
  }

  /// `tanh x`; see `hyperbolicTangent`.
  @inline(__always) static func tanh(_ x: Vector) -> Vector { hyperbolicTangent(x) }
}
