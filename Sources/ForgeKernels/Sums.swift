// Needs: MultiplyAdd, Prefetch, Rows

extension Kernel {
  /// Something for each of six rows.
  typealias Six<Element> = (Element, Element, Element, Element, Element, Element)

  /// `sums[r] += Σ a[r][d] · panel[d]` for six rows, or the first five, over `runs` runs of `length` neighbours, each of which starts
  /// where `places` says behind the row's pointer.
  ///
  /// - `hasSixth`: a literal, so that each of its values has a loop of its own.
  ///
  /// Each step loads a row of the panel and one element of each row of `a`. With AVX2 the sums fill twelve of the sixteen
  /// registers; plain x86-64, whose registers hold four floats, takes three rows at a time, and so slowly that it needs no weights
  /// `ahead`.
  @inline(__always) static func addSixRows(
    _ a: Six<UnsafePointer<Float>>,
    hasSixth: Bool,
    in places: Rows,
    runs: Range<Int>,
    length: Int,
    panel: UnsafePointer<Float>,
    ahead: Ahead? = nil,
    to sums: inout Six<Vector>
  ) {
    #if X86_64_V3 || X86_64_V4 || arch(arm64)
      var panel = panel
      var next = ahead?.next ?? panel
      var (s0, s1, s2, s3, s4, s5) = sums
      for run in runs {
        let start = runStart(run, in: places)
        for d in start..<(start &+ length) {
          let b = load(panel)
          s0 = multiplyAdd(b, a.0[d], s0)
          s1 = multiplyAdd(b, a.1[d], s1)
          s2 = multiplyAdd(b, a.2[d], s2)
          s3 = multiplyAdd(b, a.3[d], s3)
          s4 = multiplyAdd(b, a.4[d], s4)
          if hasSixth { s5 = multiplyAdd(b, a.5[d], s5) }
          panel += width
          if let ahead {
            prefetch(next)
            next += ahead.stride
          }
        }
      }
      sums = (s0, s1, s2, s3, s4, s5)
    #else
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
      addThreeRows(
        (a.3, a.4, a.5),
        in: places,
        runs: runs,
        length: length,
        panel: panel,
        to: &sums.3,
        &sums.4,
        &sums.5
      )
    #endif
  }

  /// `sums[r] += Σ a[r][d] · panel[d]` for three rows.
  @inline(__always) static func addThreeRows(
    _ a: (UnsafePointer<Float>, UnsafePointer<Float>, UnsafePointer<Float>),
    in places: Rows,
    runs: Range<Int>,
    length: Int,
    panel: UnsafePointer<Float>,
    to sum0: inout Vector,
    _ sum1: inout Vector,
    _ sum2: inout Vector
  ) {
    var panel = panel
    var (s0, s1, s2) = (sum0, sum1, sum2)
    for run in runs {
      let start = runStart(run, in: places)
      for d in start..<(start &+ length) {
        let b = load(panel)
        s0 = multiplyAdd(b, a.0[d], s0)
        s1 = multiplyAdd(b, a.1[d], s1)
        s2 = multiplyAdd(b, a.2[d], s2)
        panel += width
      }
    }
    (sum0, sum1, sum2) = (s0, s1, s2)
  }

  /// `sums[r] += Σ a[r][d] · panel[d]` for six rows, or the first five, and two panels, the second `panelStep` behind the first: the
  /// tile for AVX-512, which has 32 registers and needs more than six sums that do not wait for one another. `ahead` is a place in
  /// the first of two further panels, `hasSixth` a literal.
  #if compiler(>=6.3)
    @inline(always)
  #else
    @inline(__always)
  #endif
  static func addSixRowsOfTwoPanels(
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

  /// Half a vector.
  typealias HalfVector = SIMD8<Float>

  @inline(__always) static func loadHalf(_ pointer: UnsafePointer<Float>) -> HalfVector {
    UnsafeRawPointer(pointer).loadUnaligned(as: HalfVector.self)
  }

  #if X86_64_V3 || X86_64_V4
    /// How many rows `addRowsOfPanelAndHalf` takes: twelve registers' worth.
    @inline(__always) static var rowsWithHalf: Int {
      #if X86_64_V4
        6
      #else
        4
      #endif
    }

    /// `sums[r] += Σ a[r][d] · panel[d]` for the first `rowsWithHalf` rows, a panel and half of the one `panelStep` behind it.
    @inline(__always) static func addRowsOfPanelAndHalf(
      _ a: Six<UnsafePointer<Float>>,
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
            s5 = multiplyAdd(b, a.5[d], s5)
            h5 = h5.addingProduct(c, HalfVector(repeating: a.5[d]))
          }
          panel += width
        }
      }
      sums = (s0, s1, s2, s3, s4, s5)
      halves = (h0, h1, h2, h3, h4, h5)
    }
  #endif
}
