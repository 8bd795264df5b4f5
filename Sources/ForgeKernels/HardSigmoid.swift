// Needs: LargerOrSmaller, Map

extension Kernel {
  /// `min(max((x + shift) * slope, 0), 1)`.
  static func hardSigmoid(
    _ x: UnsafePointer<Float>,
    count: Int,
    into y: UnsafeMutablePointer<Float>,
    shift: Float = 3,
    slope: Float = 1 / 6
  ) {
    map(x, count: count, into: y) { hardSigmoid($0, shift: shift, slope: slope) }
  }

  /// `min(max((x + shift) * slope, 0), 1)`: at most 1.5 ulp off; NaN stays NaN.
  @inline(__always) static func hardSigmoid(_ x: Vector, shift: Float = 3, slope: Float = 1 / 6) -> Vector {
    let line = (x + shift) * slope
    return smaller(1, larger(0, line))
  }
}
