// Needs: Logarithm, Map

extension Kernel {
  /// `ln x`; -∞ for 0, NaN below.
  static func log(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { log($0) }
  }

  /// `ln x`; see `logarithm`.
  @inline(__always) static func log(_ x: Vector) -> Vector { logarithm(x) }
}
