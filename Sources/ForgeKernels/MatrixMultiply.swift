// Needs: Panels, Product, Rows

extension Kernel {
  /// `y = a · b` of two matrices that are both computed.
  ///
  /// - `a`: `[rows][depth]`; `b`: `[depth][columns]`, behind whose end 15 elements may be read; `y`: `[rows][columns]`, behind
  ///   whose end 15 elements may be read and written back.
  /// - `scratch`: `⌈columns / 16⌉ · depth · 16` elements, in which `b` is put into panels.
  static func multiplyMatrices(
    _ a: UnsafePointer<Float>,
    _ b: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>,
    rows: Int,
    depth: Int,
    columns: Int,
    scratch: UnsafeMutablePointer<Float>
  ) {
    packPanels(b, stride: columns, depth: depth, columns: columns, into: scratch)
    product(
      a,
      in: Kernel.rows(stride: depth, length: depth),
      rows: rows,
      panels: scratch,
      bias: nil,
      into: y,
      columns: 0..<columns,
      yStride: columns
    ) { sums, _ in sums }
  }
}
