// Needs: RowTail, TransposeMatrix

extension Kernel {
  /// A matrix `[depth][columns]`, rows `stride` apart, as `[⌈columns / 16⌉][depth][16]`, the last panel filled up with zeros.
  ///
  /// 15 elements behind the end of `b` may be read.
  static func packPanels(
    _ b: UnsafePointer<Float>,
    stride: Int,
    depth: Int,
    columns: Int,
    into panels: UnsafeMutablePointer<Float>
  ) {
    var panel = panels
    var column = 0
    while column < columns {
      let count = min(width, columns - column)
      for row in 0..<depth {
        let source = b + (row * stride + column)
        store(count == width ? load(source) : loadTail(source, count: count), panel + row * width)
      }
      panel += depth * width
      column += width
    }
  }

  /// The columns of a matrix `[columns][depth]`, which lie as rows `stride` apart, as `[⌈columns / 16⌉][depth][16]`, the last
  /// panel filled up with zeros.
  static func packPanelsOfRows(
    _ b: UnsafePointer<Float>,
    stride: Int,
    depth: Int,
    columns: Int,
    into panels: UnsafeMutablePointer<Float>
  ) {
    var column = 0
    while column < columns {
      let count = min(width, columns - column)
      let panel = panels + column * depth
      if count < width { panel.update(repeating: 0, count: depth * width) }
      transposeMatrix(
        b + column * stride,
        sourceStride: stride,
        into: panel,
        targetStride: width,
        rows: count,
        columns: depth
      )
      column += width
    }
  }
}
