// Needs: Map, Round, Select, Sign

extension Kernel {
  /// The next whole number below.
  static func floor(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { floor($0) }
  }

  /// The next whole number below: NaN and ±∞ stay.
  @inline(__always) static func floor(_ x: Vector) -> Vector {
    let nearest = round(x)
    return select(nearest .> x, nearest - 1, nearest)
  }
}
