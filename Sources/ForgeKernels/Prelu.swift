// Needs: Broadcast, Combine, Select

extension Kernel {
  /// `y[i] = x[i]`, below 0 `slopes[i] * x[i]`; `y` may be `x`.
  static func prelu(
    _ x: UnsafePointer<Float>,
    _ slopes: UnsafePointer<Float>,
    count: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    combine(x, slopes, count: count, into: y) { prelu($0, slope: $1) }
  }

  /// The same over `[rows][columns]` with slopes that repeat; see `broadcast`.
  static func prelu(
    _ x: UnsafePointer<Float>,
    strides xStrides: Strides,
    _ slopes: UnsafePointer<Float>,
    strides slopeStrides: Strides,
    rows: Int,
    columns: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    broadcast(x, strides: xStrides, slopes, strides: slopeStrides, rows: rows, columns: columns, into: y) {
      prelu($0, slope: $1)
    }
  }

  /// `x`, below 0 `slope * x`.
  @inline(__always) static func prelu(_ x: Vector, slope: Vector) -> Vector {
    select(x .< 0, x * slope, x)
  }
}
