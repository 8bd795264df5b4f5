extension Kernel {
  /// `y[column][row] = x[row][column]`.
  ///
  /// - `x`: `rows` rows of `columns` neighbours that lie `sourceStride` elements apart.
  /// - `y`: `columns` rows of `rows` neighbours that lie `targetStride` elements apart.
  ///
  /// Runs in tiles of 16×16, so that the cache lines of both sides are used while they are near, and within them in blocks of
  /// 4×4, which are turned in registers; what is left at the edges goes one by one.
  static func transposeMatrix(
    _ x: UnsafePointer<Float>,
    sourceStride: Int,
    into y: UnsafeMutablePointer<Float>,
    targetStride: Int,
    rows: Int,
    columns: Int
  ) {
    let evenRows = rows - rows % 4
    let evenColumns = columns - columns % 4
    for tileRow in stride(from: 0, to: evenRows, by: 16) {
      let tileRows = min(16, evenRows - tileRow)
      let source = x + tileRow * sourceStride
      for tileColumn in stride(from: 0, to: evenColumns, by: 16) {
        transposeTile(
          source + tileColumn,
          sourceStride: sourceStride,
          into: y + (tileColumn * targetStride + tileRow),
          targetStride: targetStride,
          rows: tileRows,
          columns: min(16, evenColumns - tileColumn)
        )
      }
      transposeElements(
        source + evenColumns,
        sourceStride: sourceStride,
        into: y + (evenColumns * targetStride + tileRow),
        targetStride: targetStride,
        rows: tileRows,
        columns: columns - evenColumns
      )
    }
    transposeElements(
      x + evenRows * sourceStride,
      sourceStride: sourceStride,
      into: y + evenRows,
      targetStride: targetStride,
      rows: rows - evenRows,
      columns: columns
    )
  }

  /// A tile whose sides are multiples of four. Along the side where neighbours are far apart, whose cache lines may share a set,
  /// four of them are done with before the next four.
  @inline(__always) private static func transposeTile(
    _ x: UnsafePointer<Float>,
    sourceStride: Int,
    into y: UnsafeMutablePointer<Float>,
    targetStride: Int,
    rows: Int,
    columns: Int
  ) {
    let isByColumns = targetStride > sourceStride
    for outer in stride(from: 0, to: isByColumns ? columns : rows, by: 4) {
      for inner in stride(from: 0, to: isByColumns ? rows : columns, by: 4) {
        let (row, column) = isByColumns ? (inner, outer) : (outer, inner)
        transposeBlock(
          x + (row * sourceStride + column),
          sourceStride: sourceStride,
          into: y + (column * targetStride + row),
          targetStride: targetStride
        )
      }
    }
  }

  /// Four rows of four as four columns of four.
  @inline(__always) private static func transposeBlock(
    _ x: UnsafePointer<Float>,
    sourceStride: Int,
    into y: UnsafeMutablePointer<Float>,
    targetStride: Int
  ) {
    let a = UnsafeRawPointer(x).loadUnaligned(as: SIMD4<Float>.self)
    let b = UnsafeRawPointer(x + sourceStride).loadUnaligned(as: SIMD4<Float>.self)
    let c = UnsafeRawPointer(x + 2 * sourceStride).loadUnaligned(as: SIMD4<Float>.self)
    let d = UnsafeRawPointer(x + 3 * sourceStride).loadUnaligned(as: SIMD4<Float>.self)
    for column in 0..<4 {
      UnsafeMutableRawPointer(y + column * targetStride).storeBytes(
        of: SIMD4(a[column], b[column], c[column], d[column]),
        as: SIMD4<Float>.self
      )
    }
  }

  @inline(__always) private static func transposeElements(
    _ x: UnsafePointer<Float>,
    sourceStride: Int,
    into y: UnsafeMutablePointer<Float>,
    targetStride: Int,
    rows: Int,
    columns: Int
  ) {
    var target = y
    for column in 0..<columns {
      var source = x + column
      for row in 0..<rows {
        target[row] = source[0]
        source += sourceStride
      }
      target += targetStride
    }
  }
}
