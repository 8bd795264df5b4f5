extension Kernel {
  /// `a` in the lanes where the mask holds, `b` in the others.
  ///
  /// Bit operations on whole vectors, which compile to blend, minimum or mask instructions; `replacing(with:where:)` is a loop
  /// over lanes that the compiler puts together only in part, and its blocks keep large kernels from being inlined.
  @inline(__always) static func select(_ mask: SIMDMask<SIMD16<Int32>>, _ a: Vector, _ b: Vector) -> Vector {
    let bits = unsafeBitCast(b, to: SIMD16<Int32>.self)
    let difference = unsafeBitCast(a, to: SIMD16<Int32>.self) ^ bits
    return unsafeBitCast(bits ^ (difference & unsafeBitCast(mask, to: SIMD16<Int32>.self)), to: Vector.self)
  }

  /// A constant in the lanes where the mask holds, `b` in the others.
  @inline(__always) static func select(_ mask: SIMDMask<SIMD16<Int32>>, _ a: Float, _ b: Vector) -> Vector {
    select(mask, Vector(repeating: a), b)
  }
}
