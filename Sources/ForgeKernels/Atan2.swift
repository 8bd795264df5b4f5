// Needs: Arctangent, Broadcast, Combine, Doubles

extension Kernel {
  /// `y[i] = atan2(a[i], b[i])`; `y` may be `a`.
  static func atan2(
    _ a: UnsafePointer<Float>,
    _ b: UnsafePointer<Float>,
    count: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    combine(a, b, count: count, into: y) { atan2($0, $1) }
  }

  /// The same over `[rows][columns]` with operands that repeat; see `broadcast`.
  static func atan2(
    _ a: UnsafePointer<Float>,
    strides aStrides: Strides,
    _ b: UnsafePointer<Float>,
    strides bStrides: Strides,
    rows: Int,
    columns: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    broadcast(a, strides: aStrides, b, strides: bStrides, rows: rows, columns: columns, into: y) { atan2($0, $1) }
  }

  /// The angle of the point `(x, y)`: at most 0.51 ulp off; special values as in C's `atan2` (ISO/IEC 9899:2018, F.10.1.4).
  @inline(__always) static func atan2(_ y: Vector, _ x: Vector) -> Vector { inDoubles(y, x) { arctangent($0, over: $1) } }
}
