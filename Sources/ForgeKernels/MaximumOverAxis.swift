// Needs: RowTail, Blocks, Select

extension Kernel {
  /// `y[o][i] = max x[o][a][i]` over the middle axis `a` of `[outer][size][inner]`; NaN where any element is NaN, -∞ for an
  /// empty axis.
  static func maximumOverAxis(
    _ x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>,
    outer: Int,
    size: Int,
    inner: Int
  ) {
    if inner == 1 {
      for row in 0..<outer { y[row] = rowMaximum(x + row * size, count: size) }
      return
    }
    for index in 0..<outer {
      let source = x + index * size * inner
      let target = y + index * inner
      forEachBlock(of: inner) { column, length in
        let top = source + column
        let maximum =
          length == width
          ? columnMaximum(rows: size) { load(top + $0 * inner) }
          : columnMaximum(rows: size) { loadTail(top + $0 * inner, count: length) }
        storeBlock(maximum, target + column, length)
      }
    }
  }

  @inline(__always) private static func columnMaximum(rows: Int, _ vector: (_ row: Int) -> Vector) -> Vector {
    var result = Vector(repeating: -.infinity)
    for row in 0..<rows { result = larger(result, vector(row)) }
    return result
  }

  @inline(__always) private static func rowMaximum(_ x: UnsafePointer<Float>, count: Int) -> Float {
    var result = Vector(repeating: -.infinity)
    var i = 0
    while i + width <= count {
      result = larger(result, load(x + i))
      i += width
    }
    if i < count { result = larger(result, loadTail(x + i, count: count - i, filler: -.infinity)) }
    result = larger(result, Vector(lowHalf: result.highHalf, highHalf: result.highHalf))
    let quarter = result.lowHalf.highHalf
    let eight = SIMD8(lowHalf: quarter, highHalf: quarter)
    result = larger(result, Vector(lowHalf: eight, highHalf: eight))
    return larger(larger(result[0], result[1]), larger(result[2], result[3]))
  }

  /// The larger of two elements, NaN when either is NaN.
  @inline(__always) private static func larger(_ x: Vector, _ y: Vector) -> Vector {
    select((y .> x) .| (y .!= y), y, x)
  }

  @inline(__always) private static func larger(_ x: Float, _ y: Float) -> Float { y > x || y.isNaN ? y : x }
}
