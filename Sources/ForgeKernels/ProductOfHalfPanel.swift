// Needs: HalfVector, Rows

#if X86_64_V3 || X86_64_V4
  extension Kernel {
    /// Something for each of eight rows.
    private typealias Eight<Element> = (Element, Element, Element, Element, Element, Element, Element, Element)

    /// All columns, of which there are half a panel at most, of eight rows at a time: as many sums as two units need whose results
    /// take four cycles.
    ///
    /// A function of its own, as that for the last columns of more.
    @inline(never) static func productOfHalfPanel(
      _ a: UnsafePointer<Float>,
      in places: Rows,
      rows: Range<Int>,
      runs: Range<Int>,
      length: Int,
      panel: UnsafePointer<Float>,
      bias: UnsafePointer<Float>?,
      isFirst: Bool,
      isLast: Bool,
      into y: UnsafeMutablePointer<Float>,
      columns: Range<Int>,
      yStride: Int,
      isBrief: Bool,
      finish: (Vector, Int) -> Vector
    ) {
      let start = bias.map { loadHalf($0) } ?? HalfVector(repeating: 0)
      var row = rows.lowerBound
      while row < rows.upperBound {
        let rowCount = min(8, rows.upperBound &- row)
        let offset = row &* yStride &+ columns.lowerBound
        let numbers = eightRows(rowCount)
        var sums = (start, start, start, start, start, start, start, start)
        if !isFirst { sums = ofEight(numbers) { loadHalf(y + (offset &+ $0 &* yStride)) } }
        addRowsOfHalfPanel(
          ofEight(numbers) { a + rowStart(row &+ $0, in: places) },
          in: places,
          runs: runs,
          length: length,
          panel: panel,
          to: &sums
        )
        @inline(__always) func finished(_ half: HalfVector, _ row: Int) -> HalfVector {
          finish(Vector(lowHalf: half, highHalf: HalfVector(repeating: 0)), offset &+ row &* yStride).lowHalf
        }
        if isLast && isBrief {
          sums = (
            finished(sums.0, numbers.0), finished(sums.1, numbers.1), finished(sums.2, numbers.2),
            finished(sums.3, numbers.3), finished(sums.4, numbers.4), finished(sums.5, numbers.5),
            finished(sums.6, numbers.6), finished(sums.7, numbers.7)
          )
        } else if isLast {
          withUnsafeMutableBytes(of: &sums) { bytes in
            for row in 0..<rowCount {
              let place = row &* MemoryLayout<HalfVector>.stride
              let half = bytes.loadUnaligned(fromByteOffset: place, as: HalfVector.self)
              bytes.storeBytes(of: finished(half, row), toByteOffset: place, as: HalfVector.self)
            }
          }
        }
        storeHalves(sums, rowCount: rowCount, count: columns.count, y + offset, yStride: yStride)
        row &+= 8
      }
    }

    /// `sums[r] += Σ a[r][d] · panel[d]` for eight rows and half of a panel.
    @inline(__always) private static func addRowsOfHalfPanel(
      _ a: Eight<UnsafePointer<Float>>,
      in places: Rows,
      runs: Range<Int>,
      length: Int,
      panel: UnsafePointer<Float>,
      to sums: inout Eight<HalfVector>
    ) {
      var panel = panel
      var (s0, s1, s2, s3, s4, s5, s6, s7) = sums
      for run in runs {
        let start = runStart(run, in: places)
        for d in start..<(start &+ length) {
          let b = loadHalf(panel)
          s0 = s0.addingProduct(b, HalfVector(repeating: a.0[d]))
          s1 = s1.addingProduct(b, HalfVector(repeating: a.1[d]))
          s2 = s2.addingProduct(b, HalfVector(repeating: a.2[d]))
          s3 = s3.addingProduct(b, HalfVector(repeating: a.3[d]))
          s4 = s4.addingProduct(b, HalfVector(repeating: a.4[d]))
          s5 = s5.addingProduct(b, HalfVector(repeating: a.5[d]))
          s6 = s6.addingProduct(b, HalfVector(repeating: a.6[d]))
          s7 = s7.addingProduct(b, HalfVector(repeating: a.7[d]))
          panel += width
        }
      }
      sums = (s0, s1, s2, s3, s4, s5, s6, s7)
    }

    /// Stores `count` elements of each row that is there. What a whole half overwrites behind them is the next row's, which comes after it,
    /// or is put back: of every row where something else lies between rows, else of the last.
    @inline(__always) private static func storeHalves(
      _ halves: Eight<HalfVector>,
      rowCount: Int,
      count: Int,
      _ y: UnsafeMutablePointer<Float>,
      yStride: Int
    ) {
      let end = y + ((rowCount &- 1) &* yStride &+ count)
      let behind = loadHalf(end)
      @inline(__always) func put(_ row: Int, _ half: HalfVector) {
        if row >= rowCount { return }
        let start = y + row &* yStride
        if yStride == count { return storeHalf(half, start) }
        let next = loadHalf(start + count)
        storeHalf(half, start)
        storeHalf(next, start + count)
      }
      put(0, halves.0)
      put(1, halves.1)
      put(2, halves.2)
      put(3, halves.3)
      put(4, halves.4)
      put(5, halves.5)
      put(6, halves.6)
      put(7, halves.7)
      storeHalf(behind, end)
    }

    /// The numbers of eight rows, of which only the first few are there: the last stands for the others.
    @inline(__always) private static func eightRows(_ count: Int) -> Eight<Int> {
      let last = count &- 1
      return (0, min(1, last), min(2, last), min(3, last), min(4, last), min(5, last), min(6, last), min(7, last))
    }

    @inline(__always) private static func ofEight<Element, Result>(
      _ eight: Eight<Element>,
      _ body: (Element) -> Result
    ) -> Eight<Result> {
      (
        body(eight.0), body(eight.1), body(eight.2), body(eight.3),
        body(eight.4), body(eight.5), body(eight.6), body(eight.7)
      )
    }
  }
#endif
