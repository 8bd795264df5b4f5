// Needs: Broadcast, Combine, LargerOrSmaller, Select

extension Kernel {
  /// `y[i] = max(a[i], b[i])`, NaN where either is; `y` may be `a`.
  static func maximum(
    _ a: UnsafePointer<Float>,
    _ b: UnsafePointer<Float>,
    count: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    combine(a, b, count: count, into: y) { maximum($0, $1) }
  }

  /// The same over `[rows][columns]` with operands that repeat; see `broadcast`.
  static func maximum(
    _ a: UnsafePointer<Float>,
    strides aStrides: Strides,
    _ b: UnsafePointer<Float>,
    strides bStrides: Strides,
    rows: Int,
    columns: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    broadcast(a, strides: aStrides, b, strides: bStrides, rows: rows, columns: columns, into: y) { maximum($0, $1) }
  }

  /// The larger of two elements, NaN when either is NaN.
  @inline(__always) static func maximum(_ a: Vector, _ b: Vector) -> Vector {
    select(b .!= b, b, larger(b, a))
  }
}
