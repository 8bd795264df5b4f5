// Needs: Blocks, DoubleRoot, Doubles, FoldOverAxis

extension Kernel {
  /// `y[r][i] = x[r][i] / max(‖x[r]‖, ε)` over each row, with the norm `√(Σ x²)` where `isSquared`, else `Σ |x|`; `y` may be `x`.
  ///
  /// - `x`, `y`: `[rows][size]`, row-major.
  ///
  /// Norms are float64, so that no square overflows.
  @inline(__always) static func lpNormalize(
    _ x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>,
    rows: Int,
    size: Int,
    isSquared: Bool,
    epsilon: Float
  ) {
    for row in 0..<rows {
      let source = x + row * size
      let sum = foldOfRow(source, count: size, isAbsolute: !isSquared, isSquared: isSquared)
      let factor = inverseNorm(Doubles(repeating: sum), isSquared: isSquared, epsilon: epsilon)
      for i in stride(from: 0, to: size, by: width) {
        let length = min(width, size - i)
        storeBlock(inDoubles(loadBlock(source + i, length)) { $0 * factor }, y + (row * size + i), length)
      }
    }
  }

  /// The same over the middle axis of `[outer][size][inner]`, row-major; `y` may be `x`.
  @inline(__always) static func lpNormalizeAcross(
    _ x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>,
    outer: Int,
    size: Int,
    inner: Int,
    isSquared: Bool,
    epsilon: Float
  ) {
    for index in 0..<outer {
      for column in stride(from: 0, to: inner, by: width) {
        let start = index * size * inner + column
        let length = min(width, inner - column)
        let sums = foldOfColumns(
          x + start,
          length: length,
          rows: size,
          distance: inner,
          isAbsolute: !isSquared,
          isSquared: isSquared
        )
        let low = inverseNorm(sums.low, isSquared: isSquared, epsilon: epsilon)
        let high = inverseNorm(sums.high, isSquared: isSquared, epsilon: epsilon)
        for row in 0..<size {
          let elements = loadBlock(x + (start + row * inner), length)
          let results = Vector(
            lowHalf: floats(doubles(elements.lowHalf) * low),
            highHalf: floats(doubles(elements.highHalf) * high)
          )
          storeBlock(results, y + (start + row * inner), length)
        }
      }
    }
  }

  @inline(__always) private static func inverseNorm(_ sum: Doubles, isSquared: Bool, epsilon: Float) -> Doubles {
    let norm = isSquared ? squareRoot(sum) : sum
    return 1 / select(norm .< Double(epsilon), Double(epsilon), norm)
  }
}
