// Needs: Map, Round, Select, Sign

extension Kernel {
  /// The next whole number above.
  static func ceil(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { ceil($0) }
  }

  /// The next whole number above: NaN and ±∞ stay.
  @inline(__always) static func ceil(_ x: Vector) -> Vector {
    let nearest = round(x)
    return select(nearest .< x, withSign(of: x, absoluteValue(nearest + 1)), nearest)
  }
}
