// Needs: Blocks, LargerOrSmaller, RowTail, Select

extension Kernel {
  /// The largest or smallest element over the middle axis of `[outer][size][inner]`; NaN where any is NaN, -∞ or ∞ for an empty
  /// axis.
  @inline(__always) static func extremeOverAxis(
    _ x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>,
    outer: Int,
    size: Int,
    inner: Int,
    isLargest: Bool
  ) {
    if inner == 1 {
      for row in 0..<outer { y[row] = extremeOfRow(x + row * size, count: size, isLargest: isLargest) }
      return
    }
    for index in 0..<outer {
      let source = x + index * size * inner
      let target = y + index * inner
      forEachBlock(of: inner) { column, length in
        let top = source + column
        let extreme =
          length == width
          ? extremeOfColumns(rows: size, isLargest: isLargest) { load(top + $0 * inner) }
          : extremeOfColumns(rows: size, isLargest: isLargest) { loadTail(top + $0 * inner, count: length) }
        storeBlock(extreme, target + column, length)
      }
    }
  }

  @inline(__always) private static func extremeOfColumns(
    rows: Int,
    isLargest: Bool,
    _ vector: (_ row: Int) -> Vector
  ) -> Vector {
    var result = Vector(repeating: isLargest ? -.infinity : .infinity)
    for row in 0..<rows { result = extreme(result, vector(row), isLargest: isLargest) }
    return result
  }

  @inline(__always) private static func extremeOfRow(
    _ x: UnsafePointer<Float>,
    count: Int,
    isLargest: Bool
  ) -> Float {
    let start: Float = isLargest ? -.infinity : .infinity
    var result = Vector(repeating: start)
    var i = 0
    while i + width <= count {
      result = extreme(result, load(x + i), isLargest: isLargest)
      i += width
    }
    if i < count {
      result = extreme(result, loadTail(x + i, count: count - i, filler: start), isLargest: isLargest)
    }
    result = extreme(result, Vector(lowHalf: result.highHalf, highHalf: result.highHalf), isLargest: isLargest)
    let quarter = result.lowHalf.highHalf
    let eight = SIMD8(lowHalf: quarter, highHalf: quarter)
    result = extreme(result, Vector(lowHalf: eight, highHalf: eight), isLargest: isLargest)
    let even = extreme(result[0], result[2], isLargest: isLargest)
    return extreme(even, extreme(result[1], result[3], isLargest: isLargest), isLargest: isLargest)
  }

  /// The larger or smaller of two elements, NaN when either is NaN.
  @inline(__always) private static func extreme(_ x: Vector, _ y: Vector, isLargest: Bool) -> Vector {
    isLargest ? select(y .!= y, y, larger(y, x)) : select(y .!= y, y, smaller(y, x))
  }

  @inline(__always) private static func extreme(_ x: Float, _ y: Float, isLargest: Bool) -> Float {
    (isLargest ? y > x : y < x) || y.isNaN ? y : x
  }
}
