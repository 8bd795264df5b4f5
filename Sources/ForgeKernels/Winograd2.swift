// Needs: Winograd

extension Kernel {
  /// `winograd` with tiles of 2×2 places: F(2×2, 3×3), 16 multiplications instead of 36, with no larger error than summing the
  /// products one by one.
  @inline(__always) static func winograd2(
    _ x: UnsafePointer<Float>,
    size: (height: Int, width: Int),
    channels: Int,
    before: (height: Int, width: Int),
    panels: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?,
    into y: UnsafeMutablePointer<Float>,
    outputSize: (height: Int, width: Int),
    filters: Int,
    tilesAtATime: Int,
    scratch: UnsafeMutablePointer<Float>,
    finish: (_ sums: Vector, _ offset: Int) -> Vector
  ) {
    winograd(
      tile: 2,
      x,
      size: size,
      channels: channels,
      before: before,
      panels: panels,
      bias: bias,
      into: y,
      outputSize: outputSize,
      filters: filters,
      tilesAtATime: tilesAtATime,
      scratch: scratch,
      transformInput: winogradInput2,
      transformOutput: winogradOutput2,
      finish: finish
    )
  }

  /// `Bᵀ · x · B` of 4×4 pixels, first down the columns, then along the rows.
  private static func winogradInput2(
    _ x: UnsafePointer<Float>,
    rowStep: Int,
    columnStep: Int,
    square: UnsafeMutablePointer<Float>,
    into v: UnsafeMutablePointer<Float>,
    vStep: Int
  ) {
    for column in 0..<4 {
      winogradInput2(x + column * columnStep, step: rowStep, into: square + column * width, step: 4 * width)
    }
    for row in 0..<4 {
      winogradInput2(square + row * 4 * width, step: width, into: v + row * 4 * vStep, step: vStep)
    }
  }

  /// `Aᵀ · m · A` into 2×2 places.
  private static func winogradOutput2(_ m: UnsafePointer<Float>, mStep: Int, square: UnsafeMutablePointer<Float>) {
    for column in 0..<4 {
      winogradOutput2(m + column * mStep, step: 4 * mStep, into: square + column * width, step: 4 * width)
    }
    for row in 0..<2 {
      winogradOutput2(square + row * 4 * width, step: width, into: square + row * 2 * width, step: width)
    }
  }

  /// `Bᵀ · x` for a column of four.
  @inline(__always) private static func winogradInput2(
    _ x: UnsafePointer<Float>,
    step: Int,
    into v: UnsafeMutablePointer<Float>,
    step vStep: Int
  ) {
    let (x0, x1, x2, x3) = (load(x), load(x + step), load(x + 2 * step), load(x + 3 * step))
    store(x0 - x2, v)
    store(x1 + x2, v + vStep)
    store(x2 - x1, v + 2 * vStep)
    store(x1 - x3, v + 3 * vStep)
  }

  /// `Aᵀ · m` for a column of four.
  @inline(__always) private static func winogradOutput2(
    _ m: UnsafePointer<Float>,
    step: Int,
    into y: UnsafeMutablePointer<Float>,
    step yStep: Int
  ) {
    let (m0, m1, m2, m3) = (load(m), load(m + step), load(m + 2 * step), load(m + 3 * step))
    store(m0 + m1 + m2, y)
    store(m1 - m2 - m3, y + yStep)
  }
}
