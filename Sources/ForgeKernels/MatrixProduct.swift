// Needs: Product, Rows

extension Kernel {
  /// `y = finish(a · B + bias)`: rows of `a` times a matrix that lies in panels of 16 columns.
  ///
  /// - `a`: `[rows][depth]`, rows `aStride` apart; `y`: `[rows][columns]`, rows `yStride` apart; they must not overlap. 15
  ///   elements behind the end of `y` may be read.
  /// - `panels`: `[⌈columns / 16⌉][depth][16]`, the last panel filled up with zeros.
  /// - `bias`: one value a column, filled up to whole panels; or nil.
  /// - `isBrief`: whether `finish` takes a few instructions.
  /// - `finish`: what becomes of 16 sums of a row, of which the first belongs at an offset in `y`.
  @inline(__always) static func matrixProduct(
    _ a: UnsafePointer<Float>,
    aStride: Int,
    panels: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?,
    into y: UnsafeMutablePointer<Float>,
    yStride: Int,
    rows: Int,
    depth: Int,
    columns: Int,
    isBrief: Bool = true,
    finish: (_ sums: Vector, _ offset: Int) -> Vector
  ) {
    product(
      a,
      in: Kernel.rows(stride: aStride, length: depth),
      rows: rows,
      panels: panels,
      bias: bias,
      into: y,
      columns: 0..<columns,
      yStride: yStride,
      isBrief: isBrief,
      finish: finish
    )
  }
}
