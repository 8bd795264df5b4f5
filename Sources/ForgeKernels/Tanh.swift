// Needs: HyperbolicTangent, Map

extension Kernel {
  /// `tanh x`.
  static func tanh(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { hyperbolicTangent($0) }
  }
}
