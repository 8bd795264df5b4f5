// Needs: Map

extension Kernel {
  /// `-x`.
  static func negate(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { negate($0) }
  }

  /// `-x`: the sign bit turned over, of zeros too.
  @inline(__always) static func negate(_ x: Vector) -> Vector {
    unsafeBitCast(unsafeBitCast(x, to: SIMD16<UInt32>.self) ^ 0x8000_0000, to: Vector.self)
  }
}
