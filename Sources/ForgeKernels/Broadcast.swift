// Needs: Blocks

extension Kernel {
  /// How an operand lies under the rows and columns of a result: how far apart the elements for neighbouring rows and columns
  /// are. 0 stands for an element that serves all of them; columns are 0 or 1 apart.
  typealias Strides = (row: Int, column: Int)

  /// `y[r][c] = f(a[r][c], b[r][c])` where an operand may have one row for all rows, or one column for all columns.
  ///
  /// - `y`: `[rows][columns]`, row-major; it may be `a` if that has all elements.
  @inline(__always) static func broadcast(
    _ a: UnsafePointer<Float>,
    strides aStrides: Strides,
    _ b: UnsafePointer<Float>,
    strides bStrides: Strides,
    rows: Int,
    columns: Int,
    into y: UnsafeMutablePointer<Float>,
    _ f: (Vector, Vector) -> Vector
  ) {
    for row in 0..<rows {
      let left = a + row * aStrides.row
      let right = b + row * bStrides.row
      var column = 0
      while column < columns {
        let length = min(width, columns - column)
        let x = loadOperand(left, stride: aStrides.column, column, length)
        let z = loadOperand(right, stride: bStrides.column, column, length)
        storeBlock(f(x, z), y + row * columns + column, length)
        column += width
      }
    }
  }

  /// `length` neighbours of a row from a column on, or the element that serves all columns.
  @inline(__always) static func loadOperand(
    _ row: UnsafePointer<Float>,
    stride: Int,
    _ column: Int,
    _ length: Int
  ) -> Vector {
    stride == 0 ? Vector(repeating: row[0]) : loadBlock(row + column, length)
  }
}
