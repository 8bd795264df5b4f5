// Needs: Blocks, Exponential, LargestOfColumns, Summation

extension Kernel {
  /// `y[o][a][i] = e^(x[o][a][i] - m) / Σ e^(x[o][b][i] - m)` over the middle axis, with `m` the largest element there; `y` may
  /// be `x`.
  ///
  /// - `x`, `y`: `[outer][size][inner]`, row-major.
  ///
  /// The lanes of a vector are neighbours on the inner axis. One exponential an element.
  static func softmaxAcross(
    _ x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>,
    outer: Int,
    size: Int,
    inner: Int
  ) {
    for index in 0..<outer {
      for column in stride(from: 0, to: inner, by: width) {
        let start = index * size * inner + column
        softmaxOfColumns(x + start, into: y + start, length: min(width, inner - column), rows: size, distance: inner)
      }
    }
  }

  @inline(__always) private static func softmaxOfColumns(
    _ x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>,
    length: Int,
    rows: Int,
    distance: Int
  ) {
    let maximum = largestOfColumns(x, length: length, rows: rows, distance: distance)
    var total = Vector(repeating: 0)
    for first in stride(from: 0, to: rows, by: sumBlock) {
      var block = Vector(repeating: 0)
      for row in first..<min(rows, first + sumBlock) {
        let power = exponential(ofNonPositive: loadBlock(x + row * distance, length) - maximum)
        storeBlock(power, y + row * distance, length)
        block += power
      }
      total += block
    }
    let factor = 1 / total
    for row in 0..<rows {
      storeBlock(loadBlock(y + row * distance, length) * factor, y + row * distance, length)
    }
  }
}
