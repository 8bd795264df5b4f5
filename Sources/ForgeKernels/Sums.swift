// Needs: MultiplyAdd, Prefetch, Rows, Six

extension Kernel {
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
}
