// Needs: Logarithm, Select

extension Kernel {
  /// `ln(1 + e)` for `e` from 0 to 1: at most 0.85 ulp off, near zero too; NaN for NaN.
  ///
  /// Above ½ it is `ln(2 · (1 + (e - 1)/2))`, where `e - 1` has no rounding error.
  @inline(__always) static func logarithmOnePlus(_ e: Vector) -> Vector {
    let isLarge = e .> 0.5
    let f = select(isLarge, 0.5 * (e - 1), e)
    return logarithm(ofOnePlus: f, timesTwoTo: select(isLarge, 1, Vector(repeating: 0)))
  }
}
