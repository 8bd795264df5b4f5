extension Kernel {
  /// `y[i] += x[i] · factor` over `count` neighbours.
  @inline(__always) static func accumulate(
    _ x: UnsafePointer<Float>,
    times factor: Float = 1,
    count: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    var i = 0
    while i + width <= count {
      store(load(y + i) + load(x + i) * factor, y + i)
      i += width
    }
    while i < count {
      y[i] += x[i] * factor
      i += 1
    }
  }

  /// `y[i · step] += x[i] · factor`.
  @inline(__always) static func accumulate(
    _ x: UnsafePointer<Float>,
    times factor: Float = 1,
    count: Int,
    into y: UnsafeMutablePointer<Float>,
    step: Int
  ) {
    if step == 1 { return accumulate(x, times: factor, count: count, into: y) }
    for i in 0..<count { y[i * step] += x[i] * factor }
  }
}
