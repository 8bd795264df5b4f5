// Needs: Broadcast, Combine

extension Kernel {
  /// `y[i] = a[i] / b[i]`; `y` may be `a`.
  static func divide(
    _ a: UnsafePointer<Float>,
    _ b: UnsafePointer<Float>,
    count: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    combine(a, b, count: count, into: y) { $0 / $1 }
  }

  /// The same over `[rows][columns]` with operands that repeat; see `broadcast`.
  static func divide(
    _ a: UnsafePointer<Float>,
    strides aStrides: Strides,
    _ b: UnsafePointer<Float>,
    strides bStrides: Strides,
    rows: Int,
    columns: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    broadcast(a, strides: aStrides, b, strides: bStrides, rows: rows, columns: columns, into: y) { $0 / $1 }
  }
}
