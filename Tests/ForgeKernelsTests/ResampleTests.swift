import Testing

@testable import ForgeKernels

@Suite struct ResampleTests {
  /// Windows of an axis of four: the first element and the weights; one that is empty.
  private static let windows: [(first: Int, weights: [Float])] = [
    (0, [1]), (0, [0.25, 0.75]), (1, [-0.5, 1, 0.5]), (3, [1]), (2, []), (0, [0.25, 0.25, 0.25, 0.25]),
  ]

  private static func table(_ windows: [(first: Int, weights: [Float])], taps: Int) -> [Float] {
    windows.flatMap { window in
      var row = [Float(window.first), Float(window.weights.count)] + window.weights
      row += [Float](repeating: 0, count: taps - window.weights.count)
      return row
    }
  }

  private func resampled(_ x: [Float], _ table: [Float], outer: Int, inner: Int, count: Int) -> [Float] {
    let (source, rows, y) = (Buffer(x), Buffer(table), Buffer(count: outer * count * inner))
    Kernel.resample(
      source.pointer,
      into: y.pointer,
      outer: outer,
      size: 4,
      inner: inner,
      count: count,
      table: rows.pointer,
      taps: 4,
      outside: -9
    )
    return y.values
  }

  @Test(arguments: [1, 2, 15, 16, 17, 33]) func windowsAreSummed(inner: Int) {
    let x = numbers(3 * 4 * inner, seed: 1)
    let count = Self.windows.count
    let want = (0..<(3 * count * inner)).map { position -> Double in
      let (row, column) = position.quotientAndRemainder(dividingBy: inner)
      let window = Self.windows[row % count]
      if window.weights.isEmpty { return -9 }
      return window.weights.indices.reduce(0.0) { sum, step in
        sum + Double(window.weights[step]) * Double(x[(row / count * 4 + window.first + step) * inner + column])
      }
    }
    expect(resampled(x, Self.table(Self.windows, taps: 4), outer: 3, inner: inner, count: count), want, .close)
  }

  /// What a window leaves out is not read: NaN and infinities stay where they are.
  @Test(arguments: [1, 3, 17]) func neighboursWithoutAPartStayOut(inner: Int) {
    let x = [Float.nan, .infinity, 2, 3].flatMap { [Float](repeating: $0, count: inner) }
    let windows: [(first: Int, weights: [Float])] = [(0, [1]), (1, [1]), (2, [1]), (2, [0.5, 0.5])]
    let want = [Double.nan, .infinity, 2, 2.5].flatMap { [Double](repeating: $0, count: inner) }
    expectUlps(resampled(x, Self.table(windows, taps: 4), outer: 1, inner: inner, count: 4), want, .exact)
  }

  /// A table that was changed names other elements, but none outside of the axis.
  @Test func aBrokenTableStaysWithinTheAxis() {
    for (first, length) in [(1e30, 4), (-1e30, 4), (.nan, .nan), (3, 1e30), (-1, 9), (.infinity, .infinity)] as [(Float, Float)]
    {
      let values = resampled([1, 1, 1, 1], [first, length, 1, 0, 0, 0], outer: 1, inner: 1, count: 1)
      #expect(values == [1] || values == [-9], "first \(first), length \(length)")
    }
  }
}
