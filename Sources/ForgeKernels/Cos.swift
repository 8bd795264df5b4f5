// Needs: Map, QuarterTurns, Sine

extension Kernel {
  /// `cos x` for angles in radians.
  static func cos(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { cos($0) }
  }

  /// `cos x`: at most 0.51 ulp off for every finite float32; NaN for ±∞ and NaN.
  @inline(__always) static func cos(_ x: Vector) -> Vector {
    hasLargeAngle(x) ? cosOfAnyAngle(x) : inDoubles(x) { cosine(quarterTurns($0)) }
  }

  /// The same where an angle is large: rare and slow, so it stays out of the loops.
  @inline(never) static func cosOfAnyAngle(_ x: Vector) -> Vector { inDoubles(x) { cosine(quarterTurnsOfAny($0)) } }
}
