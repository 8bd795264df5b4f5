// Needs: Floor, Map, Sign

extension Kernel {
  /// The next whole number towards 0.
  static func trunc(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { trunc($0) }
  }

  /// The next whole number towards 0: NaN, ±∞ and -0 stay.
  @inline(__always) static func trunc(_ x: Vector) -> Vector { withSign(of: x, floor(absoluteValue(x))) }
}
