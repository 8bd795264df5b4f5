extension Kernel {
  /// `y[i] = f(x[i])` over whole vectors; `y` may be `x`.
  @inline(__always) static func map(
    _ x: UnsafePointer<Float>,
    count: Int,
    into y: UnsafeMutablePointer<Float>,
    _ f: (Vector) -> Vector
  ) {
    var i = 0
    while i < count {
      store(f(load(x + i)), y + i)
      i += width
    }
  }
}
