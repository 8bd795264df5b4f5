extension Kernel {
  /// `y[i] = f(a[i], b[i])` over whole vectors; `y` may be `a`.
  @inline(__always) static func combine(
    _ a: UnsafePointer<Float>,
    _ b: UnsafePointer<Float>,
    count: Int,
    into y: UnsafeMutablePointer<Float>,
    _ f: (Vector, Vector) -> Vector
  ) {
    var i = 0
    while i < count {
      store(f(load(a + i), load(b + i)), y + i)
      i += width
    }
  }
}
