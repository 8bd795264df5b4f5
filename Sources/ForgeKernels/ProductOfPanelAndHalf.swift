// Needs: HalfVector, MultiplyAdd, Prefetch, RowTail, Rows, Six

#if X86_64_V3 || X86_64_V4
  extension Kernel {
    /// The last columns, of which there are a panel and a half at most: six rows at a time or, with AVX2, four.
    ///
    /// A function of its own: compiled into its caller it made the tiles of whole panels 8 to 19 % slower.
    @inline(never) static func productOfPanelAndHalf(
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
      var tilesLeft = (rows.count &+ rowsWithHalf &- 1) / rowsWithHalf
      while row < rows.upperBound {
        let rowCount = rowsOfTile(left: rows.upperBound &- row, tilesLeft: tilesLeft)
        tilesLeft &-= 1
        if isFirst && isFar { prefetchResults(y + (row &* yStride &+ column), rows: rowCount, yStride: yStride) }
        let offsets = ofSix(sixRows(rowCount)) { (row &+ $0) &* yStride &+ column }
        var sums = (start, start, start, start, start, start)
        var halves = (halfStart, halfStart, halfStart, halfStart, halfStart, halfStart)
        if !isFirst {
          sums = ofSix(offsets) { load(y + $0) }
          halves = ofSix(offsets) { loadHalf(y + ($0 &+ width)) }
        }
        let a = ofSix(sixRows(rowCount)) { a + rowStart(row &+ $0, in: places) }
        if rowsWithHalf < 6 || rowCount < 6 {
          addRowsOfPanelAndHalf(
            a,
            hasSixth: false,
            in: places,
            runs: runs,
            length: length,
            panel: panel,
            panelStep: panelStep,
            to: &sums,
            &halves
          )
        } else {
          addRowsOfPanelAndHalf(
            a,
            hasSixth: true,
            in: places,
            runs: runs,
            length: length,
            panel: panel,
            panelStep: panelStep,
            to: &sums,
            &halves
          )
        }
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
        row &+= rowCount
      }
    }

    /// How many rows `addRowsOfPanelAndHalf` takes: twelve registers' worth.
    @inline(__always) private static var rowsWithHalf: Int {
      #if X86_64_V4
        6
      #else
        4
      #endif
    }

    /// `sums[r] += Σ a[r][d] · panel[d]` for the first `rowsWithHalf` rows, with AVX-512 the first five unless `hasSixth`, a literal,
    /// and a panel and half of the one `panelStep` behind it.
    @inline(__always) private static func addRowsOfPanelAndHalf(
      _ a: Six<UnsafePointer<Float>>,
      hasSixth: Bool,
      in places: Rows,
      runs: Range<Int>,
      length: Int,
      panel: UnsafePointer<Float>,
      panelStep: Int,
      to sums: inout Six<Vector>,
      _ halves: inout Six<HalfVector>
    ) {
      var panel = panel
      var (s0, s1, s2, s3, s4, s5) = sums
      var (h0, h1, h2, h3, h4, h5) = halves
      for run in runs {
        let start = runStart(run, in: places)
        for d in start..<(start &+ length) {
          let b = load(panel)
          let c = loadHalf(panel + panelStep)
          s0 = multiplyAdd(b, a.0[d], s0)
          h0 = h0.addingProduct(c, HalfVector(repeating: a.0[d]))
          s1 = multiplyAdd(b, a.1[d], s1)
          h1 = h1.addingProduct(c, HalfVector(repeating: a.1[d]))
          s2 = multiplyAdd(b, a.2[d], s2)
          h2 = h2.addingProduct(c, HalfVector(repeating: a.2[d]))
          s3 = multiplyAdd(b, a.3[d], s3)
          h3 = h3.addingProduct(c, HalfVector(repeating: a.3[d]))
          if rowsWithHalf == 6 {
            s4 = multiplyAdd(b, a.4[d], s4)
            h4 = h4.addingProduct(c, HalfVector(repeating: a.4[d]))
            if hasSixth {
              s5 = multiplyAdd(b, a.5[d], s5)
              h5 = h5.addingProduct(c, HalfVector(repeating: a.5[d]))
            }
          }
          panel += width
        }
      }
      sums = (s0, s1, s2, s3, s4, s5)
      halves = (h0, h1, h2, h3, h4, h5)
    }
  }
#endif
