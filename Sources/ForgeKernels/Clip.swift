// Needs: Map, Select

extension Kernel {
  /// `min(max(x, minimum), maximum)`; NaN stays NaN.
  static func clip(
    _ x: UnsafePointer<Float>,
    count: Int,
    into y: UnsafeMutablePointer<Float>,
    minimum: Float = -.infinity,
    maximum: Float = .infinity
  ) {
    map(x, count: count, into: y) {
      let raised = select($0 .< minimum, minimum, $0)
      return select(raised .> maximum, maximum, raised)
    }
  }
}
