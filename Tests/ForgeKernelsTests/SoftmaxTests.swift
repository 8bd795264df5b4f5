import Foundation
import Testing

@testable import ForgeKernels

@Suite struct SoftmaxTests {
  private static let sizes = [1, 2, 3, 4, 5, 8, 9, 15, 16, 17, 31, 32, 33, 100, 1030]

  @Test(arguments: sizes) func rows(size: Int) {
    for rows in [1, 2, 5] {
      for isInPlace in [false, true] {
        let x = elements(rows * size, seed: 21)
        expectUlps(softmax(x, rows: rows, size: size, isInPlace: isInPlace), across(x, rows, size, 1, probabilities), .ulps(6))
      }
    }
  }

  @Test(arguments: [1, 2, 3, 17, 70]) func otherAxes(size: Int) {
    for (outer, inner) in [(1, 2), (2, 3), (1, 15), (2, 16), (3, 17), (1, 40)] {
      for isInPlace in [false, true] {
        let x = elements(outer * size * inner, seed: 22)
        let want = across(x, outer, size, inner, probabilities)
        expectUlps(softmax(x, outer: outer, size: size, inner: inner, isInPlace: isInPlace), want, .ulps(10))
      }
    }
  }

  @Test(arguments: sizes) func logarithmsOfRows(size: Int) {
    for rows in [1, 2, 5] {
      for isInPlace in [false, true] {
        let x = elements(rows * size, seed: 23)
        expectClose(logSoftmax(x, rows: rows, size: size, isInPlace: isInPlace), across(x, rows, size, 1, logarithms))
      }
    }
  }

  @Test(arguments: [1, 2, 3, 17, 70]) func logarithmsAlongOtherAxes(size: Int) {
    for (outer, inner) in [(1, 2), (2, 3), (1, 15), (2, 16), (3, 17), (1, 40)] {
      for isInPlace in [false, true] {
        let x = elements(outer * size * inner, seed: 24)
        let want = across(x, outer, size, inner, logarithms)
        expectClose(logSoftmax(x, outer: outer, size: size, inner: inner, isInPlace: isInPlace), want)
      }
    }
  }

  @Test(arguments: [1, 3, 16, 33, 5000]) func equalElementsShareEvenly(size: Int) {
    for value: Float in [0, -1e30, 88, 3e38] {
      let x = [Float](repeating: value, count: size)
      expectUlps(softmax(x, rows: 1, size: size), [Double](repeating: 1 / Double(size), count: size), .ulps(2))
    }
  }

  @Test func aLongRowAddsUpToOne() {
    let x = numbers(100_000, seed: 25)
    let total = softmax(x, rows: 1, size: x.count).reduce(0.0) { $0 + Double($1) }
    #expect(abs(total - 1) < 1e-6)
  }

  @Test(arguments: [4, 8, 16, 20, 40]) func specialElements(size: Int) {
    func row(_ first: [Float]) -> [Float] { first + [Float](repeating: 0.5, count: size - first.count) }
    let isNaN = { (values: [Float]) in values.allSatisfy(\.isNaN) }
    let rows =
      row([1, -.infinity]) + row([.nan, 1]) + row([2]) + row([.infinity]) + row([3e38, -3e38])
      + [Float](repeating: -.infinity, count: size)
    let want = across(rows, 6, size, 1, probabilities)
    let wantLogarithms = across(rows, 6, size, 1, logarithms)
    for (index, hasNumbers) in [true, false, true, false, true, false].enumerated() {
      let range = (index * size)..<((index + 1) * size)
      let single = softmax(Array(rows[range]), rows: 1, size: size)
      for got in [
        single, Array(softmax(rows, rows: 6, size: size)[range]), Array(logSoftmax(rows, rows: 6, size: size)[range]),
      ] {
        #expect(isNaN(got) != hasNumbers)
      }
      guard hasNumbers else { continue }
      expectUlps(single, Array(want[range]), .ulps(4))
      expectUlps(Array(softmax(rows, rows: 6, size: size)[range]), Array(want[range]), .ulps(4))
      expectClose(Array(logSoftmax(rows, rows: 6, size: size)[range]), Array(wantLogarithms[range]))
    }
    let columns = (0..<(6 * size)).map { rows[$0 % 6 * size + $0 / 6] }
    let got = softmax(columns, outer: 1, size: size, inner: 6)
    let gotLogarithms = logSoftmax(columns, outer: 1, size: size, inner: 6)
    expectUlps(got, across(columns, 1, size, 6, probabilities), .ulps(10))
    expectClose(gotLogarithms, across(columns, 1, size, 6, logarithms))
  }

  /// A row that a vector holds is filled up with whatever the layer before makes of weights that are not there.
  @Test(arguments: 1...15) func lanesBehindARowDoNotCount(size: Int) {
    let row = elements(size, seed: 4)
    let behind: [Float] = [.nan, .infinity, -.infinity, 3e38]
    let x = Buffer(row + (size..<16).map { behind[$0 % behind.count] })
    let y = Buffer(count: 16)
    switch size {
    case ...4: Kernel.softmaxOfFour(x.pointer, into: y.pointer, size: size)
    case ...8: Kernel.softmaxOfEight(x.pointer, into: y.pointer, size: size)
    default: Kernel.softmaxOfSixteen(x.pointer, into: y.pointer, size: size)
    }
    expectUlps(Array(y.values[..<size]), across(row, 1, size, 1, probabilities), .ulps(4))
  }

  /// Numbers from -20 to 20 whose differences are float32 numbers, so that the rounding of `x - m` does not show.
  private func elements(_ count: Int, seed: UInt64) -> [Float] {
    numbers(count, seed: seed).map { ($0 * 20 * 1024).rounded() / 1024 }
  }

  // MARK: Kernels

  private func softmax(_ x: [Float], rows: Int, size: Int, isInPlace: Bool = false) -> [Float] {
    run(x, isInPlace) {
      switch (rows, size) {
      case (1, ...4): Kernel.softmaxOfFour($0, into: $1, size: size)
      case (1, ...8): Kernel.softmaxOfEight($0, into: $1, size: size)
      case (1, ...16): Kernel.softmaxOfSixteen($0, into: $1, size: size)
      default: Kernel.softmax($0, into: $1, rows: rows, size: size)
      }
    }
  }

  private func softmax(_ x: [Float], outer: Int, size: Int, inner: Int, isInPlace: Bool = false) -> [Float] {
    run(x, isInPlace) { Kernel.softmaxAcross($0, into: $1, outer: outer, size: size, inner: inner) }
  }

  private func logSoftmax(_ x: [Float], rows: Int, size: Int, isInPlace: Bool = false) -> [Float] {
    run(x, isInPlace) { Kernel.logSoftmax($0, into: $1, rows: rows, size: size) }
  }

  private func logSoftmax(_ x: [Float], outer: Int, size: Int, inner: Int, isInPlace: Bool = false) -> [Float] {
    run(x, isInPlace) { Kernel.logSoftmaxAcross($0, into: $1, outer: outer, size: size, inner: inner) }
  }

  private func run(
    _ x: [Float],
    _ isInPlace: Bool,
    _ kernel: (UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  ) -> [Float] {
    let input = Buffer(x)
    let output = isInPlace ? input : Buffer(count: x.count)
    kernel(input.pointer, output.pointer)
    return output.values
  }

  // MARK: Reference

  private func probabilities(_ row: [Double]) -> [Double] {
    let maximum = row.reduce(-.infinity) { $1 > $0 ? $1 : $0 }
    let powers = row.map { exp($0 - maximum) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }

  private func logarithms(_ row: [Double]) -> [Double] {
    let maximum = row.reduce(-.infinity) { $1 > $0 ? $1 : $0 }
    let sum = row.reduce(0) { $0 + exp($1 - maximum) }
    return row.map { $0 - maximum - log(sum) }
  }

  /// The rows along the middle axis of `[outer][size][inner]` through a function.
  private func across(
    _ x: [Float],
    _ outer: Int,
    _ size: Int,
    _ inner: Int,
    _ function: ([Double]) -> [Double]
  ) -> [Double] {
    var result = [Double](repeating: 0, count: x.count)
    for index in 0..<(outer * inner) {
      let start = index / inner * size * inner + index % inner
      let row = function((0..<size).map { Double(x[start + $0 * inner]) })
      for (place, element) in row.enumerated() { result[start + place * inner] = element }
    }
    return result
  }

  /// Logarithms near zero are differences of larger numbers.
  private func expectClose(_ got: [Float], _ want: [Double], sourceLocation: SourceLocation = #_sourceLocation) {
    let bad = zip(got, want).first { got, want in
      !(abs(Double(got) - want) <= 1e-5 + 1e-6 * abs(want) || got == Float(want) || got.isNaN && want.isNaN)
    }
    #expect(bad == nil, sourceLocation: sourceLocation)
  }
}
