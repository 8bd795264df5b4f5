// Needs: Broadcast, Combine, Truth

extension Kernel {
  /// `y[i] = a[i] < b[i]`, 1 for yes and 0 for no; `y` may be `a`.
  static func less(
    _ a: UnsafePointer<Float>,
    _ b: UnsafePointer<Float>,
    count: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    combine(a, b, count: count, into: y) { less($0, $1) }
  }

  /// The same over `[rows][columns]` with operands that repeat; see `broadcast`.
  static func less(
    _ a: UnsafePointer<Float>,
    strides aStrides: Strides,
    _ b: UnsafePointer<Float>,
    strides bStrides: Strides,
    rows: Int,
    columns: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    broadcast(a, strides: aStrides, b, strides: bStrides, rows: rows, columns: columns, into: y) { less($0, $1) }
  }

  /// 1 where `a < b`, 0 elsewhere and where either is NaN.
  @inline(__always) static func less(_ a: Vector, _ b: Vector) -> Vector { truth(a .< b) }

  /// `y[i] = a[i] ≤ b[i]`, 1 for yes and 0 for no; `y` may be `a`.
  static func lessOrEqual(
    _ a: UnsafePointer<Float>,
    _ b: UnsafePointer<Float>,
    count: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    combine(a, b, count: count, into: y) { lessOrEqual($0, $1) }
  }

  /// The same over `[rows][columns]` with operands that repeat; see `broadcast`.
  static func lessOrEqual(
    _ a: UnsafePointer<Float>,
    strides aStrides: Strides,
    _ b: UnsafePointer<Float>,
    strides bStrides: Strides,
    rows: Int,
    columns: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    broadcast(a, strides: aStrides, b, strides: bStrides, rows: rows, columns: columns, into: y) { lessOrEqual($0, $1) }
  }

  /// 1 where `a ≤ b`, 0 elsewhere and where either is NaN.
  @inline(__always) static func lessOrEqual(_ a: Vector, _ b: Vector) -> Vector { truth(a .<= b) }

  /// `y[i] = a[i] > b[i]`, 1 for yes and 0 for no; `y` may be `a`.
  static func greater(
    _ a: UnsafePointer<Float>,
    _ b: UnsafePointer<Float>,
    count: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    combine(a, b, count: count, into: y) { greater($0, $1) }
  }

  /// The same over `[rows][columns]` with operands that repeat; see `broadcast`.
  static func greater(
    _ a: UnsafePointer<Float>,
    strides aStrides: Strides,
    _ b: UnsafePointer<Float>,
    strides bStrides: Strides,
    rows: Int,
    columns: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    broadcast(a, strides: aStrides, b, strides: bStrides, rows: rows, columns: columns, into: y) { greater($0, $1) }
  }

  /// 1 where `a > b`, 0 elsewhere and where either is NaN.
  @inline(__always) static func greater(_ a: Vector, _ b: Vector) -> Vector { truth(a .> b) }

  /// `y[i] = a[i] ≥ b[i]`, 1 for yes and 0 for no; `y` may be `a`.
  static func greaterOrEqual(
    _ a: UnsafePointer<Float>,
    _ b: UnsafePointer<Float>,
    count: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    combine(a, b, count: count, into: y) { greaterOrEqual($0, $1) }
  }

  /// The same over `[rows][columns]` with operands that repeat; see `broadcast`.
  static func greaterOrEqual(
    _ a: UnsafePointer<Float>,
    strides aStrides: Strides,
    _ b: UnsafePointer<Float>,
    strides bStrides: Strides,
    rows: Int,
    columns: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    broadcast(a, strides: aStrides, b, strides: bStrides, rows: rows, columns: columns, into: y) { greaterOrEqual($0, $1) }
  }

  /// 1 where `a ≥ b`, 0 elsewhere and where either is NaN.
  @inline(__always) static func greaterOrEqual(_ a: Vector, _ b: Vector) -> Vector { truth(a .>= b) }
}
