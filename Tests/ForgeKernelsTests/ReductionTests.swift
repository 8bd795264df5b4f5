import Foundation
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

  @Test(arguments: sizes) func minima(outer: Int, size: Int, inner: Int) {
    let x = numbers(outer * size * inner, seed: 5).map { $0 + 2 }
    let minima = reference(x, outer, size, inner) { $0.min() ?? .nan }
    expect(reduced(x, outer, size, inner, Kernel.minimumOverAxis), minima, .exact)
  }

  @Test(arguments: sizes) func sumsAndProductsInFloat64(outer: Int, size: Int, inner: Int) {
    let x = numbers(outer * size * inner, seed: 6)
    func check(_ x: [Float], _ kernel: Reduction, _ tolerance: UlpTolerance = .ulps(0.51), _ summary: ([Double]) -> Double) {
      expectUlps(reduced(x, outer, size, inner, kernel), reference(x, outer, size, inner, summary), tolerance)
    }
    check(x, Kernel.l1NormOverAxis) { $0.reduce(0) { $0 + abs($1) } }
    check(x, Kernel.l2NormOverAxis) { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    check(x, Kernel.sumOfSquaresOverAxis) { $0.reduce(0) { $0 + $1 * $1 } }
    check(x.map { 1 + $0 / Float(size) }, Kernel.productOverAxis) { $0.reduce(1, *) }
    check(x.map { $0 + 1 }, Kernel.logSumOverAxis) { log($0.reduce(0, +)) }
  }

  @Test(arguments: sizes) func logarithmsOfSumsOfPowers(outer: Int, size: Int, inner: Int) {
    for shift: Float in [0, 1000, -1e5] {
      let x = numbers(outer * size * inner, seed: 7).map { $0 * 20 + shift }
      let want = reference(x, outer, size, inner) { row in
        let m = row.max() ?? 0
        return m + log(row.reduce(0) { $0 + exp($1 - m) })
      }
      expectUlps(reduced(x, outer, size, inner, Kernel.logSumExpOverAxis), want, .ulps(shift == 0 ? 8 : 1))
    }
  }

  @Test(arguments: [1, 2]) func squaresDoNotOverflow(inner: Int) {
    let x: [Float] = [3e38, -3e38, 1e-30, 2e20].flatMap { [Float](repeating: $0, count: inner) }
    expectUlps(
      reduced(x, 1, 4, inner, Kernel.l2NormOverAxis),
      [Double](repeating: .infinity, count: inner),
      .exact
    )
    let small = x.map { $0 * 1e-20 }
    let norm = reference(small, 1, 4, inner) { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    expectUlps(reduced(small, 1, 4, inner, Kernel.l2NormOverAxis), norm, .ulps(0.51))
    let tiny: [Float] = [3e-30, 4e-30].flatMap { [Float](repeating: $0, count: inner) }
    expectUlps(
      reduced(tiny, 1, 2, inner, Kernel.l2NormOverAxis),
      reference(tiny, 1, 2, inner) { hypot($0[0], $0[1]) },
      .ulps(0.51)
    )
    let factors: [Float] = [1e30, 1e30, 1e-30, 1e-30, 2].flatMap { [Float](repeating: $0, count: inner) }
    expectUlps(
      reduced(factors, 1, 5, inner, Kernel.productOverAxis),
      reference(factors, 1, 5, inner) { $0.reduce(1, *) },
      .ulps(0.51)
    )
  }

  @Test(arguments: [1, 2, 15, 16, 17, 33, 50]) func specialNumbersInTheNewReductions(size: Int) {
    let kernels: [(Reduction, ([Double]) -> Double)] = [
      (Kernel.minimumOverAxis, { $0.reduce(.infinity) { $0.isNaN || $1.isNaN ? .nan : min($0, $1) } }),
      (Kernel.productOverAxis, { $0.reduce(1, *) }),
      (Kernel.l1NormOverAxis, { $0.reduce(0) { $0 + abs($1) } }),
      (Kernel.l2NormOverAxis, { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }),
      (Kernel.sumOfSquaresOverAxis, { $0.reduce(0) { $0 + $1 * $1 } }),
      (Kernel.logSumOverAxis, { log($0.reduce(0, +)) }),
      (Kernel.logSumExpOverAxis, { log($0.reduce(0) { $0 + exp($1) }) }),
    ]
    for place in [0, size / 2, size - 1] {
      for inner in [1, 2, 17] {
        for special: Float in [.nan, .infinity, -.infinity, 0] {
          var column = numbers(size, seed: 8).map { abs($0) + 0.5 }
          column[place] = special
          // Other columns hold ordinary numbers.
          let x = column.flatMap { [$0] + [Float](repeating: 1, count: inner - 1) }
          for (kernel, summary) in kernels {
            expectUlps(reduced(x, 1, size, inner, kernel), reference(x, 1, size, inner, summary), .ulps(4))
          }
        }
      }
    }
  }

  @Test(arguments: [1, 3, 17]) func nothingIsReducedToWhatChangesNothing(inner: Int) {
    let x = [Float](repeating: .nan, count: inner)
    func empty(_ kernel: Reduction) -> Set<Float> { Set(reduced(x, 1, 0, inner, kernel)) }
    #expect(empty(Kernel.minimumOverAxis) == [.infinity])
    #expect(empty(Kernel.maximumOverAxis) == [-.infinity])
    #expect(empty(Kernel.productOverAxis) == [1])
    #expect(empty(Kernel.l1NormOverAxis) == [0])
    #expect(empty(Kernel.l2NormOverAxis) == [0])
    #expect(empty(Kernel.sumOfSquaresOverAxis) == [0])
    #expect(empty(Kernel.logSumOverAxis) == [-.infinity])
    #expect(empty(Kernel.logSumExpOverAxis) == [-.infinity])
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
