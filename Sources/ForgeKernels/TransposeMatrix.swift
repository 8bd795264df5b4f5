extension Kernel {
  /// `y[column][row] = x[row][column]`.
  ///
  /// - `x`: `rows` rows of `columns` neighbours that lie `sourceStride` elements apart.
  /// - `y`: `columns` rows of `rows` neighbours that lie `targetStride` elements apart.
  ///
  /// Runs in tiles of 16×16, so that the cache lines of both sides are used while they are near, and within them in blocks of
  /// 4×4, which are turned in registers; what is left at the edges goes one by one. Two or three rows that become neighbours, as the
  /// colours of an image do, or the other way round, are four columns at a time.
  static func transposeMatrix(
    _ x: UnsafePointer<Float>,
    sourceStride: Int,
    into y: UnsafeMutablePointer<Float>,
    targetStride: Int,
    rows: Int,
    columns: Int
  ) {
    switch (rows, columns) {
    case (2, _) where targetStride == 2: return joinTwo(x, x + sourceStride, into: y, count: columns)
    case (3, _) where targetStride == 3: return joinThree(x, x + sourceStride, x + 2 * sourceStride, into: y, count: columns)
    case (_, 2) where sourceStride == 2: return splitTwo(x, into: y, y + targetStride, count: rows)
    case (_, 3) where sourceStride == 3: return splitThree(x, into: y, y + targetStride, y + 2 * targetStride, count: rows)
    default: break
    }
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
    let (a, b) = (loadFour(x), loadFour(x + sourceStride))
    let (c, d) = (loadFour(x + 2 * sourceStride), loadFour(x + 3 * sourceStride))
    for column in 0..<4 {
      storeFour(SIMD4(a[column], b[column], c[column], d[column]), y + column * targetStride)
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

  /// `y[2i] = a[i]`, `y[2i + 1] = b[i]`.
  @inline(__always) private static func joinTwo(
    _ a: UnsafePointer<Float>,
    _ b: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>,
    count: Int
  ) {
    var i = 0
    while i &+ 4 <= count {
      let (p, q) = (loadFour(a + i), loadFour(b + i))
      storeFour(SIMD4(p[0], q[0], p[1], q[1]), y + 2 &* i)
      storeFour(SIMD4(p[2], q[2], p[3], q[3]), y + (2 &* i &+ 4))
      i &+= 4
    }
    while i < count {
      (y[2 &* i], y[2 &* i &+ 1]) = (a[i], b[i])
      i &+= 1
    }
  }

  /// `y[3i] = a[i]`, `y[3i + 1] = b[i]`, `y[3i + 2] = c[i]`.
  @inline(__always) private static func joinThree(
    _ a: UnsafePointer<Float>,
    _ b: UnsafePointer<Float>,
    _ c: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>,
    count: Int
  ) {
    var i = 0
    while i &+ 4 <= count {
      let (p, q, r) = (loadFour(a + i), loadFour(b + i), loadFour(c + i))
      storeFour(SIMD4(p[0], q[0], r[0], p[1]), y + 3 &* i)
      storeFour(SIMD4(q[1], r[1], p[2], q[2]), y + (3 &* i &+ 4))
      storeFour(SIMD4(r[2], p[3], q[3], r[3]), y + (3 &* i &+ 8))
      i &+= 4
    }
    while i < count {
      (y[3 &* i], y[3 &* i &+ 1], y[3 &* i &+ 2]) = (a[i], b[i], c[i])
      i &+= 1
    }
  }

  /// `a[i] = x[2i]`, `b[i] = x[2i + 1]`.
  @inline(__always) private static func splitTwo(
    _ x: UnsafePointer<Float>,
    into a: UnsafeMutablePointer<Float>,
    _ b: UnsafeMutablePointer<Float>,
    count: Int
  ) {
    var i = 0
    while i &+ 4 <= count {
      let (p, q) = (loadFour(x + 2 &* i), loadFour(x + (2 &* i &+ 4)))
      storeFour(SIMD4(p[0], p[2], q[0], q[2]), a + i)
      storeFour(SIMD4(p[1], p[3], q[1], q[3]), b + i)
      i &+= 4
    }
    while i < count {
      (a[i], b[i]) = (x[2 &* i], x[2 &* i &+ 1])
      i &+= 1
    }
  }

  /// `a[i] = x[3i]`, `b[i] = x[3i + 1]`, `c[i] = x[3i + 2]`.
  @inline(__always) private static func splitThree(
    _ x: UnsafePointer<Float>,
    into a: UnsafeMutablePointer<Float>,
    _ b: UnsafeMutablePointer<Float>,
    _ c: UnsafeMutablePointer<Float>,
    count: Int
  ) {
    var i = 0
    while i &+ 4 <= count {
      let (p, q, r) = (loadFour(x + 3 &* i), loadFour(x + (3 &* i &+ 4)), loadFour(x + (3 &* i &+ 8)))
      storeFour(SIMD4(p[0], p[3], q[2], r[1]), a + i)
      storeFour(SIMD4(p[1], q[0], q[3], r[2]), b + i)
      storeFour(SIMD4(p[2], q[1], r[0], r[3]), c + i)
      i &+= 4
    }
    while i < count {
      (a[i], b[i], c[i]) = (x[3 &* i], x[3 &* i &+ 1], x[3 &* i &+ 2])
      i &+= 1
    }
  }

  @inline(__always) private static func loadFour(_ pointer: UnsafePointer<Float>) -> SIMD4<Float> {
    UnsafeRawPointer(pointer).loadUnaligned(as: SIMD4<Float>.self)
  }

  @inline(__always) private static func storeFour(_ four: SIMD4<Float>, _ pointer: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: four, as: SIMD4<Float>.self)
  }
}
