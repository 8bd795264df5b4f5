extension Kernel {
  /// Works `count` neighbours into others: `y[i] = joined(y[i], x[i])`.
  @inline(__always) static func scatterRow(
    _ x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>,
    count: Int,
    _ joined: (_ old: Float, _ new: Float) -> Float
  ) {
    for i in 0..<count { y[i] = joined(y[i], x[i]) }
  }
}
