// Needs: Map, Select

extension Kernel {
  /// 1 above 0, -1 below, 0 for ±0.
  static func signum(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { signum($0) }
  }

  /// 1 above 0, -1 below, 0 for ±0: NaN stays NaN.
  @inline(__always) static func signum(_ x: Vector) -> Vector {
    select(x .> 0, 1, select(x .< 0, -1, select(x .== 0, 0, x)))
  }
}
