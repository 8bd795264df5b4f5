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
    let blocks = (rows * min(blockDepth, depth) + blockElements - 1) / blockElements
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
          let bias = isFirst ? bias.map { (load($0 + column), load($0 + (column + width))) } ?? (zero, zero) : nil
          var row = rows.lowerBound
          while row < rows.upperBound {
            tileOfTwoPanels(
              a,
              rows: row..<min(row + 6, rows.upperBound),
              rowStart: rowStart,
              runs: runs,
              length: length,
              runStart: runStart,
              panel: panel,
              panelStep: panelStep,
              bias: bias,
              isLast: isLast,
              into: y,
              column: column,
              columns: columns,
              yStride: yStride,
              finish: finish
            )
            row += 6
          }
          column += 2 * width
          panel += 2 * panelStep
          continue
        }
      #endif
      let bias = isFirst ? bias.map { load($0 + column) } ?? zero : nil
      var row = rows.lowerBound
      while row < rows.upperBound {
        tile(
          a,
          rows: row..<min(row + 6, rows.upperBound),
          rowStart: rowStart,
          runs: runs,
          length: length,
          runStart: runStart,
          panel: panel,
          bias: bias,
          isLast: isLast,
          into: y,
          column: column,
          columns: columns,
          yStride: yStride,
          finish: finish
        )
        row += 6
      }
      column += width
      panel += panelStep
    }
  }

  /// Up to six rows of one panel. Rows that are not there are the last one once more, and not stored.
  @inline(__always) private static func tile(
    _ a: UnsafePointer<Float>,
    rows: Range<Int>,
    rowStart: (Int) -> Int,
    runs: Range<Int>,
    length: Int,
    runStart: (Int) -> Int,
    panel: UnsafePointer<Float>,
    bias: Vector?,
    isLast: Bool,
    into y: UnsafeMutablePointer<Float>,
    column: Int,
    columns: Int,
    yStride: Int,
    finish: (Vector, Int) -> Vector
  ) {
    let a = six(rows) { a + rowStart($0) }
    var sums = six(rows) { bias ?? load(y + ($0 * yStride + column)) }
    if rows.count > 3 {
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
    forEachRow(sums, rows) { sum, row in
      let offset = row * yStride + column
      let result = isLast ? finish(sum, offset) : sum
      if columns - column >= width {
        store(result, y + offset)
      } else {
        storeTail(result, y + offset, count: columns - column)
      }
    }
  }

  #if X86_64_V4
    /// Up to six rows of two panels, the second of which may be the last.
    @inline(__always) private static func tileOfTwoPanels(
      _ a: UnsafePointer<Float>,
      rows: Range<Int>,
      rowStart: (Int) -> Int,
      runs: Range<Int>,
      length: Int,
      runStart: (Int) -> Int,
      panel: UnsafePointer<Float>,
      panelStep: Int,
      bias: (Vector, Vector)?,
      isLast: Bool,
      into y: UnsafeMutablePointer<Float>,
      column: Int,
      columns: Int,
      yStride: Int,
      finish: (Vector, Int) -> Vector
    ) {
      let a = six(rows) { a + rowStart($0) }
      var sums = six(rows) { bias?.0 ?? load(y + ($0 * yStride + column)) }
      var otherSums = six(rows) { bias?.1 ?? load(y + ($0 * yStride + column + width)) }
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
      forEachRow(sums, rows) { sum, row in
        let offset = row * yStride + column
        store(isLast ? finish(sum, offset) : sum, y + offset)
      }
      forEachRow(otherSums, rows) { sum, row in
        let offset = row * yStride + column + width
        let result = isLast ? finish(sum, offset) : sum
        let count = columns - column - width
        if count >= width { store(result, y + offset) } else { storeTail(result, y + offset, count: count) }
      }
    }
  #endif

  /// Something for each of up to six rows, the last of which stands for those that are not there.
  @inline(__always) private static func six<Element>(_ rows: Range<Int>, _ element: (Int) -> Element) -> Six<Element> {
    let (first, last) = (rows.lowerBound, rows.upperBound - 1)
    return (
      element(first), element(min(first + 1, last)), element(min(first + 2, last)), element(min(first + 3, last)),
      element(min(first + 4, last)), element(min(first + 5, last))
    )
  }

  /// Visits the rows that are there.
  @inline(__always) private static func forEachRow(_ sums: Six<Vector>, _ rows: Range<Int>, _ body: (Vector, Int) -> Void) {
    let first = rows.lowerBound
    body(sums.0, first)
    if rows.count > 1 { body(sums.1, first + 1) }
    if rows.count > 2 { body(sums.2, first + 2) }
    if rows.count > 3 { body(sums.3, first + 3) }
    if rows.count > 4 { body(sums.4, first + 4) }
    if rows.count > 5 { body(sums.5, first + 5) }
  }
}
