import Testing

@testable import ForgeKernels

@Suite struct ReductionTests {
  /// Outer, size of the axis, inner.
  static let sizes = [
    (1, 1, 1), (3, 1, 5), (1, 33, 1), (5, 17, 1), (4, 15, 1), (2, 16, 1), (1, 5, 3), (2, 7, 15), (3, 4, 16), (2, 9, 17),
    (1, 6, 33), (2, 300, 20), (1, 5000, 1), (1, 5000, 2), (7, 3, 1),
  ]

  @Test(arguments: sizes) func sumsAndMeans(outer: Int, size: Int, inner: Int) {
    let x = numbers(outer * size * inner, seed: 1)
    let means = reference(x, outer, size, inner) { $0.reduce(0, +) / Double(size) }
    expect(reduced(x, outer, size, inner, Kernel.meanOverAxis), means, .close)
    // Per element, as rounding goes with the size of a sum.
    expect(reduced(x, outer, size, inner, Kernel.sumOverAxis).map { $0 / Float(size) }, means, .close)
  }

  @Test(arguments: sizes) func maxima(outer: Int, size: Int, inner: Int) {
    let x = numbers(outer * size * inner, seed: 2).map { $0 - 2 }
    let maxima = reference(x, outer, size, inner) { $0.max() ?? .nan }
    expect(reduced(x, outer, size, inner, Kernel.maximumOverAxis), maxima, .exact)
  }

  /// So many additions one after another would be off by more than the tolerance.
  @Test func meansOfManyElementsStayAccurate() {
    for (size, inner) in [(1 << 17, 1), (1 << 17, 3)] {
      let x = numbers(size * inner, seed: 3).map { $0 + 1 }
      let means = reference(x, 1, size, inner) { $0.reduce(0, +) / Double(size) }
      expect(reduced(x, 1, size, inner, Kernel.meanOverAxis), means, .close)
      let equal = [Float](repeating: 0.1, count: size * inner)
      expect(reduced(equal, 1, size, inner, Kernel.meanOverAxis), [Double](repeating: Double(Float(0.1)), count: inner), .close)
    }
  }

  @Test(arguments: [1, 2, 15, 16, 17, 33, 50]) func nanAndInfinityReachTheResult(size: Int) {
    for place in [0, size / 2, size - 1] {
      var row = numbers(size, seed: 4)
      for inner in [1, 2] {
        for special: Float in [.nan, .infinity, -.infinity] {
          row[place] = special
          // The second column, if any, holds ordinary numbers.
          let x = inner == 1 ? row : row.flatMap { [$0, 1] }
          let sum = reduced(x, 1, size, inner, Kernel.sumOverAxis)
          let mean = reduced(x, 1, size, inner, Kernel.meanOverAxis)
          let maximum = reduced(x, 1, size, inner, Kernel.maximumOverAxis)
          expect([sum[0], mean[0]], [Double(special), Double(special)], .exact)
          if special != -.infinity || size == 1 { expect([maximum[0]], [Double(special)], .exact) }
          if inner == 2 { expect([sum[1], mean[1], maximum[1]], [Double(size), 1, 1], .exact) }
        }
      }
    }
  }

  @Test func maximaOfSpecialNumbers() {
    #expect(reduced([-.infinity, -.infinity], 1, 2, 1, Kernel.maximumOverAxis) == [-.infinity])
    let denormal = Float(bitPattern: 71_362)
    #expect(reduced([denormal, -denormal, -1], 1, 3, 1, Kernel.maximumOverAxis) == [denormal])
    #expect(reduced([-0.0, 0.0], 1, 2, 1, Kernel.maximumOverAxis) == [0])
    #expect(reduced([-.greatestFiniteMagnitude, -.infinity], 1, 2, 1, Kernel.maximumOverAxis) == [-.greatestFiniteMagnitude])
  }

  private typealias Reduction = (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int, Int, Int) -> Void

  private func reduced(_ x: [Float], _ outer: Int, _ size: Int, _ inner: Int, _ kernel: Reduction) -> [Float] {
    let source = Buffer(x)
    let result = Buffer(count: outer * inner)
    kernel(source.pointer, result.pointer, outer, size, inner)
    return result.values
  }

  private func reference(
    _ x: [Float],
    _ outer: Int,
    _ size: Int,
    _ inner: Int,
    _ summary: ([Double]) -> Double
  ) -> [Double] {
    (0..<(outer * inner)).map { place in
      summary((0..<size).map { Double(x[(place / inner * size + $0) * inner + place % inner]) })
    }
  }
}
