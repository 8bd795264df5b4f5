// Needs: Exponential, LargerOrSmaller, Map, MultiplyAdd, Select, Sign

extension Kernel {
  /// `2/√π · ∫ e^(-t²) dt` from 0 to `x`.
  static func erf(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { erf($0) }
  }

  /// The error function: at most 1.4 ulp off for every float32; ±1 for ±∞, NaN for NaN.
  ///
  /// Up to 0.921875 it is `x + x · P(x²)`, from there `1 - e^Q(|x|)`, as `ln(1 - erf x)` is smooth there; both are minimax polynomials.
  /// Beyond 4 it is 1.
  @inline(__always) static func erf(_ x: Vector) -> Vector {
    let square = x * x
    var p = multiplyAdd(square, 8.37009747e-5, -0.000814270355)
    p = multiplyAdd(p, square, 0.00520103222)
    p = multiplyAdd(p, square, -0.0268593982)
    p = multiplyAdd(p, square, 0.112836955)
    p = multiplyAdd(p, square, -0.376126337)
    p = multiplyAdd(p, square, 0.128379167)
    let near = multiplyAdd(x, p, x)
    let a = smaller(4, absoluteValue(x))
    var q = multiplyAdd(a, 0.000194732688, -0.00303158427)
    q = multiplyAdd(q, a, 0.022181338)
    q = multiplyAdd(q, a, -0.103838791)
    q = multiplyAdd(q, a, -0.63728588)
    q = multiplyAdd(q, a, -1.12761539)
    q = multiplyAdd(q, a, -0.000209928823)
    let far = withSign(of: x, 1 - exponential(q))
    return select(a .> 0.921875, far, near)
  }
}
