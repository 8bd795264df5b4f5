extension Kernel {
  /// `|x|`: the sign bit cleared.
  @inline(__always) static func absoluteValue(_ x: Vector) -> Vector {
    unsafeBitCast(unsafeBitCast(x, to: SIMD16<UInt32>.self) & 0x7FFF_FFFF, to: Vector.self)
  }

  /// A magnitude, whose sign bit is 0, with the sign of `x`.
  @inline(__always) static func withSign(of x: Vector, _ magnitude: Vector) -> Vector {
    let sign = unsafeBitCast(x, to: SIMD16<UInt32>.self) & 0x8000_0000
    return unsafeBitCast(unsafeBitCast(magnitude, to: SIMD16<UInt32>.self) | sign, to: Vector.self)
  }
}
