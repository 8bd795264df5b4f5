// Needs: Blocks, Exponential, LargestOfRow, Logarithm, RowTail, Summation

extension Kernel {
  /// `y[r][i] = (x[r][i] - m) - ln Σ e^(x[r][j] - m)` over each row, with `m` its largest element; `y` may be `x`.
  ///
  /// - `x`, `y`: `[rows][size]`, row-major.
  ///
  /// A row is NaN where an element is NaN or ∞ or all are -∞. Reads each row three times, one exponential an element.
  static func logSoftmax(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, rows: Int, size: Int) {
    for row in 0..<rows {
      let source = x + row * size
      let target = y + row * size
      let maximum = largestOfRow(source, count: size)
      let logarithmOfSum = logarithm(Vector(repeating: sumOfPowers(source, count: size, maximum: maximum)))
      for i in stride(from: 0, to: size, by: width) {
        let length = min(width, size - i)
        storeBlock(loadBlock(source + i, length) - maximum - logarithmOfSum, target + i, length)
      }
    }
  }

  /// `Σ e^(x[i] - maximum)` over `count` neighbours.
  @inline(__always) private static func sumOfPowers(_ x: UnsafePointer<Float>, count: Int, maximum: Float) -> Float {
    let whole = count - count % width
    var total = Vector(repeating: 0)
    var i = 0
    while i < whole {
      let end = min(whole, i + sumBlock * width)
      var block = Vector(repeating: 0)
      while i < end {
        block += exponential(ofNonPositive: load(x + i) - maximum)
        i += width
      }
      total += block
    }
    if i < count { total += exponential(ofNonPositive: loadTail(x + i, count: count - i, filler: -.infinity) - maximum) }
    return sumOfLanes(total)
  }
}
