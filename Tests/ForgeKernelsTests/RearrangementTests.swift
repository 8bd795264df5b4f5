import Testing

@testable import ForgeKernels

@Suite struct TransposeTests {
  @Test(arguments: [1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 20, 33], [1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 20, 33])
  func rowsBecomeColumns(rows: Int, columns: Int) {
    // Gaps between the rows of both sides: the gaps of the result stay as they are.
    for (sourceGap, targetGap) in [(0, 0), (3, 0), (0, 5), (2, 1)] {
      let sourceStride = columns + sourceGap
      let targetStride = rows + targetGap
      let x = Buffer(numbers(rows * sourceStride, seed: 1))
      let y = Buffer([Float](repeating: -9, count: columns * targetStride))
      Kernel.transposeMatrix(
        x.pointer,
        sourceStride: sourceStride,
        into: y.pointer,
        targetStride: targetStride,
        rows: rows,
        columns: columns
      )
      let want = (0..<(columns * targetStride)).map { place in
        let row = place % targetStride
        return row < rows ? Double(x.values[row * sourceStride + place / targetStride]) : -9
      }
      expect(y.values, want, .exact, "(\(rows)×\(columns))")
    }
  }
}

@Suite struct CopyTests {
  @Test(arguments: [1, 3, 15, 16, 17, 33]) func rowsComeToLieApart(length: Int) {
    let x = Buffer(numbers(4 * (length + 1), seed: 2))
    let ids = (0..<(4 * (length + 1))).map { Int32($0 * 7 - 5) }
    let y = Buffer([Float](repeating: -9, count: 4 * (length + 2)))
    let z = Buffer([Float](repeating: -9, count: 4 * (length + 2)))
    Kernel.copyRows(
      x.pointer,
      sourceStride: length + 1,
      into: y.pointer + 1,
      targetStride: length + 2,
      rows: 4,
      length: length
    )
    ids.withUnsafeBufferPointer { ids in
      guard let start = ids.baseAddress else { return }
      Kernel.copyRows(start, sourceStride: length + 1, into: z.pointer + 1, targetStride: length + 2, rows: 4, length: length)
    }
    for place in 0..<(4 * (length + 2)) {
      let row = place / (length + 2)
      let column = place % (length + 2) - 1
      let isGap = column < 0 || column == length
      #expect(y.values[place] == (isGap ? -9 : x.values[row * (length + 1) + column]))
      #expect(z.values[place] == (isGap ? -9 : Float(ids[row * (length + 1) + column])))
    }
  }
}

@Suite struct EmbeddingTests {
  @Test(arguments: [1, 3, 15, 16, 17, 33]) func anIDGivesItsRow(units: Int) {
    let table = Buffer(numbers(6 * units, seed: 3))
    let ids: [Int32] = [5, 0, 3, 3, -1, 2, .min]
    let y = Buffer(count: ids.count * units)
    ids.withUnsafeBufferPointer { ids in
      guard let start = ids.baseAddress else { return }
      Kernel.embedding(start, table: table.pointer, into: y.pointer, count: ids.count, units: units)
    }
    let want = ids.flatMap { id in (0..<units).map { id < 0 ? 0 : Double(table.values[Int(id) * units + $0]) } }
    expect(y.values, want, .exact)
  }
}
