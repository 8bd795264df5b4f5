// Needs: Map

extension Kernel {
  /// `x²`.
  static func square(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { square($0) }
  }

  /// `x²`: the nearest float32.
  @inline(__always) static func square(_ x: Vector) -> Vector {
    x * x
  }
}
