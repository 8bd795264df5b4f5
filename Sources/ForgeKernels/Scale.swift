// Needs: Map

extension Kernel {
  /// `x * factor + offset`.
  static func scale(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>, factor: Float, offset: Float) {
    map(x, count: count, into: y) { scale($0, factor: factor, offset: offset) }
  }

  /// `x * factor + offset`.
  @inline(__always) static func scale(_ x: Vector, factor: Float, offset: Float) -> Vector { x * factor + offset }
}
