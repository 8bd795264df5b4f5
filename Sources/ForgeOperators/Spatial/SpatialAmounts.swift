/// How many elements stand before and after an axis.
struct AxisAmounts: Sendable, Hashable {
  var before = 0
  var after = 0
}

/// How many rows and columns stand around an image.
struct SpatialAmounts: Sendable, Hashable {
  var rows = AxisAmounts()
  var columns = AxisAmounts()

  init(rows: AxisAmounts = AxisAmounts(), columns: AxisAmounts = AxisAmounts()) {
    self.rows = rows
    self.columns = columns
  }

  /// From the numbers of a spec: n, `[height, width]` or `[top, bottom, left, right]` for an image; n or `[left, right]` for
  /// a sequence. Nil for a list that the rank does not know.
  init?(_ numbers: [Int], _ rank: SpatialRank) {
    switch (rank, numbers.count) {
    case (.sequence, 1): columns = AxisAmounts(before: numbers[0], after: numbers[0])
    case (.sequence, 2): columns = AxisAmounts(before: numbers[0], after: numbers[1])
    case (.image, 1), (.image, 2):
      rows = AxisAmounts(before: numbers[0], after: numbers[0])
      columns = AxisAmounts(before: numbers[numbers.count - 1], after: numbers[numbers.count - 1])
    case (.image, 4):
      rows = AxisAmounts(before: numbers[0], after: numbers[1])
      columns = AxisAmounts(before: numbers[2], after: numbers[3])
    default: return nil
    }
  }

  /// As a spec gives it, in the shortest form.
  func text(_ rank: SpatialRank) -> String {
    let (top, bottom, left, right) = (rows.before, rows.after, columns.before, columns.after)
    switch rank {
    case .sequence: return left == right ? "\(left)" : "[\(left), \(right)]"
    case .image:
      guard top == bottom && left == right else { return "[\(top), \(bottom), \(left), \(right)]" }
      return top == left ? "\(top)" : "[\(top), \(left)]"
    }
  }
}
