// Needs: Map

extension Kernel {
  /// `√x`; NaN below 0.
  static func squareRoot(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { squareRoot($0) }
  }

  /// `√x`; NaN below 0.
  @inline(__always) static func squareRoot(_ x: Vector) -> Vector { x.squareRoot() }
}
