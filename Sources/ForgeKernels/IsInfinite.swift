// Needs: Map, Truth

extension Kernel {
  /// 1 where the element is ∞ or -∞, 0 elsewhere; `y` may be `x`.
  static func isInfinite(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { isInfinite($0) }
  }

  /// 1 where `x = ±∞`, 0 elsewhere.
  @inline(__always) static func isInfinite(_ x: Vector) -> Vector { truth((x .== .infinity) .| (x .== -.infinity)) }

  /// 1 where the element is the infinity that is given, 0 elsewhere; `y` may be `x`.
  static func isInfinite(
    _ x: UnsafePointer<Float>,
    count: Int,
    into y: UnsafeMutablePointer<Float>,
    infinity: Float
  ) {
    map(x, count: count, into: y) { isInfinite($0, infinity: infinity) }
  }

  /// 1 where `x` is the infinity that is given, 0 elsewhere.
  @inline(__always) static func isInfinite(_ x: Vector, infinity: Float) -> Vector { truth(x .== infinity) }
}
