// Needs: Map, Select

extension Kernel {
  /// `min(max(x, 0), 6)`; NaN stays NaN.
  static func relu6(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
    map(x, count: count, into: y) { select($0 .> 6, 6, select($0 .< 0, 0, $0)) }
  }
}
