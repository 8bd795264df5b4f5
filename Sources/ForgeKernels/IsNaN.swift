// Needs: Map, Truth

extension Kernel {
  /// 1 where the element is NaN, 0 elsewhere; `y` may be `x`.
  static func isNaN(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { isNaN($0) }
  }

  /// 1 where `x` is NaN, 0 elsewhere.
  @inline(__always) static func isNaN(_ x: Vector) -> Vector { truth(x .!= x) }
}
