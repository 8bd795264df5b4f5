import Testing

/// How far an element may lie from the float64 reference.
enum UlpTolerance: Sendable {
  /// The float32 next to the reference, sign of zero and all.
  case exact
  /// So many units in the last place of the reference, where the smallest denormal number is the smallest unit.
  case ulps(Double)

  func admits(_ got: Float, _ want: Double) -> Bool {
    if got.isNaN || want.isNaN { return got.isNaN && want.isNaN }
    let nearest = Float(want)
    switch self {
    case .exact: return got == nearest && got.sign == nearest.sign
    case .ulps(let limit): return got == nearest || distance(got, want) <= limit
    }
  }

  /// The distance in units of the reference's last place as a float32; ∞ counts as the power of two where overflow starts.
  private func distance(_ got: Float, _ want: Double) -> Double {
    guard want.isFinite else { return .infinity }
    let value = got.isFinite ? Double(got) : Double(sign: got.sign, exponent: 128, significand: 1)
    let exponent = max(-126, min(127, want == 0 ? -126 : Int(want.exponent)))
    return abs(value - want) / Double(sign: .plus, exponent: exponent - 23, significand: 1)
  }
}

/// Expects each element near its reference, and reports the first that is not.
func expectUlps(
  _ got: [Float],
  _ want: [Double],
  _ tolerance: UlpTolerance,
  _ context: @autoclosure () -> String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(got.count == want.count, sourceLocation: sourceLocation)
  for (index, pair) in zip(got, want).enumerated() where !tolerance.admits(pair.0, pair.1) {
    let message = "element \(index) is \(pair.0), not \(pair.1) within \(tolerance) \(context())"
    Issue.record(Comment(rawValue: message), sourceLocation: sourceLocation)
    return
  }
}
