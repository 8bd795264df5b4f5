import Testing

@testable import ForgeKernels

/// The rows that strips of an image see, and those that stay for the next.
@Suite struct StripTests {
  /// Windows of three rows at every second place, over an image of seven rows with one of padding above.
  @Test func seesAndKeepsRows() {
    var held = 0..<0
    let buffer = Buffer([Float](repeating: -1, count: 5 * 2))
    var contents: [[Float]] = []
    for row in stride(from: 0, to: 4, by: 2) {
      let seen = Kernel.rowsSeen(by: row..<(row + 2), extent: 3, stride: 2, before: 1, height: 7)
      let new = Kernel.keepRows(seen, of: &held, at: buffer.pointer, size: 2)
      for line in new {
        let place = (line - seen.lowerBound) * 2
        buffer.pointer[place] = Float(line)
        buffer.pointer[place + 1] = Float(line) + 0.5
      }
      contents.append((0..<seen.count).map { buffer.pointer[$0 * 2] })
    }
    #expect(contents == [[0, 1, 2, 3], [3, 4, 5, 6]])
    #expect(buffer.pointer[1] == 3.5)
    #expect(held == 3..<7)
  }

  @Test func seesNothingInPadding() {
    #expect(Kernel.rowsSeen(by: 0..<2, extent: 1, stride: 1, before: 3, height: 9) == 0..<0)
    #expect(Kernel.rowsSeen(by: 9..<10, extent: 2, stride: 1, before: 0, height: 9) == 9..<9)
  }
}
