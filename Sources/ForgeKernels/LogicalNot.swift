// Needs: Map, Truth

extension Kernel {
  /// 1 where the element is 0, 0 elsewhere; `y` may be `x`.
  static func logicalNot(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { logicalNot($0) }
  }

  /// 1 where `x = 0`, 0 elsewhere and where it is NaN.
  @inline(__always) static func logicalNot(_ x: Vector) -> Vector { truth(x .== 0) }
}
