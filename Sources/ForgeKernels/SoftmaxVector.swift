// Needs: Exponential, LargestOfRow, RowTail, Summation

extension Kernel {
  /// `softmax` of one row of up to 16 elements.
  ///
  /// - `x`, `y`: `[size]`, filled up to a whole vector, which is read and written; `y` may be `x`.
  ///
  /// Never inlined: where the compiler sees that only some lanes of a sum are used, it takes the vectors of the layer before
  /// apart.
  @inline(never) static func softmaxVector(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, size: Int) {
    let elements = loadTail(x, count: size, filler: -.infinity)
    let powers = exponential(elements - largestLane(elements))
    store(powers * (1 / sumOfLanes(powers)), y)
  }
}
