// Needs: LargerOrSmaller, RowTail

extension Kernel {
  /// The largest of `count` neighbours, NaN passed over; -∞ when there is none.
  @inline(__always) static func largestOfRow(_ x: UnsafePointer<Float>, count: Int) -> Float {
    var largest = Vector(repeating: -.infinity)
    var i = 0
    while i + width <= count {
      let elements = load(x + i)
      largest = larger(elements, largest)
      i += width
    }
    if i < count {
      let elements = loadTail(x + i, count: count - i, filler: -.infinity)
      largest = larger(elements, largest)
    }
    return largestLane(largest)
  }

  /// The largest lane; one that is NaN is passed over or stands for the others.
  @inline(__always) static func largestLane(_ vector: Vector) -> Float {
    let (low, high) = (vector.lowHalf, vector.highHalf)
    return largestOfEight(low.replacing(with: high, where: high .> low))
  }

  /// The largest of eight lanes.
  @inline(__always) static func largestOfEight(_ vector: SIMD8<Float>) -> Float {
    let (low, high) = (vector.lowHalf, vector.highHalf)
    return largestOfFour(low.replacing(with: high, where: high .> low))
  }

  /// The largest of four lanes.
  @inline(__always) static func largestOfFour(_ four: SIMD4<Float>) -> Float {
    let even = four[2] > four[0] ? four[2] : four[0]
    let odd = four[3] > four[1] ? four[3] : four[1]
    return odd > even ? odd : even
  }
}
