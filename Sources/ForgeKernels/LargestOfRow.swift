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
    let eight = larger(Vector(lowHalf: vector.highHalf, highHalf: vector.lowHalf), vector).lowHalf
    let swapped = SIMD8(lowHalf: eight.highHalf, highHalf: eight.lowHalf)
    let four = larger(Vector(lowHalf: swapped, highHalf: swapped), Vector(lowHalf: eight, highHalf: eight)).lowHalf.lowHalf
    let even = four[2] > four[0] ? four[2] : four[0]
    let odd = four[3] > four[1] ? four[3] : four[1]
    return odd > even ? odd : even
  }
}
