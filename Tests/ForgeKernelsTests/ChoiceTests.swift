import Testing

@testable import ForgeKernels

@Suite struct ChoiceTests {
  @Test(arguments: [1, 3, 15, 16, 17, 33]) func oneOfTwo(size: Int) {
    let condition = (0..<size).map { [Float.nan, 0, -0.0, .leastNonzeroMagnitude, -1, 0, .infinity][$0 % 7] }
    let (a, b) = (numbers(size, seed: 1), (0..<size).map { $0 % 3 == 0 ? Float.nan : Float($0) })
    let want = (0..<size).map { Double(condition[$0] != 0 ? a[$0] : b[$0]) }
    let (mask, left, right, y) = (Buffer(condition), Buffer(a), Buffer(b), Buffer(count: size))
    Kernel.choose(mask.pointer, left.pointer, right.pointer, count: size, into: y.pointer)
    expectUlps(y.values, want, .exact)
    Kernel.choose(mask.pointer, left.pointer, right.pointer, count: size, into: mask.pointer)
    expectUlps(mask.values, want, .exact, "in place")
  }

  @Test(arguments: [1, 2, 15, 16, 17, 33]) func operandsRepeat(columns: Int) {
    let rows = 3
    let patterns = [(columns, 1), (0, 1), (1, 0), (0, 0)]
    func operand(_ strides: Kernel.Strides, _ seed: UInt64) -> [Float] {
      numbers((rows - 1) * strides.row + (columns - 1) * strides.column + 1, seed: seed)
    }
    for first in patterns {
      for second in patterns {
        for third in patterns {
          let condition = operand(first, 1).map { $0 < 0 ? 0 : $0 }
          let (a, b) = (operand(second, 2), operand(third, 3))
          let want = (0..<(rows * columns)).map { place in
            let (row, column) = place.quotientAndRemainder(dividingBy: columns)
            let isTrue = condition[row * first.0 + column * first.1] != 0
            return Double(isTrue ? a[row * second.0 + column * second.1] : b[row * third.0 + column * third.1])
          }
          let (mask, left, right, y) = (Buffer(condition), Buffer(a), Buffer(b), Buffer(count: rows * columns))
          Kernel.choose(
            mask.pointer,
            strides: first,
            left.pointer,
            strides: second,
            right.pointer,
            strides: third,
            rows: rows,
            columns: columns,
            into: y.pointer
          )
          expectUlps(y.values, want, .exact, "strides \(first) \(second) \(third)")
        }
      }
    }
  }

  @Test(arguments: [1, 15, 16, 17]) func rowsAndColumnsAreRepeated(columns: Int) {
    for strides in [(columns, 1), (0, 1), (1, 0), (0, 0)] {
      let x = Buffer(numbers(2 * strides.0 + (columns - 1) * strides.1 + 1, seed: 4))
      let y = Buffer(count: 3 * columns)
      Kernel.expand(x.pointer, strides: strides, rows: 3, columns: columns, into: y.pointer)
      let want = (0..<(3 * columns)).map { Double(x.values[$0 / columns * strides.0 + $0 % columns * strides.1]) }
      expectUlps(y.values, want, .exact, "strides \(strides)")
    }
  }
}

@Suite struct PlaceOfExtremeTests {
  /// Outer, size of the axis, inner.
  private static let sizes = [
    (1, 1, 1), (3, 1, 5), (1, 31, 1), (2, 32, 1), (3, 33, 1), (5, 17, 1), (2, 16, 1), (1, 5, 3), (2, 7, 15), (3, 4, 16),
    (2, 9, 17),
    (1, 300, 1), (1, 5000, 1), (2, 500, 33),
  ]

  @Test(arguments: sizes) func firstAndLast(outer: Int, size: Int, inner: Int) {
    let special: [Float] = [.nan, .infinity, -.infinity, 0, -0.0]
    for seed: UInt64 in 1...4 {
      // Few different numbers, so that several are alike.
      var x = numbers(outer * size * inner, seed: seed).map { ($0 * 4).rounded() }
      if seed > 2 {
        for place in stride(from: Int(seed), to: x.count, by: 5) { x[place] = special[place / 5 % (seed > 3 ? 5 : 2)] }
      }
      for isLargest in [true, false] {
        for selectsLast in [true, false] {
          let (source, y) = (Buffer(x), Buffer(count: outer * inner))
          Kernel.placeOfExtreme(
            source.pointer,
            into: y.pointer,
            outer: outer,
            size: size,
            inner: inner,
            isLargest: isLargest,
            selectsLast: selectsLast
          )
          let want = (0..<(outer * inner)).map { place in
            let column = (0..<size).map { x[(place / inner * size + $0) * inner + place % inner] }
            return Double(Self.place(in: column, isLargest, selectsLast))
          }
          expectUlps(y.values, want, .exact, "seed \(seed), largest \(isLargest), last \(selectsLast)")
        }
      }
    }
  }

  private static func place(in column: [Float], _ isLargest: Bool, _ selectsLast: Bool) -> Int {
    let extreme = column.filter { !$0.isNaN }.reduce(isLargest ? -Float.infinity : .infinity) {
      isLargest ? max($0, $1) : min($0, $1)
    }
    let hasNaN = column.contains(where: \.isNaN)
    let places = column.indices.filter { hasNaN ? column[$0].isNaN : column[$0] == extreme }
    return (selectsLast ? places.last : places.first) ?? -1
  }
}
