import ForgeGraph

/// Which rows of each of a chain of images are computed at a time, and how many are held for those that see them.
///
/// A strip is some rows of the last image: of `count` strips each has as many as the others, or one more. Of each image before it those
/// rows are held that the strip sees, in memory that the next strip uses again: rows that are seen again are moved to its start, and those
/// are computed that are not there yet.
struct StripPlan: Sendable, Hashable {
  /// An image of the chain.
  struct Stage: Sendable, Hashable {
    /// How its rows lie over those of the image before.
    let window: RowWindow
    let height: Int
    /// The elements of a row.
    let rowSize: Int
  }

  /// All images but the one that the chain reads.
  let stages: [Stage]
  let count: Int
  /// Where the rows of each stage but the last lie, and, behind them, how many floats there are in all.
  let places: [Int]

  /// A plan of so many strips, found by walking through them; nil where one of them has nothing to compute of an image.
  private init?(_ stages: [Stage], count: Int) {
    self.stages = stages
    self.count = count
    var made = [Int](repeating: 0, count: stages.count)
    var most = made
    for strip in 0..<count {
      var rows = Self.rows(ofStrip: strip, of: count, height: stages[stages.count - 1].height)
      for stage in stages.indices.reversed() {
        if stage < stages.count - 1 {
          let seen = stages[stage + 1].window.rowsSeen(by: rows, height: stages[stage].height)
          most[stage] = max(most[stage], seen.count)
          guard seen.lowerBound <= made[stage], made[stage] < seen.upperBound else { return nil }
          rows = made[stage]..<seen.upperBound
        }
        made[stage] = rows.upperBound
      }
    }
    // Kernels read and write whole vectors.
    places = zip(stages, most).dropLast().reduce(into: [0]) { places, held in
      places.append((places[places.count - 1] + held.0.rowSize * held.1 + 31) / 16 * 16)
    }
  }

  private static func rows(ofStrip strip: Int, of count: Int, height: Int) -> Range<Int> {
    strip * height / count..<(strip + 1) * height / count
  }

  /// How many floats are held.
  var floatCount: Int { places[places.count - 1] }

  /// The plan of the fewest strips that hold no more than `limit` floats.
  static func best(_ stages: [Stage], limit: Int) -> StripPlan? {
    let least = zip(stages, stages.dropFirst()).map { $0.rowSize * min($0.height, $1.window.extent) }.reduce(0, +)
    guard least <= limit else { return nil }
    let plans = (1...stages[stages.count - 1].height).lazy.compactMap { StripPlan(stages, count: $0) }
    return plans.first { $0.floatCount <= limit }
  }
}
