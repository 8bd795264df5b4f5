// Needs: Exponential, LargestOfRow, Panels, Product, RowTail, Rows, Select, Summation

extension Kernel {
  /// `y[i] = Σ w[i][j] · values[j]` with `w[i] = softmax(scale · queries[i] · keysᵀ + mask[i])`: one head of scaled dot-product
  /// attention (Vaswani et al., “Attention Is All You Need”, 2017).
  ///
  /// - `queries`: `[queryCount][depth]`, rows `queryStride` apart; `keys`: `[keyCount][depth]`; `values`: `[keyCount][columns]`;
  ///   `y`: `[queryCount][columns]`. 15 elements behind the end of `values` and `y` may be read, and of `y` be written back.
  /// - `mask`: `[queryCount][keyCount]`, rows `maskStride` apart, or nil: added to the scores, or with `hidesZeros` truth values
  ///   of which 0 hides a key. 15 elements behind its end may be read.
  /// - `isCausal`: a query sees the keys up to its own place.
  /// - `scratch`: `⌈keyCount / 16⌉ · 16 · (depth + 72) + ⌈columns / 16⌉ · 16 · keyCount + 72` elements.
  ///
  /// A query that sees no key gets zeros, one that meets NaN or +∞ among its scores gets NaN. The scores of some 48 queries at a
  /// time stay in the second cache.
  static func attention(
    _ queries: UnsafePointer<Float>,
    queryStride: Int,
    keys: UnsafePointer<Float>,
    keyStride: Int,
    values: UnsafePointer<Float>,
    valueStride: Int,
    mask: UnsafePointer<Float>?,
    maskStride: Int,
    hidesZeros: Bool,
    isCausal: Bool,
    into y: UnsafeMutablePointer<Float>,
    yStride: Int,
    queryCount: Int,
    keyCount: Int,
    depth: Int,
    columns: Int,
    scale: Float,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let paddedCount = (keyCount + width - 1) / width * width
    let keyPanels = scratch
    let valuePanels = keyPanels + paddedCount * depth
    let scores = valuePanels + (columns + width - 1) / width * width * keyCount
    let factors = scores + mostQueries * paddedCount
    packPanelsOfRows(keys, stride: keyStride, depth: depth, columns: keyCount, into: keyPanels)
    packPanels(values, stride: valueStride, depth: keyCount, columns: columns, into: valuePanels)
    // As many queries at a time as at others: a few that are left over would take as long as a tile of them.
    let parts = max(1, (queryCount + queriesAtATime / 2) / queriesAtATime)
    for part in 0..<parts {
      let first = part * queryCount / parts
      let rows = (part + 1) * queryCount / parts - first
      let seen = isCausal ? min(keyCount, first + rows) : keyCount
      scaledProduct(
        queries + first * queryStride,
        stride: queryStride,
        rows: rows,
        depth: depth,
        panels: keyPanels,
        columns: (seen + width - 1) / width * width,
        scale: scale,
        into: scores,
        yStride: paddedCount
      )
      let own = { (row: Int) in isCausal ? min(keyCount, first + row + 1) : keyCount }
      // What a row waits for, the largest of its scores and their sum, the processor finds while it computes the next rows.
      for row in 0..<rows {
        let scores = scores + row * paddedCount
        if let mask { hide(mask + (first + row) * maskStride, hidesZeros: hidesZeros, count: own(row), in: scores) }
        factors[row] = largestOfScores(scores, count: own(row))
      }
      for row in 0..<rows {
        factors[row] = exponentials(scores + row * paddedCount, count: own(row), largest: factors[row])
      }
      for row in 0..<rows {
        let weights = scores + row * paddedCount
        scaleWeights(weights, count: own(row), by: factors[row])
        if own(row) < keyCount { (weights + own(row)).update(repeating: 0, count: keyCount - own(row)) }
      }
      scaledProduct(
        scores,
        stride: paddedCount,
        rows: rows,
        depth: keyCount,
        panels: valuePanels,
        columns: columns,
        scale: 1,
        into: y + first * yStride,
        yStride: yStride
      )
    }
  }

  /// About so many; up to half as many again where there are no more.
  private static var queriesAtATime: Int { 48 }
  private static var mostQueries: Int { queriesAtATime + queriesAtATime / 2 }

  /// A product of matrices and a factor; one function for both products, which are long to compile.
  @inline(never) private static func scaledProduct(
    _ a: UnsafePointer<Float>,
    stride: Int,
    rows: Int,
    depth: Int,
    panels: UnsafePointer<Float>,
    columns: Int,
    scale: Float,
    into y: UnsafeMutablePointer<Float>,
    yStride: Int
  ) {
    product(
      a,
      in: Kernel.rows(stride: stride, length: depth),
      rows: rows,
      panels: panels,
      bias: nil,
      into: y,
      columns: 0..<columns,
      yStride: yStride
    ) { sums, _ in sums * scale }
  }

  /// Adds a row of the mask to scores, or hides those where it is 0.
  @inline(__always) private static func hide(
    _ mask: UnsafePointer<Float>,
    hidesZeros: Bool,
    count: Int,
    in scores: UnsafeMutablePointer<Float>
  ) {
    let hidden = Vector(repeating: -.infinity)
    var i = 0
    while i < count {
      let (score, seen) = (load(scores + i), load(mask + i))
      store(hidesZeros ? select(seen .== 0, hidden, score) : score + seen, scores + i)
      i += width
    }
  }

  /// The largest of a row of scores, NaN passed over; what its last vector holds behind them becomes -∞.
  @inline(__always) private static func largestOfScores(_ scores: UnsafeMutablePointer<Float>, count: Int) -> Float {
    let rest = count % width
    if rest > 0 { store(loadTail(scores + (count - rest), count: rest, filler: -.infinity), scores + (count - rest)) }
    return largestOfRow(scores, count: count + (rest > 0 ? width - rest : 0))
  }

  /// Makes `e^(score - largest)` of a row of scores, all times what the result, the inverse of their sum, takes out again.
  @inline(__always) private static func exponentials(
    _ scores: UnsafeMutablePointer<Float>,
    count: Int,
    largest: Float
  ) -> Float {
    if largest == -.infinity {
      var filler: Float = 0
      for i in 0..<count where scores[i].isNaN { filler = .nan }
      scores.update(repeating: filler, count: count)
      return 1
    }
    var total = Vector(repeating: 0)
    var i = 0
    while i < count {
      let blockEnd = min(count, i + sumBlock * width)
      var block = Vector(repeating: 0)
      while i < blockEnd {
        let power = scaledExponential(ofNonPositive: load(scores + i) - largest)
        store(power, scores + i)
        block += power
        i += width
      }
      total += block
    }
    return 1 / sumOfLanes(total)
  }

  /// Makes weights of a row of exponentials.
  @inline(__always) private static func scaleWeights(_ row: UnsafeMutablePointer<Float>, count: Int, by factor: Float) {
    var i = 0
    while i < count {
      store(load(row + i) * factor, row + i)
      i += width
    }
  }
}
