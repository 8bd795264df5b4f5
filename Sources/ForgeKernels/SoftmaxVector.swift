// Needs: Exponential, LargestOfRow, RowTail, Summation

// Softmax of one row that a vector holds, by the number of its lanes: each step waits for the one before, so that fewer lanes and
// fewer steps take less time. The largest and the sum come to be in all lanes, exponentials share a factor that the division removes.
// Of up to 8, lanes behind the row are bounded by -∞, those of the row by ∞, which NaN becomes, and which makes the row NaN as well: a
// short load that leaves lanes out would wait until the vector that was stored just before is in the cache.
//
// Never inlined: where the compiler sees that only some lanes of a sum are used, it takes the vectors of the layer before apart.
extension Kernel {
  /// `softmax` of one row of up to 4 elements.
  ///
  /// - `x`, `y`: `[size]`, filled up to a whole vector, which may be read and written; `y` may be `x`.
  @inline(never) static func softmaxOfFour(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, size: Int) {
    let bounds = SIMD4(repeating: -Float.infinity).replacing(with: .infinity, where: SIMD4(0, 1, 2, 3) .< Float(size))
    let values = UnsafeRawPointer(x).loadUnaligned(as: SIMD4<Float>.self)
    let elements = bounds.replacing(with: values, where: values .< bounds)
    let largest = largestInAllLanes(elements)
    let powers = scaledExponential(ofNonPositive: vector(of: elements - largest)).lowHalf.lowHalf
    UnsafeMutableRawPointer(y).storeBytes(of: powers / sumInAllLanes(powers), as: SIMD4<Float>.self)
  }

  /// `softmax` of one row of up to 8 elements; the same otherwise.
  @inline(never) static func softmaxOfEight(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, size: Int) {
    let places = SIMD8<Float>(0, 1, 2, 3, 4, 5, 6, 7)
    let bounds = SIMD8(repeating: -Float.infinity).replacing(with: .infinity, where: places .< Float(size))
    let values = UnsafeRawPointer(x).loadUnaligned(as: SIMD8<Float>.self)
    let elements = bounds.replacing(with: values, where: values .< bounds)
    let (low, high) = (elements.lowHalf, elements.highHalf)
    let largest = largestInAllLanes(low.replacing(with: high, where: high .> low))
    let shifted = elements - SIMD8(lowHalf: largest, highHalf: largest)
    let powers = scaledExponential(ofNonPositive: Vector(lowHalf: shifted, highHalf: shifted)).lowHalf
    let sum = sumInAllLanes(powers.lowHalf + powers.highHalf)
    UnsafeMutableRawPointer(y).storeBytes(of: powers / SIMD8(lowHalf: sum, highHalf: sum), as: SIMD8<Float>.self)
  }

  /// `softmax` of one row of up to 16 elements; the same otherwise.
  @inline(never) static func softmaxOfSixteen(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, size: Int) {
    let elements = loadTail(x, count: size, filler: -.infinity)
    let powers = scaledExponential(ofNonPositive: elements - largestLane(elements))
    store(powers / sumOfLanes(powers), y)
  }

  @inline(__always) private static func vector(of four: SIMD4<Float>) -> Vector {
    let eight = SIMD8(lowHalf: four, highHalf: four)
    return Vector(lowHalf: eight, highHalf: eight)
  }

  /// The largest of four lanes, NaN passed over or standing for the others.
  @inline(__always) private static func largestInAllLanes(_ four: SIMD4<Float>) -> SIMD4<Float> {
    let halves = SIMD4(four[2], four[3], four[0], four[1])
    let pairs = four.replacing(with: halves, where: halves .> four)
    let others = SIMD4(pairs[1], pairs[0], pairs[3], pairs[2])
    return pairs.replacing(with: others, where: others .> pairs)
  }

  @inline(__always) private static func sumInAllLanes(_ four: SIMD4<Float>) -> SIMD4<Float> {
    let pairs = four + SIMD4(four[2], four[3], four[0], four[1])
    return pairs + SIMD4(pairs[1], pairs[0], pairs[3], pairs[2])
  }
}
