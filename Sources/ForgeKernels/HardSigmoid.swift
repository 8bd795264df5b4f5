// Needs: Map, Select

extension Kernel {
  /// `min(max(x + 3, 0), 6) / 6`.
  static func hardSigmoid(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { hardSigmoid($0) }
  }

  /// `min(max(x + 3, 0), 6) / 6`: at most 1.5 ulp off; NaN stays NaN.
  @inline(__always) static func hardSigmoid(_ x: Vector) -> Vector {
    let shifted = x + 3
    return select(shifted .> 6, 6, select(shifted .< 0, 0, shifted)) * (1 / 6)
  }
}
