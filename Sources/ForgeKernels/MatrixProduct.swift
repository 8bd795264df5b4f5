// Needs: MultiplyAdd, RowTail

extension Kernel {
  /// `c = a · B + bias`: rows of `a` times a matrix that lies in panels of 16 columns.
  ///
  /// - `a`: `[rows][depth]`, row-major.
  /// - `panels`: `[⌈columns / 16⌉][depth][16]`, the last panel filled up with zeros.
  /// - `columnBias`: one value a column, filled up to whole panels; or nil.
  /// - `rowBias`: one value a row; or nil.
  /// - `c`: `[rows][columns]`, row-major; it must not overlap `a`.
  /// - `aStride`, `cStride`: how far apart rows of `a` and `c` begin, when they lie within wider rows.
  ///
  /// A tile of `c` stays in registers while its sums run: six rows of a panel (twelve 8-float registers with AVX2), or one row
  /// of up to four panels. The last six rows of many may be computed twice.
  static func matrixProduct(
    _ a: UnsafePointer<Float>,
    panels: UnsafePointer<Float>,
    columnBias: UnsafePointer<Float>? = nil,
    rowBias: UnsafePointer<Float>? = nil,
    into c: UnsafeMutablePointer<Float>,
    rows: Int,
    depth: Int,
    columns: Int,
    aStride: Int? = nil,
    cStride: Int? = nil
  ) {
    let aStride = aStride ?? depth
    let cStride = cStride ?? columns
    if rows < 6 {
      for row in 0..<rows {
        rowProduct(
          a + row * aStride,
          panels: panels,
          columnBias: columnBias,
          rowBias: rowBias.map { $0[row] } ?? 0,
          into: c + row * cStride,
          depth: depth,
          columns: columns
        )
      }
      return
    }
    var column = 0
    while column < columns {
      let bias = columnBias.map { load($0 + column) } ?? Vector(repeating: 0)
      var row = 0
      while row < rows {
        let first = min(row, rows - 6)
        sixRows(
          a + first * aStride,
          aStride: aStride,
          panel: panels + column * depth,
          columnBias: bias,
          rowBias: rowBias.map { $0 + first },
          into: c + (first * cStride + column),
          cStride: cStride,
          depth: depth,
          count: columns - column
        )
        row += 6
      }
      column += width
    }
  }

  /// Six rows of one panel: one load of the panel and six of `a` for six sums.
  @inline(__always) private static func sixRows(
    _ a: UnsafePointer<Float>,
    aStride: Int,
    panel: UnsafePointer<Float>,
    columnBias: Vector,
    rowBias: UnsafePointer<Float>?,
    into c: UnsafeMutablePointer<Float>,
    cStride: Int,
    depth: Int,
    count: Int
  ) {
    let (a0, a1, a2) = (a, a + aStride, a + 2 * aStride)
    let (a3, a4, a5) = (a + 3 * aStride, a + 4 * aStride, a + 5 * aStride)
    var (s0, s1, s2) = (columnBias, columnBias, columnBias)
    var (s3, s4, s5) = (columnBias, columnBias, columnBias)
    for k in 0..<depth {
      let b = load(panel + k * width)
      s0 = multiplyAdd(b, a0[k], s0)
      s1 = multiplyAdd(b, a1[k], s1)
      s2 = multiplyAdd(b, a2[k], s2)
      s3 = multiplyAdd(b, a3[k], s3)
      s4 = multiplyAdd(b, a4[k], s4)
      s5 = multiplyAdd(b, a5[k], s5)
    }
    if let rowBias {
      s0 += rowBias[0]
      s1 += rowBias[1]
      s2 += rowBias[2]
      s3 += rowBias[3]
      s4 += rowBias[4]
      s5 += rowBias[5]
    }
    storePanelRow(s0, c, count: count)
    storePanelRow(s1, c + cStride, count: count)
    storePanelRow(s2, c + 2 * cStride, count: count)
    storePanelRow(s3, c + 3 * cStride, count: count)
    storePanelRow(s4, c + 4 * cStride, count: count)
    storePanelRow(s5, c + 5 * cStride, count: count)
  }

  /// One row, four panels at a time while there are as many: enough sums that do not wait for one another.
  @inline(__always) private static func rowProduct(
    _ a: UnsafePointer<Float>,
    panels: UnsafePointer<Float>,
    columnBias: UnsafePointer<Float>?,
    rowBias: Float,
    into c: UnsafeMutablePointer<Float>,
    depth: Int,
    columns: Int
  ) {
    let step = depth * width
    var column = 0
    while columns - column > 3 * width {
      var s0 = (columnBias.map { load($0 + column) } ?? Vector(repeating: 0)) + rowBias
      var s1 = (columnBias.map { load($0 + (column + width)) } ?? Vector(repeating: 0)) + rowBias
      var s2 = (columnBias.map { load($0 + (column + 2 * width)) } ?? Vector(repeating: 0)) + rowBias
      var s3 = (columnBias.map { load($0 + (column + 3 * width)) } ?? Vector(repeating: 0)) + rowBias
      var panel = panels + column * depth
      for k in 0..<depth {
        s0 = multiplyAdd(load(panel), a[k], s0)
        s1 = multiplyAdd(load(panel + step), a[k], s1)
        s2 = multiplyAdd(load(panel + 2 * step), a[k], s2)
        s3 = multiplyAdd(load(panel + 3 * step), a[k], s3)
        panel += width
      }
      store(s0, c + column)
      store(s1, c + (column + width))
      store(s2, c + (column + 2 * width))
      storePanelRow(s3, c + (column + 3 * width), count: columns - column - 3 * width)
      column += 4 * width
    }
    while column < columns {
      let bias = (columnBias.map { load($0 + column) } ?? Vector(repeating: 0)) + rowBias
      let sum = panelSum(a, panel: panels + column * depth, from: bias, depth: depth)
      storePanelRow(sum, c + column, count: columns - column)
      column += width
    }
  }

  /// One row of one panel, in four sums that do not wait for one another.
  @inline(__always) private static func panelSum(
    _ a: UnsafePointer<Float>,
    panel: UnsafePointer<Float>,
    from bias: Vector,
    depth: Int
  ) -> Vector {
    var s0 = bias
    var k = 0
    if depth >= 8 {
      var s1 = Vector(repeating: 0)
      var s2 = Vector(repeating: 0)
      var s3 = Vector(repeating: 0)
      while k + 4 <= depth {
        let b = panel + k * width
        s0 = multiplyAdd(load(b), a[k], s0)
        s1 = multiplyAdd(load(b + width), a[k + 1], s1)
        s2 = multiplyAdd(load(b + 2 * width), a[k + 2], s2)
        s3 = multiplyAdd(load(b + 3 * width), a[k + 3], s3)
        k += 4
      }
      s0 = (s0 + s1) + (s2 + s3)
    }
    while k < depth {
      s0 = multiplyAdd(load(panel + k * width), a[k], s0)
      k += 1
    }
    return s0
  }

  /// A whole vector where there is room in the row, else just its elements.
  @inline(__always) private static func storePanelRow(_ vector: Vector, _ pointer: UnsafeMutablePointer<Float>, count: Int) {
    if count >= width { store(vector, pointer) } else { storeTail(vector, pointer, count: count) }
  }
}
