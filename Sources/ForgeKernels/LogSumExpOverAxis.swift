// Needs: Blocks, Exponential, LargestOfColumns, LargestOfRow, Logarithm, RowTail, Select, Sign, Summation

extension Kernel {
  /// `y[o][i] = m + ln Σ e^(x[o][a][i] - m)` over the middle axis `a` of `[outer][size][inner]`, with `m` the largest element there,
  /// or 0 where that is infinite: ∞ where an element is, -∞ where all are and for an empty axis, NaN where any is NaN.
  static func logSumExpOverAxis(
    _ x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>,
    outer: Int,
    size: Int,
    inner: Int
  ) {
    if inner == 1 {
      for row in 0..<outer {
        let source = x + row * size
        let maximum = finiteOrZero(Vector(repeating: largestOfRow(source, count: size)))
        let sum = sumOfPowers(source, count: size, maximum: maximum)
        y[row] = (maximum + logarithm(Vector(repeating: sum)))[0]
      }
      return
    }
    for index in 0..<outer {
      let source = x + index * size * inner
      let target = y + index * inner
      forEachBlock(of: inner) { column, length in
        let top = source + column
        let maximum = finiteOrZero(largestOfColumns(top, length: length, rows: size, distance: inner))
        var total = Vector(repeating: 0)
        for first in stride(from: 0, to: size, by: sumBlock) {
          var block = Vector(repeating: 0)
          for row in first..<min(size, first + sumBlock) {
            block += exponential(loadBlock(top + row * inner, length) - maximum)
          }
          total += block
        }
        storeBlock(maximum + logarithm(total), target + column, length)
      }
    }
  }

  @inline(__always) private static func finiteOrZero(_ x: Vector) -> Vector {
    select(absoluteValue(x) .< .infinity, x, Vector(repeating: 0))
  }

  /// `Σ e^(x[i] - maximum)` over `count` neighbours.
  @inline(__always) private static func sumOfPowers(_ x: UnsafePointer<Float>, count: Int, maximum: Vector) -> Float {
    let whole = count - count % width
    var total = Vector(repeating: 0)
    var i = 0
    while i < whole {
      let end = min(whole, i + sumBlock * width)
      var block = Vector(repeating: 0)
      while i < end {
        block += exponential(load(x + i) - maximum)
        i += width
      }
      total += block
    }
    if i < count { total += exponential(loadTail(x + i, count: count - i, filler: -.infinity) - maximum) }
    return sumOfLanes(total)
  }
}
