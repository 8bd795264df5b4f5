import Foundation
import Testing

@testable import ForgeKernels

/// A kernel that replaces rows by rows of the same size, in its two forms, and its function in float64.
struct RowKernel: Sendable, CustomTestStringConvertible {
  typealias Pointer = UnsafePointer<Float>
  typealias Result = UnsafeMutablePointer<Float>

  let name: String
  let rows: @Sendable (Pointer, Result, _ rows: Int, _ size: Int) -> Void
  let across: @Sendable (Pointer, Result, _ outer: Int, _ size: Int, _ inner: Int) -> Void
  let reference: @Sendable ([Double]) -> [Double]

  var testDescription: String { name }

  static let all: [RowKernel] =
    [
      RowKernel(
        name: "hardmax",
        rows: { Kernel.hardmax($0, into: $1, rows: $2, size: $3) },
        across: { Kernel.hardmaxAcross($0, into: $1, outer: $2, size: $3, inner: $4) },
        reference: { row in
          let largest = row.firstIndex(where: \.isNaN) ?? row.firstIndex(of: row.max() ?? 0)
          return row.indices.map { $0 == largest ? 1 : 0 }
        }
      )
    ] + [true, false].map(normalization) + [(false, false), (false, true), (true, false), (true, true)].map(cumulativeSum)

  private static func normalization(isSquared: Bool) -> RowKernel {
    RowKernel(
      name: "normalization of order \(isSquared ? 2 : 1)",
      rows: { Kernel.lpNormalize($0, into: $1, rows: $2, size: $3, isSquared: isSquared, epsilon: 1e-12) },
      across: {
        Kernel.lpNormalizeAcross($0, into: $1, outer: $2, size: $3, inner: $4, isSquared: isSquared, epsilon: 1e-12)
      },
      reference: { row in
        let norm = isSquared ? row.reduce(0) { $0 + $1 * $1 }.squareRoot() : row.reduce(0) { $0 + abs($1) }
        return row.map { $0 / (norm < 1e-12 ? Double(Float(1e-12)) : norm) }
      }
    )
  }

  private static func cumulativeSum(isExclusive: Bool, isReversed: Bool) -> RowKernel {
    RowKernel(
      name: "cumulative sum" + (isExclusive ? ", exclusive" : "") + (isReversed ? ", reversed" : ""),
      rows: {
        Kernel.cumulativeSum($0, into: $1, rows: $2, size: $3, isExclusive: isExclusive, isReversed: isReversed)
      },
      across: {
        Kernel.cumulativeSumAcross(
          $0,
          into: $1,
          outer: $2,
          size: $3,
          inner: $4,
          isExclusive: isExclusive,
          isReversed: isReversed
        )
      },
      reference: { row in
        row.indices.map { place in
          let others = isReversed ? Array(row[(place + 1)...].reversed()) : Array(row[..<place])
          return (others + (isExclusive ? [] : [row[place]])).reduce(0, +)
        }
      }
    )
  }

  /// Along the middle axis of `[outer][size][inner]`, by either form.
  func results(_ x: [Float], _ outer: Int, _ size: Int, _ inner: Int, isInPlace: Bool = false, isAcross: Bool) -> [Float] {
    let source = Buffer(x)
    let result = isInPlace ? source : Buffer(count: x.count)
    if isAcross {
      across(source.pointer, result.pointer, outer, size, inner)
    } else {
      rows(source.pointer, result.pointer, outer, size)
    }
    return result.values
  }

  func expected(_ x: [Float], _ outer: Int, _ size: Int, _ inner: Int) -> [Double] {
    var want = x.map(Double.init)
    for index in 0..<(outer * inner) {
      let places = (0..<size).map { (index / inner * size + $0) * inner + index % inner }
      for (place, value) in zip(places, reference(places.map { Double(x[$0]) })) { want[place] = value }
    }
    return want
  }
}

@Suite struct RowTests {
  @Test(arguments: RowKernel.all, [1, 2, 3, 15, 16, 17, 33, 100, 1030]) func rows(_ kernel: RowKernel, size: Int) {
    for rows in [1, 2, 5] {
      let x = numbers(rows * size, seed: 61)
      for isInPlace in [false, true] {
        let got = kernel.results(x, rows, size, 1, isInPlace: isInPlace, isAcross: false)
        expectUlps(got, kernel.expected(x, rows, size, 1), .ulps(0.51))
      }
    }
  }

  @Test(arguments: RowKernel.all, [1, 2, 3, 17, 70]) func otherAxes(_ kernel: RowKernel, size: Int) {
    for (outer, inner) in [(1, 1), (1, 2), (2, 3), (1, 15), (2, 16), (3, 17), (1, 40)] {
      let x = numbers(outer * size * inner, seed: 62)
      for isInPlace in [false, true] {
        let got = kernel.results(x, outer, size, inner, isInPlace: isInPlace, isAcross: true)
        expectUlps(got, kernel.expected(x, outer, size, inner), .ulps(0.51))
      }
    }
  }

  @Test(arguments: RowKernel.all, [5, 17, 40]) func specialNumbers(_ kernel: RowKernel, size: Int) {
    let starts: [[Float]] = [
      [.nan], [.infinity], [-.infinity], [.infinity, -.infinity], [1, .nan, .nan], [2, .infinity, .nan, .infinity],
      [3e38, 3e38, 3e38],
      [0x1p-133, 0x1p-133], [0, -0.0],
    ]
    for filler: Float in [0, 1, -.infinity] {
      for start in starts {
        let row = start + [Float](repeating: filler, count: size - start.count)
        expectUlps(kernel.results(row, 1, size, 1, isAcross: false), kernel.expected(row, 1, size, 1), .ulps(0.51), "\(start)")
        let columns = row.flatMap { element -> [Float] in [element, 1, element] }
        expectUlps(
          kernel.results(columns, 1, size, 3, isAcross: true),
          kernel.expected(columns, 1, size, 3),
          .ulps(0.51),
          "\(start)"
        )
      }
    }
  }
}
