extension Kernel {
  /// The rows of an image, `height` rows high, that windows see which stand `stride` rows apart, the first `before` rows above it.
  @inline(__always) static func rowsSeen(
    by rows: Range<Int>,
    extent: Int,
    stride: Int,
    before: Int,
    height: Int
  ) -> Range<Int> {
    let first = min(height, max(0, rows.lowerBound * stride - before))
    return first..<max(first, min(height, (rows.upperBound - 1) * stride - before + extent))
  }

  /// Moves those of the rows that are `held` at a place, and that are `seen` again, to its start; gives the rows that are still to be put
  /// behind them.
  ///
  /// - `size`: the elements of a row.
  @inline(never) static func keepRows(
    _ seen: Range<Int>,
    of held: inout Range<Int>,
    at place: UnsafeMutablePointer<Float>,
    size: Int
  ) -> Range<Int> {
    let kept = seen.lowerBound..<max(seen.lowerBound, held.upperBound)
    if kept.lowerBound > held.lowerBound {
      place.update(from: place + (kept.lowerBound - held.lowerBound) * size, count: kept.count * size)
    }
    held = seen
    return kept.upperBound..<seen.upperBound
  }
}
