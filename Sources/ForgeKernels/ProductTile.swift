// Needs: RowTail, Rows, Six, Sums

extension Kernel {
  /// Up to six rows of one panel: `start` and their sums, or what waits in `y` and these. Rows that are not there are the last one once more, and not stored.
  ///
  /// Arithmetic of places wraps instead of trapping, since checks of it would cost as much as a short sum.
  @inline(__always) static func productTile(
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
    let a = ofSix(rows) { a + rowStart(firstRow &+ $0, in: places) }
    var sums: Six<Vector>
    if isFirst {
      sums = (start, start, start, start, start, start)
    } else {
      sums = ofSix(rows) { load(y + (offset &+ $0 &* yStride)) }
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
  /// needs only one.
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
    #if X86_64_V3 || X86_64_V4 || arch(arm64)
      if count < 6 {
        if let ahead {
          addSixRows(a, hasSixth: false, in: places, runs: runs, length: length, panel: panel, ahead: ahead, to: &sums)
        } else {
          addSixRows(a, hasSixth: false, in: places, runs: runs, length: length, panel: panel, to: &sums)
        }
        return
      }
      if let ahead {
        return addSixRows(a, hasSixth: true, in: places, runs: runs, length: length, panel: panel, ahead: ahead, to: &sums)
      }
    #endif
    addSixRows(a, hasSixth: true, in: places, runs: runs, length: length, panel: panel, to: &sums)
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
    if count < width && yStride == count && (isBrief || !isLast) {
      // Rows next to one another: what a whole vector overwrites is the next row's, which comes after it. Putting it back each time would
      // wait for what has just been stored.
      let end = y + (offset &+ rowCount &* yStride)
      let behind = load(end)
      putRows(sums, rowCount) { sum, row in
        let offset = offset &+ row &* yStride
        store(isLast ? finish(sum, offset) : sum, y + offset)
      }
      return store(behind, end)
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
      let offsets = ofSix((0, 1, 2, 3, 4, 5)) { offset &+ $0 &* yStride }
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
