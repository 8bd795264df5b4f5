// Needs: Blocks, Doubles

extension Kernel {
  /// `y[r][i] = x[r][0] + … + x[r][i]` over each row, in float64; without `x[r][i]` where `isExclusive`, from the end where
  /// `isReversed`. `y` may be `x`.
  ///
  /// - `x`, `y`: `[rows][size]`, row-major.
  @inline(__always) static func cumulativeSum(
    _ x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>,
    rows: Int,
    size: Int,
    isExclusive: Bool,
    isReversed: Bool
  ) {
    for row in 0..<rows {
      var sum = 0.0
      for step in 0..<size {
        let place = row * size + (isReversed ? size - 1 - step : step)
        let next = sum + Double(x[place])
        y[place] = Float(isExclusive ? sum : next)
        sum = next
      }
    }
  }

  /// The same over the middle axis of `[outer][size][inner]`, row-major; `y` may be `x`.
  ///
  /// The lanes of a vector are neighbours on the inner axis.
  @inline(__always) static func cumulativeSumAcross(
    _ x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>,
    outer: Int,
    size: Int,
    inner: Int,
    isExclusive: Bool,
    isReversed: Bool
  ) {
    for index in 0..<outer {
      for column in stride(from: 0, to: inner, by: width) {
        let length = min(width, inner - column)
        var low = Doubles(repeating: 0)
        var high = low
        for step in 0..<size {
          let place = (index * size + (isReversed ? size - 1 - step : step)) * inner + column
          let elements = loadBlock(x + place, length)
          let before = Vector(lowHalf: floats(low), highHalf: floats(high))
          low += doubles(elements.lowHalf)
          high += doubles(elements.highHalf)
          storeBlock(isExclusive ? before : Vector(lowHalf: floats(low), highHalf: floats(high)), y + place, length)
        }
      }
    }
  }
}
