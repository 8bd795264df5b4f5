extension Kernel {
  /// The larger number of each lane, the second where one is NaN: one instruction.
  @inline(__always) static func larger(_ a: Vector, _ b: Vector) -> Vector { choice(a .> b, a, b) }

  /// The larger of a bound and the number of each lane; NaN stays NaN.
  @inline(__always) static func larger(_ bound: Float, _ x: Vector) -> Vector { larger(Vector(repeating: bound), x) }

  /// The smaller number of each lane, the second where one is NaN: one instruction.
  @inline(__always) static func smaller(_ a: Vector, _ b: Vector) -> Vector { choice(a .< b, a, b) }

  /// The smaller of a bound and the number of each lane; NaN stays NaN.
  @inline(__always) static func smaller(_ bound: Float, _ x: Vector) -> Vector { smaller(Vector(repeating: bound), x) }

  /// `select` for a mask that has no other use, and whose lanes are 0 or -1. Of a product with those the compiler makes a choice between
  /// floating-point numbers, and of a comparison and its choice a maximum or minimum; of the bit operations of `select` it does so only
  /// where neither is a constant. Of a mask that is used twice it would make multiplications.
  @inline(__always) private static func choice(_ mask: SIMDMask<SIMD16<Int32>>, _ a: Vector, _ b: Vector) -> Vector {
    let bits = unsafeBitCast(b, to: SIMD16<Int32>.self)
    let difference = unsafeBitCast(a, to: SIMD16<Int32>.self) &- bits
    return unsafeBitCast(bits &- difference &* unsafeBitCast(mask, to: SIMD16<Int32>.self), to: Vector.self)
  }
}
