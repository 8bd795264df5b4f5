// Needs: Broadcast, Combine, Truth

extension Kernel {
  /// `y[i] = a[i] ∧ b[i]`, 1 for yes and 0 for no; `y` may be `a`.
  static func logicalAnd(
    _ a: UnsafePointer<Float>,
    _ b: UnsafePointer<Float>,
    count: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    combine(a, b, count: count, into: y) { logicalAnd($0, $1) }
  }

  /// The same over `[rows][columns]` with operands that repeat; see `broadcast`.
  static func logicalAnd(
    _ a: UnsafePointer<Float>,
    strides aStrides: Strides,
    _ b: UnsafePointer<Float>,
    strides bStrides: Strides,
    rows: Int,
    columns: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    broadcast(a, strides: aStrides, b, strides: bStrides, rows: rows, columns: columns, into: y) { logicalAnd($0, $1) }
  }

  /// 1 where neither is 0, 0 elsewhere.
  @inline(__always) static func logicalAnd(_ a: Vector, _ b: Vector) -> Vector { truth((a .!= 0) .& (b .!= 0)) }

  /// `y[i] = a[i] ∨ b[i]`, 1 for yes and 0 for no; `y` may be `a`.
  static func logicalOr(
    _ a: UnsafePointer<Float>,
    _ b: UnsafePointer<Float>,
    count: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    combine(a, b, count: count, into: y) { logicalOr($0, $1) }
  }

  /// The same over `[rows][columns]` with operands that repeat; see `broadcast`.
  static func logicalOr(
    _ a: UnsafePointer<Float>,
    strides aStrides: Strides,
    _ b: UnsafePointer<Float>,
    strides bStrides: Strides,
    rows: Int,
    columns: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    broadcast(a, strides: aStrides, b, strides: bStrides, rows: rows, columns: columns, into: y) { logicalOr($0, $1) }
  }

  /// 1 where either is not 0, 0 elsewhere.
  @inline(__always) static func logicalOr(_ a: Vector, _ b: Vector) -> Vector { truth((a .!= 0) .| (b .!= 0)) }

  /// `y[i] = a[i] ⊻ b[i]`, 1 for yes and 0 for no; `y` may be `a`.
  static func logicalXor(
    _ a: UnsafePointer<Float>,
    _ b: UnsafePointer<Float>,
    count: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    combine(a, b, count: count, into: y) { logicalXor($0, $1) }
  }

  /// The same over `[rows][columns]` with operands that repeat; see `broadcast`.
  static func logicalXor(
    _ a: UnsafePointer<Float>,
    strides aStrides: Strides,
    _ b: UnsafePointer<Float>,
    strides bStrides: Strides,
    rows: Int,
    columns: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    broadcast(a, strides: aStrides, b, strides: bStrides, rows: rows, columns: columns, into: y) { logicalXor($0, $1) }
  }

  /// 1 where one is 0 and the other is not, 0 elsewhere.
  @inline(__always) static func logicalXor(_ a: Vector, _ b: Vector) -> Vector { truth((a .!= 0) .^ (b .!= 0)) }
}
