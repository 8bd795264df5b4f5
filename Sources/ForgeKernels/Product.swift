// Needs: Prefetch, ProductOfHalfPanel, ProductOfPanelAndHalf, ProductTile, ProductTileOfTwoPanels, Rows, Six

extension Kernel {
  /// Rows of sums of products, `y[r][c] = finish(bias[c] + Σ a[r][d] · panels[c][d])`: what matrix products and convolutions come
  /// down to.
  ///
  /// - `places`: where the rows of `a` lie.
  /// - `panels`: `[⌈columns / 16⌉][depth][16]`, the last panel filled up with zeros.
  /// - `bias`: one value a column, filled up to whole panels; or nil.
  /// - `y`: rows `yStride` apart, of which the sums become some `columns`; it must not overlap `a`. 15 elements behind its end
  ///   may be read.
  /// - `part`: the rows that are computed, and the runs of them that are summed; all where it is nil.
  /// - `isBrief`: whether `finish` takes a few instructions.
  /// - `finish`: what becomes of 16 sums of a row, of which the first belongs at an offset in `y`.
  ///
  /// Blocked for caches as by Goto and van de Geijn, “Anatomy of High-Performance Matrix Multiplication” (2008): a part of a
  /// panel stays in the first cache while rows go by, the same part of these rows in the second while panels go by. Sums that are
  /// not complete wait in `y`.
  @inline(__always) static func product(
    _ a: UnsafePointer<Float>,
    in places: Rows,
    rows: Int,
    panels: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?,
    into y: UnsafeMutablePointer<Float>,
    columns: Range<Int>,
    yStride: Int,
    part: (rows: Range<Int>, runs: Range<Int>)? = nil,
    isBrief: Bool = true,
    finish: (_ sums: Vector, _ offset: Int) -> Vector
  ) {
    let (visited, runs) = part ?? (0..<rows, 0..<places.runs)
    let (rows, runLength) = (visited.count, places.runLength)
    let depth = runs.count * runLength
    // A run is taken in parts when it is longer than a block, several runs together when they are shorter.
    let parts = (runLength + blockDepth - 1) / blockDepth
    let partLength = (runLength + parts - 1) / parts
    let runsAtATime = max(1, blockDepth / runLength)
    // Whether the results are more than the second cache holds, and are read back to be finished.
    #if X86_64_V4
      let isFar = !isBrief && rows * yStride > 262_144
    #else
      let isFar = false
    #endif
    // Where all weights stay in the second cache too, the results of a block do so until their rows are complete.
    let isSmall = depth * columns.count <= blockElements
    let blocks = (rows * (min(blockDepth, depth) + (isSmall ? columns.count : 0)) + blockElements - 1) / blockElements
    let rowsAtATime = ((rows + blocks - 1) / blocks + 5) / 6 * 6
    var row = visited.lowerBound
    while row < visited.upperBound {
      let rowEnd = min(visited.upperBound, row + rowsAtATime)
      var run = runs.lowerBound
      while run < runs.upperBound {
        let runEnd = min(runs.upperBound, run + runsAtATime)
        var step = 0
        while step < runLength {
          let length = min(partLength, runLength - step)
          productBlock(
            a + step,
            in: places,
            rows: row..<rowEnd,
            runs: run..<runEnd,
            length: length,
            panels: panels + (run * runLength + step) * width,
            panelStep: places.runs * runLength * width,
            bias: bias,
            isFirst: run == runs.lowerBound && step == 0,
            isLast: runEnd == runs.upperBound && step + length == runLength,
            isFar: isFar,
            into: y,
            columns: columns,
            yStride: yStride,
            isBrief: isBrief,
            finish: finish
          )
          step += length
        }
        run = runEnd
      }
      row = rowEnd
    }
  }

  /// Steps of depth in a block: 32 KiB of one panel or, with AVX-512, of two.
  ///
  /// As much as the first cache: with half of it sums that are not complete would be written and read twice as often, which took
  /// 3 to 10 % more time.
  @inline(__always) private static var blockDepth: Int {
    #if X86_64_V4
      256
    #else
      512
    #endif
  }
  /// Elements of rows in a block: 240 KiB.
  @inline(__always) private static var blockElements: Int { 61_440 }

  /// Some rows, some of the depth, all columns.
  @inline(__always) private static func productBlock(
    _ a: UnsafePointer<Float>,
    in places: Rows,
    rows: Range<Int>,
    runs: Range<Int>,
    length: Int,
    panels: UnsafePointer<Float>,
    panelStep: Int,
    bias: UnsafePointer<Float>?,
    isFirst: Bool,
    isLast: Bool,
    isFar: Bool,
    into y: UnsafeMutablePointer<Float>,
    columns: Range<Int>,
    yStride: Int,
    isBrief: Bool,
    finish: (Vector, Int) -> Vector
  ) {
    #if X86_64_V3 || X86_64_V4
      if columns.count <= width / 2 {
        return productOfHalfPanel(
          a,
          in: places,
          rows: rows,
          runs: runs,
          length: length,
          panel: panels,
          bias: bias,
          isFirst: isFirst,
          isLast: isLast,
          into: y,
          columns: columns,
          yStride: yStride,
          isBrief: isBrief,
          finish: finish
        )
      }
    #endif
    let zero = Vector(repeating: 0)
    let tiles = (rows.count &+ 5) / 6
    let aheadStride = aheadStride(tiles: tiles, rows: rows.count, weights: panelStep / width &* columns.count)
    var column = columns.lowerBound
    var panel = panels
    var columnBias = bias
    while column < columns.upperBound {
      #if X86_64_V3 || X86_64_V4
        let left = columns.upperBound &- column
        if left > width && left <= width &+ width / 2 {
          productOfPanelAndHalf(
            a,
            in: places,
            rows: rows,
            runs: runs,
            length: length,
            panel: panel,
            panelStep: panelStep,
            bias: columnBias,
            isFirst: isFirst,
            isLast: isLast,
            isFar: isFar,
            into: y,
            column: column,
            columns: columns.upperBound,
            yStride: yStride,
            isBrief: isBrief,
            finish: finish
          )
          return
        }
      #endif
      #if X86_64_V4
        // Of three panels whose last is half empty the first goes by itself.
        if left > width && !(left > 2 &* width && left <= 2 &* width &+ width / 2) {
          let start = columnBias.map { load($0) } ?? zero
          let otherStart = columnBias.map { load($0 + width) } ?? zero
          var row = rows.lowerBound
          var next = panel + 2 * panelStep
          var tilesLeft = tiles
          while row < rows.upperBound {
            let rowCount = rowsOfTile(left: rows.upperBound &- row, tilesLeft: tilesLeft)
            if isFirst && isFar { prefetchResults(y + (row &* yStride &+ column), rows: rowCount, yStride: yStride) }
            productTileOfTwoPanels(
              a,
              in: places,
              firstRow: row,
              rowCount: rowCount,
              runs: runs,
              length: length,
              panel: panel,
              panelStep: panelStep,
              ahead: aheadStride > 0 ? (next, aheadStride) : nil,
              start: start,
              otherStart: otherStart,
              isFirst: isFirst,
              isLast: isLast,
              into: y,
              column: column,
              columns: columns.upperBound,
              yStride: yStride,
              isBrief: isBrief,
              finish: finish
            )
            row &+= rowCount
            tilesLeft &-= 1
            next += aheadStride &* (runs.count &* length)
          }
          column &+= 2 &* width
          panel += 2 * panelStep
          columnBias = columnBias.map { $0 + 2 * width }
          continue
        }
      #endif
      let start = columnBias.map { load($0) } ?? zero
      var row = rows.lowerBound
      var next = panel + panelStep
      var tilesLeft = tiles
      while row < rows.upperBound {
        let rowCount = rowsOfTile(left: rows.upperBound &- row, tilesLeft: tilesLeft)
        if isFirst && isFar { prefetchResults(y + (row &* yStride &+ column), rows: rowCount, yStride: yStride) }
        productTile(
          a,
          in: places,
          firstRow: row,
          rowCount: rowCount,
          runs: runs,
          length: length,
          panel: panel,
          ahead: aheadStride > 0 ? (next, aheadStride) : nil,
          start: start,
          isFirst: isFirst,
          isLast: isLast,
          into: y,
          column: column,
          columns: columns.upperBound,
          yStride: yStride,
          isBrief: isBrief,
          finish: finish
        )
        row &+= rowCount
        tilesLeft &-= 1
        next += aheadStride &* (runs.count &* length)
      }
      column &+= width
      panel += panelStep
      columnBias = columnBias.map { $0 + width }
    }
  }

  /// How far apart the cache lines are that the tiles of a block ask for ahead, in floats: what makes all tiles together ask for
  /// the next panel's. Zero where there is nothing to ask for.
  ///
  /// A processor fetches a panel fast enough by itself for what many rows make of it. With few rows, and weights that no cache of
  /// its own holds, it would wait: asking took 0.68 of the time for 16 rows, 0.83 to 0.9 for 49.
  @inline(__always) private static func aheadStride(tiles: Int, rows: Int, weights: Int) -> Int {
    // A tile of three rows or fewer asks for nothing; of several tiles, only the last of seven rows is one.
    let asking = rows < 4 &* tiles ? tiles &- 1 : tiles
    return asking == 0 || tiles > 10 || weights < 65_536 ? 0 : (width &+ asking &- 1) / asking
  }
}
