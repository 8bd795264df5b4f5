// Needs: MultiplyAdd, Prefetch, RowTail, Rows, Six

#if X86_64_V4
  extension Kernel {
    /// Up to six rows of two panels, the second of which may be the last.
    #if compiler(>=6.3)
      @inline(always)
    #else
      @inline(__always)
    #endif
    static func productTileOfTwoPanels(
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
      let a = ofSix(rows) { a + rowStart(firstRow &+ $0, in: places) }
      var sums: Six<Vector>
      var otherSums: Six<Vector>
      if isFirst {
        sums = (start, start, start, start, start, start)
        otherSums = (otherStart, otherStart, otherStart, otherStart, otherStart, otherStart)
      } else {
        sums = ofSix(rows) { load(y + (offset &+ $0 &* yStride)) }
        otherSums = ofSix(rows) { load(y + (offset &+ $0 &* yStride &+ width)) }
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

    /// `sums[r] += Σ a[r][d] · panel[d]` for six rows, or the first five, and two panels, the second `panelStep` behind the first: the
    /// tile for AVX-512, which has 32 registers and needs more than six sums that do not wait for one another. `ahead` is a place in
    /// the first of two further panels, `hasSixth` a literal.
    #if compiler(>=6.3)
      @inline(always)
    #else
      @inline(__always)
    #endif
    private static func addSixRowsOfTwoPanels(
      _ a: Six<UnsafePointer<Float>>,
      hasSixth: Bool,
      in places: Rows,
      runs: Range<Int>,
      length: Int,
      panel: UnsafePointer<Float>,
      panelStep: Int,
      ahead: Ahead? = nil,
      to sums: inout Six<Vector>,
      _ otherSums: inout Six<Vector>
    ) {
      var panel = panel
      var next = ahead?.next ?? panel
      var (s0, s1, s2, s3, s4, s5) = sums
      var (t0, t1, t2, t3, t4, t5) = otherSums
      for run in runs {
        let start = runStart(run, in: places)
        for d in start..<(start &+ length) {
          let b = load(panel)
          let c = load(panel + panelStep)
          s0 = multiplyAdd(b, a.0[d], s0)
          t0 = multiplyAdd(c, a.0[d], t0)
          s1 = multiplyAdd(b, a.1[d], s1)
          t1 = multiplyAdd(c, a.1[d], t1)
          s2 = multiplyAdd(b, a.2[d], s2)
          t2 = multiplyAdd(c, a.2[d], t2)
          s3 = multiplyAdd(b, a.3[d], s3)
          t3 = multiplyAdd(c, a.3[d], t3)
          s4 = multiplyAdd(b, a.4[d], s4)
          t4 = multiplyAdd(c, a.4[d], t4)
          if hasSixth {
            s5 = multiplyAdd(b, a.5[d], s5)
            t5 = multiplyAdd(c, a.5[d], t5)
          }
          panel += width
          if let ahead {
            prefetch(next)
            prefetch(next + panelStep)
            next += ahead.stride
          }
        }
      }
      sums = (s0, s1, s2, s3, s4, s5)
      otherSums = (t0, t1, t2, t3, t4, t5)
    }
  }
#endif
