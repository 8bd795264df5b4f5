// Needs: Exponential, LargestOfRow, RowTail, Summation

// Softmax of one row that a vector holds, by the number of its lanes: each step of finding the largest and of summing up waits for
// the one before, so that fewer lanes take less time.
//
// Never inlined: where the compiler sees that only some lanes of a sum are used, it takes the vectors of the layer before apart.
extension Kernel {
  /// `softmax` of one row of up to 4 elements.
  ///
  /// - `x`, `y`: `[size]`, filled up to a whole vector, which may be read and written; `y` may be `x`.
  @inline(never) static func softmaxOfFour(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, size: Int) {
    let elements = loadTail(x, count: size, filler: -.infinity)
    let powers = exponential(ofNonPositive: elements - largestOfFour(elements.lowHalf.lowHalf)).lowHalf.lowHalf
    let sum = (powers[0] + powers[2]) + (powers[1] + powers[3])
    UnsafeMutableRawPointer(y).storeBytes(of: powers * (1 / sum), as: SIMD4<Float>.self)
  }

  /// `softmax` of one row of up to 8 elements; the same otherwise.
  @inline(never) static func softmaxOfEight(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, size: Int) {
    let elements = loadTail(x, count: size, filler: -.infinity)
    let powers = exponential(ofNonPositive: elements - largestOfEight(elements.lowHalf)).lowHalf
    let pairs = powers.lowHalf + powers.highHalf
    let sum = (pairs[0] + pairs[2]) + (pairs[1] + pairs[3])
    UnsafeMutableRawPointer(y).storeBytes(of: powers * (1 / sum), as: SIMD8<Float>.self)
  }

  /// `softmax` of one row of up to 16 elements; the same otherwise.
  @inline(never) static func softmaxOfSixteen(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, size: Int) {
    let elements = loadTail(x, count: size, filler: -.infinity)
    let powers = exponential(ofNonPositive: elements - largestLane(elements))
    store(powers * (1 / sumOfLanes(powers)), y)
  }
}
