extension Kernel {
  /// `c = a · B + bias`: rows of `a` times a matrix that lies in panels of 16 columns.
  ///
  /// - `a`: `[rows][depth]`, row-major.
  /// - `panels`: `[⌈columns / 16⌉][depth][16]`, the last panel filled up with zeros.
  /// - `columnBias`: one value a column, filled up to whole panels; or nil.
  /// - `rowBias`: one value a row; or nil.
  /// - `c`: `[rows][columns]`, row-major.
  /// - `aStride`, `cStride`: how far apart rows of `a` and `c` begin, when they lie within wider rows.
  ///
  /// Two rows run at a time, so that each panel value is loaded once for both.
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
    var column = 0
    var panel = panels
    while column < columns {
      let bias = columnBias.map { load($0 + column) } ?? Vector(repeating: 0)
      let count = min(width, columns - column)
      var row = 0
      while row + 2 <= rows {
        let first = a + row * aStride
        let second = first + aStride
        var sum0 = bias + (rowBias.map { $0[row] } ?? 0)
        var sum1 = bias + (rowBias.map { $0[row + 1] } ?? 0)
        for k in 0..<depth {
          let b = load(panel + k * width)
          sum0 += b * first[k]
          sum1 += b * second[k]
        }
        storePanelRow(sum0, c + row * cStride + column, count: count)
        storePanelRow(sum1, c + (row + 1) * cStride + column, count: count)
        row += 2
      }
      if row < rows {
        let last = a + row * aStride
        var sum = bias + (rowBias.map { $0[row] } ?? 0)
        for k in 0..<depth { sum += load(panel + k * width) * last[k] }
        storePanelRow(sum, c + row * cStride + column, count: count)
      }
      column += width
      panel += depth * width
    }
  }

  /// A whole vector where there is room in the row, else just its elements.
  @inline(__always) private static func storePanelRow(_ vector: Vector, _ pointer: UnsafeMutablePointer<Float>, count: Int) {
    if count == width { store(vector, pointer) } else { store(vector, pointer, count: count) }
  }
}
