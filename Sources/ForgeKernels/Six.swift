extension Kernel {
  /// Something for each of six rows.
  typealias Six<Element> = (Element, Element, Element, Element, Element, Element)

  /// The numbers of six rows, of which only the first few are there: the last stands for the others.
  @inline(__always) static func sixRows(_ count: Int) -> Six<Int> {
    let last = count &- 1
    return (0, min(1, last), min(2, last), min(3, last), min(4, last), min(5, last))
  }

  @inline(__always) static func ofSix<Element, Result>(
    _ six: Six<Element>,
    _ body: (Element) -> Result
  ) -> Six<Result> {
    (body(six.0), body(six.1), body(six.2), body(six.3), body(six.4), body(six.5))
  }

  /// How many of the rows that are left the next of so many tiles takes: six, or five or four where that is enough. 49 rows are
  /// four tiles of six and five of five, which took 0.94 of the time of eight of six and one more.
  @inline(__always) static func rowsOfTile(left: Int, tilesLeft: Int) -> Int {
    #if X86_64_V3 || X86_64_V4 || arch(arm64)
      left > 5 &* tilesLeft ? 6 : left > 4 &* tilesLeft ? 5 : min(4, left)
    #else
      min(6, left)
    #endif
  }
}
