// Needs: MultiplyAdd

extension Kernel {
  /// `y = finish(x · B + bias)`: one row times a matrix that lies in panels of 16 columns.
  ///
  /// - `x`: `[depth]`; `y`: `[columns]`, filled up to whole vectors, which are written; they must not overlap.
  /// - `panels`: `[⌈columns / 16⌉][depth][16]`, the last panel filled up with zeros.
  /// - `bias`: one value a column, filled up to whole panels; or nil.
  /// - `finish`: what becomes of 16 sums, of which the first belongs at an offset in `y`.
  ///
  /// Four panels at a time, so that there are enough sums that do not wait for one another; what is left runs in four sums a
  /// panel. Inlined, so that the compiler knows the sizes of small layers.
  @inline(__always) static func vectorProduct(
    _ x: UnsafePointer<Float>,
    panels: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?,
    into y: UnsafeMutablePointer<Float>,
    depth: Int,
    columns: Int,
    finish: (_ sums: Vector, _ offset: Int) -> Vector
  ) {
    let zero = Vector(repeating: 0)
    let step = depth * width
    var column = 0
    #if X86_64_V4
      // Panels that lie whole pages apart would share sets of the first cache, which has eight lines in each: 1.1 of the time.
      while columns - column > 7 * width && step % 1_024 > 0 {
        addEightPanels(x, panels: panels, bias: bias, into: y, depth: depth, column: column, finish: finish)
        column += 8 * width
      }
    #endif
    while column < columnsInFours(columns) {
      var s0 = bias.map { load($0 + column) } ?? zero
      var s1 = bias.map { load($0 + (column + width)) } ?? zero
      var s2 = bias.map { load($0 + (column + 2 * width)) } ?? zero
      var s3 = bias.map { load($0 + (column + 3 * width)) } ?? zero
      var panel = panels + column * depth
      for d in 0..<depth {
        s0 = multiplyAdd(load(panel), x[d], s0)
        s1 = multiplyAdd(load(panel + step), x[d], s1)
        s2 = multiplyAdd(load(panel + 2 * step), x[d], s2)
        s3 = multiplyAdd(load(panel + 3 * step), x[d], s3)
        panel += width
      }
      store(finish(s0, column), y + column)
      store(finish(s1, column + width), y + (column + width))
      store(finish(s2, column + 2 * width), y + (column + 2 * width))
      store(finish(s3, column + 3 * width), y + (column + 3 * width))
      column += 4 * width
    }
    while column < columns {
      let sums = panelSums(x, panel: panels + column * depth, from: bias.map { load($0 + column) } ?? zero, depth: depth)
      store(finish(sums, column), y + column)
      column += width
    }
  }

  #if X86_64_V4
    /// Eight panels: AVX-512 adds to two vectors at a time and needs four times as long for each.
    @inline(__always) private static func addEightPanels(
      _ x: UnsafePointer<Float>,
      panels: UnsafePointer<Float>,
      bias: UnsafePointer<Float>?,
      into y: UnsafeMutablePointer<Float>,
      depth: Int,
      column: Int,
      finish: (_ sums: Vector, _ offset: Int) -> Vector
    ) {
      func start(_ panel: Int) -> Vector { bias.map { load($0 + (column + panel * width)) } ?? Vector(repeating: 0) }
      var (s0, s1, s2, s3) = (start(0), start(1), start(2), start(3))
      var (s4, s5, s6, s7) = (start(4), start(5), start(6), start(7))
      let step = depth * width
      var near = panels + column * depth
      var far = near + 4 * step
      for d in 0..<depth {
        s0 = multiplyAdd(load(near), x[d], s0)
        s1 = multiplyAdd(load(near + step), x[d], s1)
        s2 = multiplyAdd(load(near + 2 * step), x[d], s2)
        s3 = multiplyAdd(load(near + 3 * step), x[d], s3)
        s4 = multiplyAdd(load(far), x[d], s4)
        s5 = multiplyAdd(load(far + step), x[d], s5)
        s6 = multiplyAdd(load(far + 2 * step), x[d], s6)
        s7 = multiplyAdd(load(far + 3 * step), x[d], s7)
        near += width
        far += width
      }
      store(finish(s0, column), y + column)
      store(finish(s1, column + width), y + (column + width))
      store(finish(s2, column + 2 * width), y + (column + 2 * width))
      store(finish(s3, column + 3 * width), y + (column + 3 * width))
      store(finish(s4, column + 4 * width), y + (column + 4 * width))
      store(finish(s5, column + 5 * width), y + (column + 5 * width))
      store(finish(s6, column + 6 * width), y + (column + 6 * width))
      store(finish(s7, column + 7 * width), y + (column + 7 * width))
    }
  #endif

  /// How many columns are taken four panels at a time: those of whole fours, and of a last one that lacks less than a panel.
  @inline(__always) static func columnsInFours(_ columns: Int) -> Int { (columns + width - 1) / (4 * width) * 4 * width }

  /// One panel, in four sums that do not wait for one another.
  @inline(__always) static func panelSums(
    _ x: UnsafePointer<Float>,
    panel: UnsafePointer<Float>,
    from start: Vector,
    depth: Int
  ) -> Vector {
    var s0 = start
    var d = 0
    if depth >= 8 {
      var s1 = Vector(repeating: 0)
      var s2 = Vector(repeating: 0)
      var s3 = Vector(repeating: 0)
      // A quarter of the depth each: the compiler would put four neighbours of `x` into a vector, and with AVX-512 take those of the
      // panel apart: perceptrons took twice as long.
      let quarter = depth / 4
      let step = quarter * width
      var b = panel
      while d < quarter {
        s0 = multiplyAdd(load(b), x[d], s0)
        s1 = multiplyAdd(load(b + step), x[d + quarter], s1)
        s2 = multiplyAdd(load(b + 2 * step), x[d + 2 * quarter], s2)
        s3 = multiplyAdd(load(b + 3 * step), x[d + 3 * quarter], s3)
        b += width
        d += 1
      }
      s0 = (s0 + s1) + (s2 + s3)
      d = 4 * quarter
    }
    while d < depth {
      s0 = multiplyAdd(load(panel + d * width), x[d], s0)
      d += 1
    }
    return s0
  }
}
