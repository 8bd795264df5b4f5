// Needs: Map, Select, Sign

extension Kernel {
  /// The nearest whole number, of two the even one.
  static func round(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { round($0) }
  }

  /// The nearest whole number, of two the even one: NaN and ±∞ stay.
  @inline(__always) static func round(_ x: Vector) -> Vector {
    let magnitude = absoluteValue(x)
    // From 2²³ up there are whole numbers only; below, adding that rounds to one.
    let rounded = (magnitude + 0x1p23) - 0x1p23
    return select(magnitude .< 0x1p23, withSign(of: x, rounded), x)
  }
}
