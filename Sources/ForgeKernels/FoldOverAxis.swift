// Needs: RowTail, Blocks, Doubles

// Sums and products in float64: no square overflows, and what is rounded on the way does not show. `isProduct` says what is made of
// the elements, `isAbsolute` and `isSquared` what becomes of each first; closures here would be called, not compiled in.
extension Kernel {
  /// `y[o][i] = finish(Σ or Π of x[o][a][i])` over the middle axis `a` of `[outer][size][inner]`.
  @inline(__always) static func foldOverAxis(
    _ x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>,
    outer: Int,
    size: Int,
    inner: Int,
    isProduct: Bool = false,
    isAbsolute: Bool = false,
    isSquared: Bool = false,
    finish: (Doubles) -> Doubles
  ) {
    if inner == 1 {
      for row in 0..<outer {
        let fold = foldOfRow(
          x + row * size,
          count: size,
          isProduct: isProduct,
          isAbsolute: isAbsolute,
          isSquared: isSquared
        )
        y[row] = Float(finish(Doubles(repeating: fold))[0])
      }
      return
    }
    for index in 0..<outer {
      let source = x + index * size * inner
      let target = y + index * inner
      forEachBlock(of: inner) { column, length in
        let (low, high) = foldOfColumns(
          source + column,
          length: length,
          rows: size,
          distance: inner,
          isProduct: isProduct,
          isAbsolute: isAbsolute,
          isSquared: isSquared
        )
        storeBlock(Vector(lowHalf: floats(finish(low)), highHalf: floats(finish(high))), target + column, length)
      }
    }
  }

  /// The sum or product of `count` neighbours.
  @inline(__always) static func foldOfRow(
    _ x: UnsafePointer<Float>,
    count: Int,
    isProduct: Bool = false,
    isAbsolute: Bool = false,
    isSquared: Bool = false
  ) -> Double {
    var low = Doubles(repeating: isProduct ? 1 : 0)
    var high = low
    var i = 0
    while i < count {
      let elements =
        i + width <= count ? load(x + i) : loadTail(x + i, count: count - i, filler: isProduct ? 1 : 0)
      low = joined(low, elements.lowHalf, isProduct: isProduct, isAbsolute: isAbsolute, isSquared: isSquared)
      high = joined(high, elements.highHalf, isProduct: isProduct, isAbsolute: isAbsolute, isSquared: isSquared)
      i += width
    }
    let eight = isProduct ? low * high : low + high
    let four = isProduct ? eight.lowHalf * eight.highHalf : eight.lowHalf + eight.highHalf
    return isProduct ? (four[0] * four[2]) * (four[1] * four[3]) : (four[0] + four[2]) + (four[1] + four[3])
  }

  /// The sums or products of `length` neighbouring columns, up to 16, over `rows` that lie `distance` elements apart.
  @inline(__always) static func foldOfColumns(
    _ x: UnsafePointer<Float>,
    length: Int,
    rows: Int,
    distance: Int,
    isProduct: Bool = false,
    isAbsolute: Bool = false,
    isSquared: Bool = false
  ) -> (low: Doubles, high: Doubles) {
    var low = Doubles(repeating: isProduct ? 1 : 0)
    var high = low
    for row in 0..<rows {
      let elements = loadBlock(x + row * distance, length)
      low = joined(low, elements.lowHalf, isProduct: isProduct, isAbsolute: isAbsolute, isSquared: isSquared)
      high = joined(high, elements.highHalf, isProduct: isProduct, isAbsolute: isAbsolute, isSquared: isSquared)
    }
    return (low, high)
  }

  @inline(__always) private static func joined(
    _ fold: Doubles,
    _ elements: SIMD8<Float>,
    isProduct: Bool,
    isAbsolute: Bool,
    isSquared: Bool
  ) -> Doubles {
    let wide = doubles(elements)
    let term = isSquared ? wide * wide : isAbsolute ? absoluteValue(wide) : wide
    return isProduct ? fold * term : fold + term
  }
}
