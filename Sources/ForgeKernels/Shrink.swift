// Needs: Map, Select, Sign

extension Kernel {
  /// 0 from `-lambda` to `lambda`, `x - bias` above, `x + bias` below.
  static func shrink(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>, lambda: Float, bias: Float) {
    map(x, count: count, into: y) { shrink($0, lambda: lambda, bias: bias) }
  }

  /// 0 from `-lambda` to `lambda`, `x - bias` above, `x + bias` below; NaN stays NaN.
  @inline(__always) static func shrink(_ x: Vector, lambda: Float, bias: Float) -> Vector {
    let nearer = select(x .< 0, x + bias, x - bias)
    return select(absoluteValue(x) .<= lambda, 0, nearer)
  }
}
