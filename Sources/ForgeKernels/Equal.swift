// Needs: Broadcast, Combine, Truth

extension Kernel {
  /// `y[i] = a[i] = b[i]`, 1 for yes and 0 for no; `y` may be `a`.
  static func equal(
    _ a: UnsafePointer<Float>,
    _ b: UnsafePointer<Float>,
    count: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    combine(a, b, count: count, into: y) { equal($0, $1) }
  }

  /// The same over `[rows][columns]` with operands that repeat; see `broadcast`.
  static func equal(
    _ a: UnsafePointer<Float>,
    strides aStrides: Strides,
    _ b: UnsafePointer<Float>,
    strides bStrides: Strides,
    rows: Int,
    columns: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    broadcast(a, strides: aStrides, b, strides: bStrides, rows: rows, columns: columns, into: y) { equal($0, $1) }
  }

  /// 1 where `a = b`, 0 elsewhere and where either is NaN.
  @inline(__always) static func equal(_ a: Vector, _ b: Vector) -> Vector { truth(a .== b) }

  /// `y[i] = a[i] ≠ b[i]`, 1 for yes and 0 for no; `y` may be `a`.
  static func notEqual(
    _ a: UnsafePointer<Float>,
    _ b: UnsafePointer<Float>,
    count: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    combine(a, b, count: count, into: y) { notEqual($0, $1) }
  }

  /// The same over `[rows][columns]` with operands that repeat; see `broadcast`.
  static func notEqual(
    _ a: UnsafePointer<Float>,
    strides aStrides: Strides,
    _ b: UnsafePointer<Float>,
    strides bStrides: Strides,
    rows: Int,
    columns: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    broadcast(a, strides: aStrides, b, strides: bStrides, rows: rows, columns: columns, into: y) { notEqual($0, $1) }
  }

  /// 1 where `a ≠ b` or either is NaN, 0 elsewhere.
  @inline(__always) static func notEqual(_ a: Vector, _ b: Vector) -> Vector { truth(a .!= b) }
}
