// Needs: Map, QuarterTurns, Sine

extension Kernel {
  /// `sin x` for angles in radians.
  static func sin(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { sin($0) }
  }

  /// `sin x`: at most 0.51 ulp off for every finite float32; NaN for ±∞ and NaN.
  @inline(__always) static func sin(_ x: Vector) -> Vector {
    hasLargeAngle(x) ? sinOfAnyAngle(x) : inDoubles(x) { sine(quarterTurns($0)) }
  }

  /// The same where an angle is large: rare and slow, so it stays out of the loops.
  @inline(never) static func sinOfAnyAngle(_ x: Vector) -> Vector { inDoubles(x) { sine(quarterTurnsOfAny($0)) } }
}
