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
  /// - `scratch`: `⌈keyCount / 16⌉ · 16 · (depth + 72) + ⌈columns / 16⌉ · 16 · keyCount` elements.
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
      for row in 0..<rows {
        let own = isCausal ? min(keyCount, first + row + 1) : keyCount
        let weights = scores + row * paddedCount
        if let mask { hide(mask + (first + row) * maskStride, hidesZeros: hidesZeros, count: own, in: weights) }
        weigh(weights, count: own)
        if own < keyCount { (weights + own).update(repeating: 0, count: keyCount - own) }
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

  /// The softmax of a row in place, whose last vector is read and written as a whole.
  @inline(__always) private static func weigh(_ row: UnsafeMutablePointer<Float>, count: Int) {
    let rest = count % width
    if rest > 0 { store(loadTail(row + (count - rest), count: rest, filler: -.infinity), row + (count - rest)) }
    let end = count + (rest > 0 ? width - rest : 0)
    let maximum = largestOfRow(row, count: end)
    if maximum == -.infinity {
      var filler: Float = 0
      for i in 0..<count where row[i].isNaN { filler = .nan }
      return row.update(repeating: filler, count: count)
    }
    var total = Vector(repeating: 0)
    var i = 0
    while i < end {
      let blockEnd = min(end, i + sumBlock * width)
      var block = Vector(repeating: 0)
      while i < blockEnd {
        let power = exponential(ofNonPositive: load(row + i) - maximum)
        store(power, row + i)
        block += power
        i += width
      }
      total += block
    }
    let factor = 1 / sumOfLanes(total)
    i = 0
    while i < end {
      store(load(row + i) * factor, row + i)
      i += width
    }
  }
}
