// Needs: Prefetch, RowTail, Rows, Sums

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
            if isFirst && isFar { askForResults(y + (row &* yStride &+ column), rows: rowCount, yStride: yStride) }
            tileOfTwoPanels(
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
        if isFirst && isFar { askForResults(y + (row &* yStride &+ column), rows: rowCount, yStride: yStride) }
        tile(
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

  #if X86_64_V3 || X86_64_V4
    /// The last columns, of which there are a panel and a half at most: six rows at a time or, with AVX2, four.
    ///
    /// A function of its own: compiled into its caller it made the tiles of whole panels 8 to 19 % slower.
    @inline(never) private static func productOfPanelAndHalf(
      _ a: UnsafePointer<Float>,
      in places: Rows,
      rows: Range<Int>,
      runs: Range<Int>,
      length: Int,
      panel: UnsafePointer<Float>,
      panelStep: Int,
      bias: UnsafePointer<Float>?,
      isFirst: Bool,
      isLast: Bool,
      isFar: Bool,
      into y: UnsafeMutablePointer<Float>,
      column: Int,
      columns: Int,
      yStride: Int,
      isBrief: Bool,
      finish: (Vector, Int) -> Vector
    ) {
      let start = bias.map { load($0) } ?? Vector(repeating: 0)
      let halfStart = bias.map { loadHalf($0 + width) } ?? HalfVector(repeating: 0)
      let count = columns &- column &- width
      var row = rows.lowerBound
      while row < rows.upperBound {
        let rowCount = min(rowsWithHalf, rows.upperBound &- row)
        if isFirst && isFar { askForResults(y + (row &* yStride &+ column), rows: rowCount, yStride: yStride) }
        let offsets = map(sixRows(rowCount)) { (row &+ $0) &* yStride &+ column }
        var sums = (start, start, start, start, start, start)
        var halves = (halfStart, halfStart, halfStart, halfStart, halfStart, halfStart)
        if !isFirst {
          sums = map(offsets) { load(y + $0) }
          halves = map(offsets) { loadHalf(y + ($0 &+ width)) }
        }
        addRowsOfPanelAndHalf(
          map(sixRows(rowCount)) { a + rowStart(row &+ $0, in: places) },
          in: places,
          runs: runs,
          length: length,
          panel: panel,
          panelStep: panelStep,
          to: &sums,
          &halves
        )
        @inline(__always) func put(_ row: Int, _ sum: Vector, _ half: HalfVector, _ offset: Int) {
          if row >= rowCount { return }
          let isFinished = isLast && isBrief
          let other = Vector(lowHalf: half, highHalf: HalfVector(repeating: 0))
          store(isFinished ? finish(sum, offset) : sum, y + offset)
          storeTail(isFinished ? finish(other, offset &+ width) : other, y + (offset &+ width), count: count)
        }
        put(0, sums.0, halves.0, offsets.0)
        put(1, sums.1, halves.1, offsets.1)
        put(2, sums.2, halves.2, offsets.2)
        put(3, sums.3, halves.3, offsets.3)
        if rowsWithHalf == 6 {
          put(4, sums.4, halves.4, offsets.4)
          put(5, sums.5, halves.5, offsets.5)
        }
        if isLast && !isBrief {
          var offset = offsets.0
          while offset <= offsets.5 {
            let other = y + (offset &+ width)
            store(finish(load(y + offset), offset), y + offset)
            storeTail(finish(load(other), offset &+ width), other, count: count)
            offset &+= yStride
          }
        }
        row &+= rowsWithHalf
      }
    }
  #endif

  /// Asks for the cache lines of some rows' results, 32 in each, while the rows are summed: the function that finishes them would wait for
  /// lines that no cache of the processor's own holds. It took 0.79 of the time with `silu` behind 216 columns and 72 steps; with AVX2, one
  /// panel at a time, 1.08, and where stores need not wait it changes nothing.
  @inline(__always) private static func askForResults(_ y: UnsafePointer<Float>, rows: Int, yStride: Int) {
    for row in 0..<rows {
      let result = y + row &* yStride
      prefetch(result)
      prefetch(result + width)
      prefetch(result + (2 &* width &- 1))
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

  /// How many of the rows that are left the next of so many tiles takes: six, or five or four where that is enough. 49 rows are
  /// four tiles of six and five of five, which took 0.94 of the time of eight of six and one more.
  @inline(__always) private static func rowsOfTile(left: Int, tilesLeft: Int) -> Int {
    #if X86_64_V3 || X86_64_V4 || arch(arm64)
      left > 5 &* tilesLeft ? 6 : left > 4 &* tilesLeft ? 5 : min(4, left)
    #else
      min(6, left)
    #endif
  }

  /// Up to six rows of one panel: `start` and their sums, or what waits in `y` and these. Rows that are not there are the last one once more, and not stored.
  ///
  /// Arithmetic of places wraps instead of trapping, since checks of it would cost as much as a short sum.
  @inline(__always) private static func tile(
    _ a: UnsafePointer<Float>,
    in places: Rows,
    firstRow: Int,
    rowCount: Int,
    runs: Range<Int>,
    length: Int,
    panel: UnsafePointer<Float>,
    ahead: Ahead?,
    start: Vector,
    isFirst: Bool,
    isLast: Bool,
    into y: UnsafeMutablePointer<Float>,
    column: Int,
    columns: Int,
    yStride: Int,
    isBrief: Bool,
    finish: (Vector, Int) -> Vector
  ) {
    let offset = firstRow &* yStride &+ column
    let rows = sixRows(rowCount)
    let a = map(rows) { a + rowStart(firstRow &+ $0, in: places) }
    var sums: Six<Vector>
    if isFirst {
      sums = (start, start, start, start, start, start)
    } else {
      sums = map(rows) { load(y + (offset &+ $0 &* yStride)) }
    }
    if rowCount > 3 {
      addUpToSixRows(a, rowCount, in: places, runs: runs, length: length, panel: panel, ahead: ahead, to: &sums)
    } else {
      addThreeRows(
        (a.0, a.1, a.2),
        in: places,
        runs: runs,
        length: length,
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
      isBrief: isBrief,
      finish: finish
    )
  }

  /// The sums of four to six rows, in loops of their own: the plain ones have no steps that most products do not need. Plain x86-64
  /// needs only one, AVX-512, which takes most panels by twos, none for five rows.
  @inline(__always) private static func addUpToSixRows(
    _ a: Six<UnsafePointer<Float>>,
    _ count: Int,
    in places: Rows,
    runs: Range<Int>,
    length: Int,
    panel: UnsafePointer<Float>,
    ahead: Ahead?,
    to sums: inout Six<Vector>
  ) {
    #if X86_64_V3 || arch(arm64)
      if count < 6 {
        if let ahead {
          addSixRows(a, hasSixth: false, in: places, runs: runs, length: length, panel: panel, ahead: ahead, to: &sums)
        } else {
          addSixRows(a, hasSixth: false, in: places, runs: runs, length: length, panel: panel, to: &sums)
        }
        return
      }
    #endif
    #if X86_64_V3 || X86_64_V4 || arch(arm64)
      if let ahead {
        return addSixRows(a, hasSixth: true, in: places, runs: runs, length: length, panel: panel, ahead: ahead, to: &sums)
      }
    #endif
    addSixRows(a, hasSixth: true, in: places, runs: runs, length: length, panel: panel, to: &sums)
  }

  #if X86_64_V4
    /// Up to six rows of two panels, the second of which may be the last.
    #if compiler(>=6.3)
      @inline(always)
    #else
      @inline(__always)
    #endif
    private static func tileOfTwoPanels(
      _ a: UnsafePointer<Float>,
      in places: Rows,
      firstRow: Int,
      rowCount: Int,
      runs: Range<Int>,
      length: Int,
      panel: UnsafePointer<Float>,
      panelStep: Int,
      ahead: Ahead?,
      start: Vector,
      otherStart: Vector,
      isFirst: Bool,
      isLast: Bool,
      into y: UnsafeMutablePointer<Float>,
      column: Int,
      columns: Int,
      yStride: Int,
      isBrief: Bool,
      finish: (Vector, Int) -> Vector
    ) {
      let offset = firstRow &* yStride &+ column
      let rows = sixRows(rowCount)
      let a = map(rows) { a + rowStart(firstRow &+ $0, in: places) }
      var sums: Six<Vector>
      var otherSums: Six<Vector>
      if isFirst {
        sums = (start, start, start, start, start, start)
        otherSums = (otherStart, otherStart, otherStart, otherStart, otherStart, otherStart)
      } else {
        sums = map(rows) { load(y + (offset &+ $0 &* yStride)) }
        otherSums = map(rows) { load(y + (offset &+ $0 &* yStride &+ width)) }
      }
      addUpToSixRowsOfTwoPanels(
        a,
        rowCount,
        in: places,
        runs: runs,
        length: length,
        panel: panel,
        panelStep: panelStep,
        ahead: ahead,
        to: &sums,
        &otherSums
      )
      // One row of both panels after the other: what has many more branches than these is not compiled into its caller.
      let count = columns &- column &- width
      @inline(__always) func put(_ row: Int, _ sum: Vector, _ otherSum: Vector) {
        if row >= rowCount { return }
        let offset = offset &+ row &* yStride
        let (left, right) = (y + offset, y + (offset &+ width))
        let isFinished = isLast && isBrief
        store(isFinished ? finish(sum, offset) : sum, left)
        let last = isFinished ? finish(otherSum, offset &+ width) : otherSum
        if count >= width { store(last, right) } else { storeTail(last, right, count: count) }
      }
      put(0, sums.0, otherSums.0)
      put(1, sums.1, otherSums.1)
      put(2, sums.2, otherSums.2)
      put(3, sums.3, otherSums.3)
      put(4, sums.4, otherSums.4)
      put(5, sums.5, otherSums.5)
      if isBrief || !isLast { return }
      var row = 0
      while row < rowCount {
        let offset = offset &+ row &* yStride
        store(finish(load(y + offset), offset), y + offset)
        let (last, right) = (finish(load(y + (offset &+ width)), offset &+ width), y + (offset &+ width))
        if count >= width { store(last, right) } else { storeTail(last, right, count: count) }
        row &+= 1
      }
    }

    /// The sums of up to six rows, in loops of their own.
    #if compiler(>=6.3)
      @inline(always)
    #else
      @inline(__always)
    #endif
    private static func addUpToSixRowsOfTwoPanels(
      _ a: Six<UnsafePointer<Float>>,
      _ count: Int,
      in places: Rows,
      runs: Range<Int>,
      length: Int,
      panel: UnsafePointer<Float>,
      panelStep: Int,
      ahead: Ahead?,
      to sums: inout Six<Vector>,
      _ otherSums: inout Six<Vector>
    ) {
      switch (count == 6, ahead) {
      case (true, let ahead?):
        addSixRowsOfTwoPanels(
          a,
          hasSixth: true,
          in: places,
          runs: runs,
          length: length,
          panel: panel,
          panelStep: panelStep,
          ahead: ahead,
          to: &sums,
          &otherSums
        )
      case (true, nil):
        addSixRowsOfTwoPanels(
          a,
          hasSixth: true,
          in: places,
          runs: runs,
          length: length,
          panel: panel,
          panelStep: panelStep,
          to: &sums,
          &otherSums
        )
      case (false, let ahead?):
        addSixRowsOfTwoPanels(
          a,
          hasSixth: false,
          in: places,
          runs: runs,
          length: length,
          panel: panel,
          panelStep: panelStep,
          ahead: ahead,
          to: &sums,
          &otherSums
        )
      case (false, nil):
        addSixRowsOfTwoPanels(
          a,
          hasSixth: false,
          in: places,
          runs: runs,
          length: length,
          panel: panel,
          panelStep: panelStep,
          to: &sums,
          &otherSums
        )
      }
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
  ///
  /// A function of many instructions has the registers to itself: with the sums of all rows in them too it took twice the time.
  @inline(__always) private static func storeRows(
    _ sums: Six<Vector>,
    rowCount: Int,
    isLast: Bool,
    into y: UnsafeMutablePointer<Float>,
    offset: Int,
    count: Int,
    yStride: Int,
    isBrief: Bool,
    finish: (Vector, Int) -> Vector
  ) {
    func put(_ sum: Vector, _ offset: Int) {
      if count >= width { store(sum, y + offset) } else { storeTail(sum, y + offset, count: count) }
    }
    if !isBrief {
      putRows(sums, rowCount) { put($0, offset &+ $1 &* yStride) }
      if !isLast { return }
      var row = 0
      while row < rowCount {
        let offset = offset &+ row &* yStride
        put(finish(load(y + offset), offset), offset)
        row &+= 1
      }
      return
    }
    if rowCount == 6 {
      let offsets = map((0, 1, 2, 3, 4, 5)) { offset &+ $0 &* yStride }
      var sums = sums
      if isLast {
        sums = (
          finish(sums.0, offsets.0), finish(sums.1, offsets.1), finish(sums.2, offsets.2),
          finish(sums.3, offsets.3), finish(sums.4, offsets.4), finish(sums.5, offsets.5)
        )
      }
      put(sums.0, offsets.0)
      put(sums.1, offsets.1)
      put(sums.2, offsets.2)
      put(sums.3, offsets.3)
      put(sums.4, offsets.4)
      put(sums.5, offsets.5)
      return
    }
    putRows(sums, rowCount) { sum, row in
      let offset = offset &+ row &* yStride
      put(isLast ? finish(sum, offset) : sum, offset)
    }
  }

  /// Calls `put` with each row that is there, and its number.
  @inline(__always) private static func putRows(_ sums: Six<Vector>, _ count: Int, _ put: (Vector, Int) -> Void) {
    put(sums.0, 0)
    if count > 1 { put(sums.1, 1) }
    if count > 2 { put(sums.2, 2) }
    if count > 3 { put(sums.3, 3) }
    if count > 4 { put(sums.4, 4) }
    if count > 5 { put(sums.5, 5) }
  }
}
