// Needs: Blocks, MultiplyAdd, Places

extension Kernel {
  /// `y[o][j][i] = Σ w[j][t] · x[o][first[j] + t][i]` over the middle axis of `[outer][size][inner]`, where each element of the
  /// new axis is made of a window of the old one; `outside` where the window is empty.
  ///
  /// - `table`: a row for each of the `count` elements of the new axis: the first element of its window, how many there are,
  /// and   their weights, for which there is room for `taps`.
  static func resample(
    _ x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>,
    outer: Int,
    size: Int,
    inner: Int,
    count: Int,
    table: UnsafePointer<Float>,
    taps: Int,
    outside: Float
  ) {
    for block in 0..<outer {
      for index in 0..<count {
        let row = table + index * (taps + 2)
        let first = boundedPlace(row[0], in: size)
        let length = min(boundedPlace(row[1], in: taps + 1), size - first)
        let source = x + (block * size + first) * inner
        let target = y + (block * count + index) * inner
        if length == 0 {
          target.update(repeating: outside, count: inner)
        } else if inner == 1 {
          target[0] = weightedSum(source, weights: row + 2, count: length)
        } else {
          forEachBlock(of: inner) { column, width in
            storeBlock(
              weightedSum(source + column, weights: row + 2, count: length, distance: inner, width: width),
              target + column,
              width
            )
          }
        }
      }
    }
  }

  @inline(__always) private static func weightedSum(
    _ x: UnsafePointer<Float>,
    weights: UnsafePointer<Float>,
    count: Int
  ) -> Float {
    var sum = weights[0] * x[0]
    for i in 1..<count { sum += weights[i] * x[i] }
    return sum
  }

  /// The same of `width` neighbouring columns, up to 16.
  @inline(__always) private static func weightedSum(
    _ x: UnsafePointer<Float>,
    weights: UnsafePointer<Float>,
    count: Int,
    distance: Int,
    width: Int
  ) -> Vector {
    var sum = loadBlock(x, width) * weights[0]
    for i in 1..<count { sum = multiplyAdd(loadBlock(x + i * distance, width), weights[i], sum) }
    return sum
  }
}
