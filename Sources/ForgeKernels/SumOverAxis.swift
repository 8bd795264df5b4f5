// Needs: RowTail, Blocks, Summation

extension Kernel {
  /// `y[o][i] = Σ x[o][a][i]` over the middle axis `a` of `[outer][size][inner]`; an empty axis gives 0.
  static func sumOverAxis(
    _ x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>,
    outer: Int,
    size: Int,
    inner: Int
  ) {
    sumOverAxis(x, dividedBy: 1, into: y, outer: outer, size: size, inner: inner)
  }

  /// `y[o][i] = Σ x[o][a][i] / size` over the middle axis `a` of `[outer][size][inner]`; an empty axis gives NaN.
  static func meanOverAxis(
    _ x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>,
    outer: Int,
    size: Int,
    inner: Int
  ) {
    sumOverAxis(x, dividedBy: Float(size), into: y, outer: outer, size: size, inner: inner)
  }

  @inline(__always) private static func sumOverAxis(
    _ x: UnsafePointer<Float>,
    dividedBy divisor: Float,
    into y: UnsafeMutablePointer<Float>,
    outer: Int,
    size: Int,
    inner: Int
  ) {
    if inner == 1 {
      for row in 0..<outer { y[row] = rowSum(x + row * size, count: size) { $0 } / divisor }
      return
    }
    for index in 0..<outer {
      let source = x + index * size * inner
      let target = y + index * inner
      forEachBlock(of: inner) { column, length in
        let top = source + column
        let sum =
          length == width
          ? columnSum(rows: size) { load(top + $0 * inner) }
          : columnSum(rows: size) { loadTail(top + $0 * inner, count: length) }
        storeBlock(sum / divisor, target + column, length)
      }
    }
  }

  /// The sum of a vector from each row, in short chains as in `rowSum`.
  @inline(__always) private static func columnSum(rows: Int, _ vector: (_ row: Int) -> Vector) -> Vector {
    var total = Vector(repeating: 0)
    var row = 0
    while row + 2 <= rows {
      var even = Vector(repeating: 0)
      var odd = Vector(repeating: 0)
      for _ in 0..<min(sumBlock, (rows - row) / 2) {
        even += vector(row)
        odd += vector(row + 1)
        row += 2
      }
      total += even + odd
    }
    if row < rows { total += vector(row) }
    return total
  }
}
