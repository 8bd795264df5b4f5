extension Kernel {
  /// Half a vector in float64, for functions that lose digits on the way: computed in float64 and rounded once, they are right to
  /// all digits but rarely the last.
  typealias Doubles = SIMD8<Double>

  /// `f(x)` in float64, half a vector at a time.
  @inline(__always) static func inDoubles(_ x: Vector, _ f: (Doubles) -> Doubles) -> Vector {
    Vector(lowHalf: floats(f(doubles(x.lowHalf))), highHalf: floats(f(doubles(x.highHalf))))
  }

  /// `f(x, y)` in float64, half a vector at a time.
  @inline(__always) static func inDoubles(_ x: Vector, _ y: Vector, _ f: (Doubles, Doubles) -> Doubles) -> Vector {
    Vector(
      lowHalf: floats(f(doubles(x.lowHalf), doubles(y.lowHalf))),
      highHalf: floats(f(doubles(x.highHalf), doubles(y.highHalf)))
    )
  }

  /// The same numbers in float64; lane by lane, which the compiler puts together.
  @inline(__always) static func doubles(_ x: SIMD8<Float>) -> Doubles {
    Doubles(
      Double(x[0]),
      Double(x[1]),
      Double(x[2]),
      Double(x[3]),
      Double(x[4]),
      Double(x[5]),
      Double(x[6]),
      Double(x[7])
    )
  }

  /// The nearest numbers in float32.
  @inline(__always) static func floats(_ x: Doubles) -> SIMD8<Float> {
    SIMD8(Float(x[0]), Float(x[1]), Float(x[2]), Float(x[3]), Float(x[4]), Float(x[5]), Float(x[6]), Float(x[7]))
  }

  /// `a` in the lanes where the mask holds, `b` in the others: bit operations, as for vectors of float32.
  @inline(__always) static func select(_ mask: SIMDMask<SIMD8<Int64>>, _ a: Doubles, _ b: Doubles) -> Doubles {
    let bits = unsafeBitCast(b, to: SIMD8<Int64>.self)
    let difference = unsafeBitCast(a, to: SIMD8<Int64>.self) ^ bits
    return unsafeBitCast(bits ^ (difference & unsafeBitCast(mask, to: SIMD8<Int64>.self)), to: Doubles.self)
  }

  /// A constant in the lanes where the mask holds, `b` in the others.
  @inline(__always) static func select(_ mask: SIMDMask<SIMD8<Int64>>, _ a: Double, _ b: Doubles) -> Doubles {
    select(mask, Doubles(repeating: a), b)
  }

  /// `|x|`: the sign bit cleared.
  @inline(__always) static func absoluteValue(_ x: Doubles) -> Doubles {
    unsafeBitCast(bits(x) & 0x7FFF_FFFF_FFFF_FFFF, to: Doubles.self)
  }

  /// A magnitude, whose sign bit is 0, with the sign of `x`.
  @inline(__always) static func withSign(of x: Doubles, _ magnitude: Doubles) -> Doubles {
    unsafeBitCast(bits(magnitude) | (bits(x) & 0x8000_0000_0000_0000), to: Doubles.self)
  }

  /// `a · b + c`; see `multiplyAdd` of vectors.
  @inline(__always) static func multiplyAdd(_ a: Doubles, _ b: Doubles, _ c: Doubles) -> Doubles {
    #if X86_64_V3 || X86_64_V4 || arch(arm64)
      c.addingProduct(a, b)
    #else
      c + a * b
    #endif
  }

  @inline(__always) static func multiplyAdd(_ a: Doubles, _ b: Doubles, _ c: Double) -> Doubles {
    multiplyAdd(a, b, Doubles(repeating: c))
  }

  @inline(__always) static func multiplyAdd(_ a: Doubles, _ b: Double, _ c: Double) -> Doubles {
    multiplyAdd(a, Doubles(repeating: b), Doubles(repeating: c))
  }

  @inline(__always) static func multiplyAdd(_ a: Doubles, _ b: Double, _ c: Doubles) -> Doubles {
    multiplyAdd(a, Doubles(repeating: b), c)
  }

  @inline(__always) static func bits(_ x: Doubles) -> SIMD8<UInt64> { unsafeBitCast(x, to: SIMD8<UInt64>.self) }
}
