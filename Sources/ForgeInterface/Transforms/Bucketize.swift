import ForgeSpec

/// The number of the bucket between boundaries: 0 below the first, `boundaries.count` above the last.
struct Bucketize: Transform {
  enum Side: String, Sendable, CaseIterable { case left, right }
  enum Form: String, Sendable, CaseIterable { case index, oneHot = "one_hot" }

  let boundaries: [Double]
  let closed: Side
  let form: Form

  let name = "bucketize"

  func callAsFunction(_ x: Double) -> Double {
    let below = boundaries.count { closed == .left ? $0 <= x : $0 < x }
    return x.isNaN ? .nan : Double(below)
  }

  var swift: [String] {
    let list = boundaries.map(doubleLiteral).joined(separator: ", ")
    let comparison = closed == .left ? "<=" : "<"
    return [
      "var bucket = 0.0",
      "for boundary in [\(list)] where boundary \(comparison) x { bucket += 1 }",
      "x = x.isNaN ? x : bucket",
    ]
  }

  var oneHotSize: Int? { form == .oneHot ? boundaries.count + 1 : nil }
}

extension TransformKind {
  static let bucketize = TransformKind(
    "bucketize",
    "The number of the bucket that `x` falls into.",
    details: """
      `closed: left` means buckets `[a, b)` (Keras' `Discretization`, `numpy.digitize`, scikit-learn's `KBinsDiscretizer`); \
      `closed: right` means `(a, b]` (`pandas.cut`, `torch.bucketize`). There is no default.
      """,
    keys: [AnyKey(Keys.boundaries), AnyKey(Keys.closed), AnyKey(Keys.to)]
  ) { record, sink in
    let boundaries = record[Keys.boundaries]
    guard zip(boundaries, boundaries.dropFirst()).allSatisfy({ $0 < $1 }) else {
      sink.error(.degenerateConstants, "'boundaries' must rise from item to item", at: record.span(of: Keys.boundaries))
      return nil
    }
    return Bucketize(boundaries: boundaries, closed: record[Keys.closed], form: record[Keys.to])
  }

  private enum Keys {
    static let boundaries = Key("boundaries", ValueType<[Double]>.list(of: .number), "The limits between buckets, rising.")
    static let closed = Key("closed", ValueType<Bucketize.Side>.word(), "The side on which a bucket holds its boundary.")
    static let to = Key(
      "to",
      ValueType<Bucketize.Form>.word(),
      default: .index,
      shownAs: "index",
      "Whether the bucket becomes its number or a one-hot vector."
    )
  }
}
