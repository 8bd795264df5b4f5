// Needs: MatrixProduct, VectorProduct

extension Kernel {
  /// `vectorProduct` of many rows, with the same results to the bit.
  ///
  /// - `a`: `[rows][depth]`, rows `aStride` apart; `y`: `[rows][columns]`, rows `yStride` apart, which leaves room for whole
  ///   vectors; they must not overlap.
  /// - `panels`: `[⌈columns / 16⌉][depth][16]`, the last panel filled up with zeros.
  /// - `bias`: one value a column, filled up to whole panels; or nil.
  /// - `isBrief`: whether `finish` takes a few instructions.
  /// - `finish`: what becomes of 16 sums of a row, of which the first belongs at an offset in `y`.
  ///
  /// What `vectorProduct` takes four panels at a time it sums in order, as `product` does for several rows at once.
  @inline(__always) static func batchProduct(
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
    let whole = columnsInFours(columns)
    if whole > 0 {
      matrixProduct(
        a,
        aStride: aStride,
        panels: panels,
        bias: bias,
        into: y,
        yStride: yStride,
        rows: rows,
        depth: depth,
        columns: whole,
        isBrief: isBrief,
        finish: finish
      )
    }
    for row in 0..<rows {
      var column = whole
      while column < columns {
        let start = bias.map { load($0 + column) } ?? Vector(repeating: 0)
        let sums = panelSums(a + row * aStride, panel: panels + column * depth, from: start, depth: depth)
        let offset = row * yStride + column
        store(finish(sums, offset), y + offset)
        column += width
      }
    }
  }
}
