// Needs: RowTail

extension Kernel {
  /// How many pairs of vectors are summed before their sum joins the total. Short chains of additions in place of a long one:
  /// the rounding error of a sum of `n` vectors grows with `64 + n / 128`, not with `n`.
  @inline(__always) static var sumBlock: Int { 64 }

  /// The sum of a vector's lanes, in pairs.
  @inline(__always) static func sumOfLanes(_ vector: Vector) -> Float {
    let eight = vector.lowHalf + vector.highHalf
    let four = eight.lowHalf + eight.highHalf
    return (four[0] + four[2]) + (four[1] + four[3])
  }

  /// `Σ term(x[i])` over `count` neighbours, for a term with `term(0) = 0`.
  @inline(__always) static func rowSum(_ x: UnsafePointer<Float>, count: Int, _ term: (Vector) -> Vector) -> Float {
    var total = Vector(repeating: 0)
    var i = 0
    while i + 2 * width <= count {
      var even = Vector(repeating: 0)
      var odd = Vector(repeating: 0)
      for _ in 0..<min(sumBlock, (count - i) / (2 * width)) {
        even += term(load(x + i))
        odd += term(load(x + (i + width)))
        i += 2 * width
      }
      total += even + odd
    }
    if i + width <= count {
      total += term(load(x + i))
      i += width
    }
    if i < count { total += term(loadTail(x + i, count: count - i)) }
    return sumOfLanes(total)
  }
}
