// Needs: Blocks, Exponential, LargestOfRow, RowTail, Summation

extension Kernel {
  /// `y[r][i] = e^(x[r][i] - m) / Σ e^(x[r][j] - m)` over each row, with `m` its largest element; `y` may be `x`.
  ///
  /// - `x`, `y`: `[rows][size]`, row-major.
  ///
  /// A row is NaN where an element is NaN or ∞ or all are -∞. Reads each row three times, one exponential an element.
  static func softmax(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, rows: Int, size: Int) {
    if size > width {
      for row in 0..<rows { softmaxOfRow(x + row * size, count: size, into: y + row * size) }
    } else {
      for row in 0..<rows { softmaxOfVector(x + row * size, count: size, into: y + row * size) }
    }
  }

  /// A row that one vector holds.
  @inline(__always) private static func softmaxOfVector(
    _ x: UnsafePointer<Float>,
    count: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    let elements = count == width ? load(x) : loadTail(x, count: count, filler: -.infinity)
    let powers = exponential(ofNonPositive: elements - largestLane(elements))
    storeBlock(powers * (1 / sumOfLanes(powers)), y, count)
  }

  @inline(__always) private static func softmaxOfRow(
    _ x: UnsafePointer<Float>,
    count: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    let maximum = largestOfRow(x, count: count)
    let whole = count - count % width
    var total = Vector(repeating: 0)
    var i = 0
    while i < whole {
      let end = min(whole, i + sumBlock * width)
      var block = Vector(repeating: 0)
      while i < end {
        let power = exponential(ofNonPositive: load(x + i) - maximum)
        store(power, y + i)
        block += power
        i += width
      }
      total += block
    }
    let rest = count - whole
    var tail = Vector(repeating: 0)
    if rest > 0 { tail = exponential(ofNonPositive: loadTail(x + i, count: rest, filler: -.infinity) - maximum) }
    let factor = 1 / sumOfLanes(total + tail)
    i = 0
    while i < whole {
      store(load(y + i) * factor, y + i)
      i += width
    }
    if rest > 0 { storeTail(tail * factor, y + i, count: rest) }
  }
}
