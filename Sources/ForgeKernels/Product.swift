// Needs: RowTail, Sums

extension Kernel {
  /// Rows of sums of products, `y[r][c] = finish(bias[c] + Σ a[r][d] · panels[c][d])`: what matrix products and convolutions come
  /// down to.
  ///
  /// - `rowStart`: how far behind `a` a row starts; `runStart`: how far behind that each of its `runs` runs of `runLength`
  ///   neighbours starts.
  /// - `panels`: `[⌈columns / 16⌉][runs · runLength][16]`, the last panel filled up with zeros.
  /// - `bias`: one value a column, filled up to whole panels; or nil.
  /// - `y`: `[rows][columns]`, rows `yStride` apart; it must not overlap `a`. 15 elements behind its end may be read.
  /// - `finish`: what becomes of 16 sums of a row, of which the first belongs at an offset in `y`.
  ///
  /// Blocked for caches as by Goto and van de Geijn, “Anatomy of High-Performance Matrix Multiplication” (2008): a part of a
  /// panel stays in the first cache while rows go by, the same part of these rows in the second while panels go by. Sums that are
  /// not complete wait in `y`.
  @inline(__always) static func product(
    _ a: UnsafePointer<Float>,
    rows: Int,
    rowStart: (Int) -> Int,
    runs: Int,
    runLength: Int,
    runStart: (Int) -> Int,
    panels: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?,
    into y: UnsafeMutablePointer<Float>,
    columns: Int,
    yStride: Int,
    finish: (_ sums: Vector, _ offset: Int) -> Vector
  ) {
    let depth = runs * runLength
    // A run is taken in parts when it is longer than a block, several runs together when they are shorter.
    let parts = (runLength + blockDepth - 1) / blockDepth
    let partLength = (runLength + parts - 1) / parts
    let runsAtATime = max(1, blockDepth / runLength)
    // Where all weights stay in the second cache too, the results of a block do so until their rows are complete.
    let isSmall = depth * columns <= blockElements
    let blocks = (rows * (min(blockDepth, depth) + (isSmall ? columns : 0)) + blockElements - 1) / blockElements
    let rowsAtATime = ((rows + blocks - 1) / blocks + 5) / 6 * 6
    var row = 0
    while row < rows {
      let rowEnd = min(rows, row + rowsAtATime)
      var run = 0
      while run < runs {
        let runEnd = min(runs, run + runsAtATime)
        var step = 0
        while step < runLength {
          let length = min(partLength, runLength - step)
          productBlock(
            a + step,
            rows: row..<rowEnd,
            rowStart: rowStart,
            runs: run..<runEnd,
            length: length,
            runStart: runStart,
            panels: panels + (run * runLength + step) * width,
            panelStep: depth * width,
            bias: bias,
            isFirst: run == 0 && step == 0,
            isLast: runEnd == runs && step + length == runLength,
            into: y,
            columns: columns,
            yStride: yStride,
            finish: finish
          )
          step += length
        }
        run = runEnd
      }
      row = rowEnd
    }
  }

  /// Steps of depth in a block: 16 KiB of a panel.
  @inline(__always) private static var blockDepth: Int { 256 }
  /// Elements of rows in a block: 240 KiB.
  @inline(__always) private static var blockElements: Int { 61_440 }

  /// Some rows, some of the depth, all columns.
  @inline(__always) private static func productBlock(
    _ a: UnsafePointer<Float>,
    rows: Range<Int>,
    rowStart: (Int) -> Int,
    runs: Range<Int>,
    length: Int,
    runStart: (Int) -> Int,
    panels: UnsafePointer<Float>,
    panelStep: Int,
    bias: UnsafePointer<Float>?,
    isFirst: Bool,
    isLast: Bool,
    into y: UnsafeMutablePointer<Float>,
    columns: Int,
    yStride: Int,
    finish: (Vector, Int) -> Vector
  ) {
    let zero = Vector(repeating: 0)
    var column = 0
    var panel = panels
    while column < columns {
      #if X86_64_V4
        if columns - column > width {
          let start = bias.map { load($0 + column) } ?? zero
          let otherStart = bias.map { load($0 + (column + width)) } ?? zero
          var row = rows.lowerBound
          while row < rows.upperBound {
            tileOfTwoPanels(
              a,
              firstRow: row,
              rowCount: min(6, rows.upperBound &- row),
              rowStart: rowStart,
              runs: runs,
              length: length,
              runStart: runStart,
              panel: panel,
              panelStep: panelStep,
              start: start,
              otherStart: otherStart,
              isFirst: isFirst,
              isLast: isLast,
              into: y,
              column: column,
              columns: columns,
              yStride: yStride,
              finish: finish
            )
            row &+= 6
          }
          column &+= 2 &* width
          panel += 2 * panelStep
          continue
        }
      #endif
      let start = bias.map { load($0 + column) } ?? zero
      var row = rows.lowerBound
      while row < rows.upperBound {
        tile(
          a,
          firstRow: row,
          rowCount: min(6, rows.upperBound &- row),
          rowStart: rowStart,
          runs: runs,
          length: length,
          runStart: runStart,
          panel: panel,
          start: start,
          isFirst: isFirst,
          isLast: isLast,
          into: y,
          column: column,
          columns: columns,
          yStride: yStride,
          finish: finish
        )
        row &+= 6
      }
      column &+= width
      panel += panelStep
    }
  }

  /// Up to six rows of one panel: `start` and their sums, or what waits in `y` and these. Rows that are not there are the last one once more, and not stored.
  ///
  /// Arithmetic of places wraps instead of trapping, since checks of it would cost as much as a short sum.
  @inline(__always) private static func tile(
    _ a: UnsafePointer<Float>,
    firstRow: Int,
    rowCount: Int,
    rowStart: (Int) -> Int,
    runs: Range<Int>,
    length: Int,
    runStart: (Int) -> Int,
    panel: UnsafePointer<Float>,
    start: Vector,
    isFirst: Bool,
    isLast: Bool,
    into y: UnsafeMutablePointer<Float>,
    column: Int,
    columns: Int,
    yStride: Int,
    finish: (Vector, Int) -> Vector
  ) {
    let offset = firstRow &* yStride &+ column
    let rows = sixRows(rowCount)
    let a = map(rows) { a + rowStart(firstRow &+ $0) }
    var sums: Six<Vector>
    if isFirst {
      sums = (start, start, start, start, start, start)
    } else {
      sums = map(rows) { load(y + (offset &+ $0 &* yStride)) }
    }
    if rowCount > 3 {
      addSixRows(a, runs: runs, length: length, runStart: runStart, panel: panel, to: &sums)
    } else {
      addThreeRows(
        (a.0, a.1, a.2),
        runs: runs,
        length: length,
        runStart: runStart,
        panel: panel,
        to: &sums.0,
        &sums.1,
        &sums.2
      )
    }
    storeRows(
      sums,
      rowCount: rowCount,
      isLast: isLast,
      into: y,
      offset: offset,
      count: columns &- column,
      yStride: yStride,
      finish: finish
    )
  }

  #if X86_64_V4
    /// Up to six rows of two panels, the second of which may be the last.
    @inline(__always) private static func tileOfTwoPanels(
      _ a: UnsafePointer<Float>,
      firstRow: Int,
      rowCount: Int,
      rowStart: (Int) -> Int,
      runs: Range<Int>,
      length: Int,
      runStart: (Int) -> Int,
      panel: UnsafePointer<Float>,
      panelStep: Int,
      start: Vector,
      otherStart: Vector,
      isFirst: Bool,
      isLast: Bool,
      into y: UnsafeMutablePointer<Float>,
      column: Int,
      columns: Int,
      yStride: Int,
      finish: (Vector, Int) -> Vector
    ) {
      let offset = firstRow &* yStride &+ column
      let rows = sixRows(rowCount)
      let a = map(rows) { a + rowStart(firstRow &+ $0) }
      var sums: Six<Vector>
      var otherSums: Six<Vector>
      if isFirst {
        sums = (start, start, start, start, start, start)
        otherSums = (otherStart, otherStart, otherStart, otherStart, otherStart, otherStart)
      } else {
        sums = map(rows) { load(y + (offset &+ $0 &* yStride)) }
        otherSums = map(rows) { load(y + (offset &+ $0 &* yStride &+ width)) }
      }
      addSixRowsOfTwoPanels(
        a,
        runs: runs,
        length: length,
        runStart: runStart,
        panel: panel,
        panelStep: panelStep,
        to: &sums,
        &otherSums
      )
      storeRows(
        sums,
        rowCount: rowCount,
        isLast: isLast,
        into: y,
        offset: offset,
        count: width,
        yStride: yStride,
        finish: finish
      )
      storeRows(
        otherSums,
        rowCount: rowCount,
        isLast: isLast,
        into: y,
        offset: offset &+ width,
        count: columns &- column &- width,
        yStride: yStride,
        finish: finish
      )
    }
  #endif

  /// The numbers of six rows, of which only the first few are there: the last stands for the others.
  @inline(__always) private static func sixRows(_ count: Int) -> Six<Int> {
    let last = count &- 1
    return (0, min(1, last), min(2, last), min(3, last), min(4, last), min(5, last))
  }

  @inline(__always) private static func map<Element, Result>(
    _ six: Six<Element>,
    _ body: (Element) -> Result
  ) -> Six<Result> {
    (body(six.0), body(six.1), body(six.2), body(six.3), body(six.4), body(six.5))
  }

  /// Finishes and stores the rows that are there, `count` elements or a whole vector of each.
  @inline(__always) private static func storeRows(
    _ sums: Six<Vector>,
    rowCount: Int,
    isLast: Bool,
    into y: UnsafeMutablePointer<Float>,
    offset: Int,
    count: Int,
    yStride: Int,
    finish: (Vector, Int) -> Vector
  ) {
    if rowCount == 6 && count >= width {
      let offsets = map((0, 1, 2, 3, 4, 5)) { offset &+ $0 &* yStride }
      var sums = sums
      if isLast {
        sums = (
          finish(sums.0, offsets.0), finish(sums.1, offsets.1), finish(sums.2, offsets.2),
          finish(sums.3, offsets.3), finish(sums.4, offsets.4), finish(sums.5, offsets.5)
        )
      }
      store(sums.0, y + offsets.0)
      store(sums.1, y + offsets.1)
      store(sums.2, y + offsets.2)
      store(sums.3, y + offsets.3)
      store(sums.4, y + offsets.4)
      store(sums.5, y + offsets.5)
      return
    }
    func put(_ sum: Vector, _ row: Int) {
      let offset = offset &+ row &* yStride
      let result = isLast ? finish(sum, offset) : sum
      if count >= width { store(result, y + offset) } else { storeTail(result, y + offset, count: count) }
    }
    put(sums.0, 0)
    if rowCount > 1 { put(sums.1, 1) }
    if rowCount > 2 { put(sums.2, 2) }
    if rowCount > 3 { put(sums.3, 3) }
    if rowCount > 4 { put(sums.4, 4) }
    if rowCount > 5 { put(sums.5, 5) }
  }
}
