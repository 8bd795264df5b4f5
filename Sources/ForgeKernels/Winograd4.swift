// Needs: MultiplyAdd, Sums, Winograd

extension Kernel {
  /// `winograd` with tiles of 4×4 places: F(4×4, 3×3), 36 multiplications instead of 144.
  ///
  /// Its polynomials are taken at 0, ±¾, ±1½ and ∞: of the points that keep to short binary fractions those with the smallest
  /// error, twice that of summing the 3×3 · channels products one by one (`Scripts/expected/winograd.py` of protoforge).
  @inline(__always) static func winograd4(
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
      tile: 4,
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
      transformInput: winogradInput4,
      transformOutput: winogradOutput4,
      finish: finish
    )
  }

  /// `Bᵀ · x · B` of 6×6 pixels, first down the columns, then along the rows.
  private static func winogradInput4(
    _ x: UnsafePointer<Float>,
    rowStep: Int,
    columnStep: Int,
    square: UnsafeMutablePointer<Float>,
    into v: UnsafeMutablePointer<Float>,
    vStep: Int
  ) {
    for column in 0..<6 {
      let pixel = x + column * columnStep
      storeSix(winogradInput4(loadSix(pixel, step: rowStep)), square + column * width, step: 6 * width)
    }
    for row in 0..<6 {
      storeSix(winogradInput4(loadSix(square + row * 6 * width, step: width)), v + row * 6 * vStep, step: vStep)
    }
  }

  /// `Aᵀ · m · A` into 4×4 places.
  private static func winogradOutput4(
    _ m: UnsafePointer<Float>,
    mStep: Int,
    square: UnsafeMutablePointer<Float>
  ) {
    for column in 0..<6 {
      let results = winogradOutput4(loadSix(m + column * mStep, step: 6 * mStep))
      storeFour(results, square + column * width, step: 6 * width)
    }
    for row in 0..<4 {
      let results = winogradOutput4(loadSix(square + row * 6 * width, step: width))
      storeFour(results, square + row * 4 * width, step: width)
    }
  }

  /// `Bᵀ · x` for a column of six.
  @inline(__always) private static func winogradInput4(_ x: Six<Vector>) -> Six<Vector> {
    let (a, b): (Float, Float) = (0.75, 1.5)
    let evenA = multiplyAdd(x.2, -b * b, x.4)
    let oddA = multiplyAdd(x.1, -b * b, x.3)
    let evenB = multiplyAdd(x.2, -a * a, x.4)
    let oddB = multiplyAdd(x.1, -a * a, x.3)
    return (
      multiplyAdd(x.0, a * a * b * b, multiplyAdd(x.2, -(a * a + b * b), x.4)),
      multiplyAdd(oddA, a, evenA), multiplyAdd(oddA, -a, evenA),
      multiplyAdd(oddB, b, evenB), multiplyAdd(oddB, -b, evenB),
      multiplyAdd(x.1, a * a * b * b, multiplyAdd(x.3, -(a * a + b * b), x.5))
    )
  }

  /// `Aᵀ · m` for a column of six.
  @inline(__always) private static func winogradOutput4(_ m: Six<Vector>) -> (Vector, Vector, Vector, Vector) {
    let (a, b): (Float, Float) = (0.75, 1.5)
    let evenA = m.1 + m.2
    let oddA = m.1 - m.2
    let evenB = m.3 + m.4
    let oddB = m.3 - m.4
    return (
      m.0 + evenA + evenB,
      multiplyAdd(oddB, b, oddA * a),
      multiplyAdd(evenB, b * b, evenA * (a * a)),
      multiplyAdd(oddB, b * b * b, multiplyAdd(oddA, a * a * a, m.5))
    )
  }

  @inline(__always) private static func loadSix(_ x: UnsafePointer<Float>, step: Int) -> Six<Vector> {
    (load(x), load(x + step), load(x + 2 * step), load(x + 3 * step), load(x + 4 * step), load(x + 5 * step))
  }

  @inline(__always) private static func storeSix(_ v: Six<Vector>, _ y: UnsafeMutablePointer<Float>, step: Int) {
    store(v.0, y)
    store(v.1, y + step)
    store(v.2, y + 2 * step)
    store(v.3, y + 3 * step)
    store(v.4, y + 4 * step)
    store(v.5, y + 5 * step)
  }

  @inline(__always) private static func storeFour(
    _ v: (Vector, Vector, Vector, Vector),
    _ y: UnsafeMutablePointer<Float>,
    step: Int
  ) {
    store(v.0, y)
    store(v.1, y + step)
    store(v.2, y + 2 * step)
    store(v.3, y + 3 * step)
  }
}
