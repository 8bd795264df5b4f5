// Needs: Map

extension Kernel {
  /// `1 / x`.
  static func reciprocal(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { reciprocal($0) }
  }

  /// `1 / x`: the nearest float32; ±∞ for ±0.
  @inline(__always) static func reciprocal(_ x: Vector) -> Vector {
    1 / x
  }
}
