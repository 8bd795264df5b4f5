// Needs: Map, QuarterTurns, Sine

extension Kernel {
  /// `tan x` for angles in radians.
  static func tan(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { tan($0) }
  }

  /// `tan x`: at most 0.51 ulp off for every finite float32; NaN for ±∞ and NaN.
  @inline(__always) static func tan(_ x: Vector) -> Vector {
    hasLargeAngle(x) ? tanOfAnyAngle(x) : inDoubles(x) { tangent(quarterTurns($0)) }
  }

  /// The same where an angle is large: rare and slow, so it stays out of the loops.
  @inline(never) static func tanOfAnyAngle(_ x: Vector) -> Vector { inDoubles(x) { tangent(quarterTurnsOfAny($0)) } }
}

extension Kernel {
  @inline(__always) private static func tangent(_ angle: QuarterTurns) -> Doubles { sine(angle) / cosine(angle) }
}
