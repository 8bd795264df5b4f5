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
    largestOfEight(larger(vector.highHalf, vector.lowHalf))
  }

  /// The largest of eight lanes.
  @inline(__always) static func largestOfEight(_ vector: SIMD8<Float>) -> Float {
    let swapped = SIMD8(lowHalf: vector.highHalf, highHalf: vector.lowHalf)
    return largestOfFour(larger(swapped, vector).lowHalf)
  }

  /// The largest of four lanes.
  @inline(__always) static func largestOfFour(_ four: SIMD4<Float>) -> Float {
    let even = four[2] > four[0] ? four[2] : four[0]
    let odd = four[3] > four[1] ? four[3] : four[1]
    return odd > even ? odd : even
  }

  /// The larger number of each lane, the second where one is NaN: one instruction, as `larger` of whole vectors.
  @inline(__always) private static func larger(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> {
    let bits = unsafeBitCast(b, to: SIMD8<Int32>.self)
    let difference = unsafeBitCast(a, to: SIMD8<Int32>.self) &- bits
    return unsafeBitCast(bits &- difference &* unsafeBitCast(a .> b, to: SIMD8<Int32>.self), to: SIMD8<Float>.self)
  }
}
