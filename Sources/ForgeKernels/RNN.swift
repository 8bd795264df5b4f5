// Needs: RecurrentSteps

extension Kernel {
  /// A recurrent layer without gates (Elman, 1990): `h = activation(Wx + Uh + b)`.
  ///
  /// - `x`: `[steps][size]`; `y`: `[steps][units]`, or `[units]` for the last state.
  /// - `weights`, `recurrentWeights`: `units` columns in panels; `bias` alike.
  /// - `state`: `[units]` before the first step; or nil for zeros.
  /// - `scratch`: `64 · units` elements or those of all steps; `5 · units` filled up to whole vectors; and 32.
  static func rnn(
    _ x: UnsafePointer<Float>,
    steps: Int,
    size: Int,
    weights: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?,
    recurrentWeights: UnsafePointer<Float>,
    units: Int,
    state: UnsafePointer<Float>?,
    into y: UnsafeMutablePointer<Float>,
    givesSequence: Bool,
    isReversed: Bool,
    activation: Int,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let padded = (units + width - 1) / width * width
    let (h, sums) = (scratch, scratch + padded)
    let products = sums + padded
    setState(h, state, units: units)
    forEachStep(
      x,
      steps: steps,
      size: size,
      weights: weights,
      bias: bias,
      columns: units,
      isReversed: isReversed,
      products: products
    ) { step, inputs in
      stateProduct(h, units: units, weights: recurrentWeights, start: inputs, columns: units, into: sums)
      var i = 0
      while i < units {
        store(activate(load(sums + i), activation), h + i)
        i += width
      }
      if givesSequence { (y + step * units).update(from: h, count: units) }
    }
    if !givesSequence { y.update(from: h, count: units) }
  }
}
