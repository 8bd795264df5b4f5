import Testing

@testable import ForgeKernels

@Suite struct ComputedPlacesTests {
  /// Numbers, and the places of an axis of five that they mean.
  static let meanings: [(number: Float, place: Int)] = [
    (0, 0), (-0.0, 0), (4, 4), (-1, 4), (-5, 0), (1.99, 1), (-0.99, 0), (-1.5, 4), (5, 4), (-6, 0), (1e30, 4), (-1e30, 0),
    (.infinity, 4), (-.infinity, 0), (.nan, 0), (-.nan, 0), (.greatestFiniteMagnitude, 4), (-.greatestFiniteMagnitude, 0),
    (0x1p62, 4), (0x1p63, 4), (-0x1p63, 0), (.leastNonzeroMagnitude, 0),
  ]

  @Test func aNumberNeverLeavesTheAxis() {
    for (number, place) in Self.meanings { #expect(Kernel.boundedPlace(number, in: 5) == place, "\(number)") }
    for size in [1, 2, 7, 1 << 30] {
      for step in 0..<100_000 {
        let place = Kernel.boundedPlace(Float(bitPattern: UInt32(truncatingIfNeeded: step * 42_949)), in: size)
        if !(0..<size).contains(place) { Issue.record("place \(place) of \(size)") }
      }
    }
  }

  @Test func anIDNeverLeavesTheAxis() {
    let meanings: [(Int32, Int)] = [(0, 0), (4, 4), (5, 4), (-1, 4), (-5, 0), (-6, 0), (.max, 4), (.min, 0)]
    for (id, place) in meanings { #expect(Kernel.boundedPlace(id, in: 5) == place, "\(id)") }
  }

  @Test(arguments: [1, 2, 15, 16, 17]) func rowsAtPlaces(inner: Int) {
    let (outer, size) = (3, 5)
    let x = numbers(outer * size * inner, seed: 1)
    let numbers = Self.meanings.map(\.number)
    let places = Self.meanings.map(\.place)
    let (source, indices, y) = (Buffer(x), Buffer(numbers), Buffer(count: outer * places.count * inner))
    Kernel.take(
      source.pointer,
      places: indices.pointer,
      into: y.pointer,
      outer: outer,
      size: size,
      inner: inner,
      count: places.count
    )
    let want = (0..<(outer * places.count * inner)).map { position in
      let (row, column) = position.quotientAndRemainder(dividingBy: inner)
      return Double(x[(row / places.count * size + places[row % places.count]) * inner + column])
    }
    expectUlps(y.values, want, .exact)
  }

  @Test(arguments: [1, 3, 17]) func elementsAtPlaces(inner: Int) {
    let (outer, size, count) = (2, 5, Self.meanings.count)
    let x = numbers(outer * size * inner, seed: 2)
    let chosen = (0..<(outer * count * inner)).map { Self.meanings[$0 * 7 % count] }
    let (source, places, y) = (Buffer(x), Buffer(chosen.map(\.number)), Buffer(count: chosen.count))
    Kernel.takeAlongAxis(
      source.pointer,
      places: places.pointer,
      into: y.pointer,
      outer: outer,
      size: size,
      inner: inner,
      count: count
    )
    let want = chosen.enumerated().map { position, meaning in
      Double(x[(position / inner / count * size + meaning.place) * inner + position % inner])
    }
    expectUlps(y.values, want, .exact)
  }

  @Test(arguments: [1, 3, 17]) func sumsAtPlaces(inner: Int) {
    let (outer, size, count) = (2, 5, Self.meanings.count)
    let chosen = (0..<(outer * count * inner)).map { Self.meanings[$0 * 7 % count] }
    let updates = (0..<chosen.count).map { Float($0 % 64) }
    var want = [Double](repeating: 1, count: outer * size * inner)
    for (position, meaning) in chosen.enumerated() {
      want[(position / inner / count * size + meaning.place) * inner + position % inner] += Double(updates[position])
    }
    let (places, news) = (Buffer(chosen.map(\.number)), Buffer(updates))
    let y = Buffer([Float](repeating: 1, count: outer * size * inner))
    Kernel.scatterElements(
      news.pointer,
      places: places.pointer,
      into: y.pointer,
      outer: outer,
      size: size,
      inner: inner,
      count: count
    ) { $0 + $1 }
    expectUlps(y.values, want, .exact)
  }
}

@Suite struct TopKTests {
  @Test(arguments: [1, 2, 5, 40, 301], [1, 3]) func bestComeInOrder(size: Int, inner: Int) {
    for k in Set([1, (size + 1) / 2, size]).sorted() {
      for seed: UInt64 in 1...3 {
        // Few different numbers, so that several are alike; then some that are no numbers.
        var x = numbers(2 * size * inner, seed: seed).map { ($0 * 8).rounded() }
        if seed == 3 {
          for place in stride(from: 0, to: x.count, by: 3) {
            x[place] = [Float.nan, .infinity, -.infinity, -0.0][place / 3 % 4]
          }
        }
        for isLargest in [true, false] {
          for givesPlaces in [true, false] {
            let (source, y) = (Buffer(x), Buffer(count: 2 * k * inner))
            let scratch = Buffer(count: 2 * k)
            Kernel.topK(
              source.pointer,
              into: y.pointer,
              outer: 2,
              size: size,
              inner: inner,
              k: k,
              isLargest: isLargest,
              givesPlaces: givesPlaces,
              scratch: scratch.pointer
            )
            var want = [Double](repeating: 0, count: 2 * k * inner)
            for block in 0..<2 {
              for column in 0..<inner {
                let row = (0..<size).map { x[(block * size + $0) * inner + column] }
                for (rank, place) in Self.order(row, isLargest).prefix(k).enumerated() {
                  want[(block * k + rank) * inner + column] = givesPlaces ? Double(place) : Double(row[place])
                }
              }
            }
            expectUlps(y.values, want, .exact, "k \(k), seed \(seed), largest \(isLargest), places \(givesPlaces)")
          }
        }
      }
    }
  }

  private static func order(_ row: [Float], _ isLargest: Bool) -> [Int] {
    row.indices.sorted { left, right in
      let (a, b) = (row[left], row[right])
      if a == b || a.isNaN && b.isNaN { return left < right }
      return isLargest ? a.isNaN || a > b : b.isNaN || a < b
    }
  }
}
