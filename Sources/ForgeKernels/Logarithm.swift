// Needs: MultiplyAdd, Select

extension Kernel {
  /// `ln x`: at most 0.84 ulp off for every positive float32, denormal ones too; -∞ for 0, NaN below and for NaN.
  ///
  /// `x = 2^k · (1 + f)` with `1 + f` from √½ to √2.
  @inline(__always) static func logarithm(_ x: Vector) -> Vector {
    let isDenormal = x .< 0x1p-126
    let normal = select(isDenormal, x * 0x1p23, x)
    let rootOfHalf: Int32 = 0x3F35_04F3
    let offset = unsafeBitCast(normal, to: SIMD16<Int32>.self) &- rootOfHalf
    let f = unsafeBitCast((offset & 0x007F_FFFF) &+ rootOfHalf, to: Vector.self) - 1
    // 1.5 · 2²³ has its last bit at 1: whole numbers added to its bits are added to its value.
    let k = unsafeBitCast((offset &>> 23) &+ 0x4B40_0000, to: Vector.self) - 12_582_912
    let result = logarithm(ofOnePlus: f, timesTwoTo: select(isDenormal, k - 23, k))
    return select(x .< 0, .nan, select(x .== 0, -.infinity, select(x .< .infinity, result, x)))
  }

  /// `ln((1 + f) · 2^k) = k · ln 2 + f - ½f² + f³ · P(f)` for `f` from √½ - 1 to ½; `P` is a minimax polynomial.
  @inline(__always) static func logarithm(ofOnePlus f: Vector, timesTwoTo k: Vector) -> Vector {
    var p = multiplyAdd(f, 0.049623895, -0.10619717)
    p = multiplyAdd(p, f, 0.1214795)
    p = multiplyAdd(p, f, -0.12609681)
    p = multiplyAdd(p, f, 0.1420974)
    p = multiplyAdd(p, f, -0.16655433)
    p = multiplyAdd(p, f, 0.20002164)
    p = multiplyAdd(p, f, -0.25000247)
    p = multiplyAdd(p, f, 0.33333313)
    let square = f * f
    let correction = f * square * p + k * -2.121944e-4 - 0.5 * square
    return f + correction + k * 0.693359375
  }
}
