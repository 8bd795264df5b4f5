// Needs: Exponential, MultiplyAdd

extension Kernel {
  /// `e^x - 1` for `x` from -87 to 88: at most 1.7 ulp off, near zero too; NaN for NaN.
  ///
  /// `e^x - 1 = 2^n · (e^r - 1) + (2^n - 1)`, where the last term has no rounding error until it swamps the others.
  @inline(__always) static func exponentialMinusOne(_ x: Vector) -> Vector {
    let (n, r) = splitExponent(x, biasedBy: 127)
    let power = powerOfTwo(biased: n)
    return multiplyAdd(power, exponentialOfRest(r), power - 1)
  }
}
