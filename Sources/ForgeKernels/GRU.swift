// Needs: RecurrentSteps

extension Kernel {
  /// A gated recurrent unit (Cho et al., 2014) whose reset gate multiplies the state's product, as cuDNN has it:
  /// `n = activation(Wx + b + r · (Uh + newBias))`, `h = (1 - z) · n + z · h`.
  ///
  /// - `x`: `[steps][size]`; `y`: `[steps][units]`, or `[units]` for the last state.
  /// - `weights`, `recurrentWeights`: `3 · units` columns in panels, for r, z and n one after the other; `bias` alike.
  /// - `newBias`: `[units]`, filled up to whole vectors; or nil.
  /// - `state`: `[units]` before the first step; or nil for zeros.
  /// - `scratch`: `64 · 3 · units` elements or those of all steps; `7 · units` filled up to whole vectors; and 32.
  static func gru(
    _ x: UnsafePointer<Float>,
    steps: Int,
    size: Int,
    weights: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?,
    recurrentWeights: UnsafePointer<Float>,
    newBias: UnsafePointer<Float>?,
    units: Int,
    state: UnsafePointer<Float>?,
    into y: UnsafeMutablePointer<Float>,
    givesSequence: Bool,
    isReversed: Bool,
    activation: Int,
    gateActivation: Int,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let padded = (units + width - 1) / width * width
    let h = scratch
    let sums = h + padded
    let products = sums + 3 * padded + width
    setState(h, state, units: units)
    forEachStep(
      x,
      steps: steps,
      size: size,
      weights: weights,
      bias: bias,
      columns: 3 * units,
      isReversed: isReversed,
      products: products
    ) { step, inputs in
      stateProduct(h, units: units, weights: recurrentWeights, start: nil, columns: 3 * units, into: sums)
      var i = 0
      while i < units {
        let reset = activate(load(inputs + i) + load(sums + i), gateActivation)
        let update = activate(load(inputs + (units + i)) + load(sums + (units + i)), gateActivation)
        let changed = load(sums + (2 * units + i)) + (newBias.map { load($0 + i) } ?? Vector(repeating: 0))
        let candidate = activate(load(inputs + (2 * units + i)) + reset * changed, activation)
        store((1 - update) * candidate + update * load(h + i), h + i)
        i += width
      }
      if givesSequence { (y + step * units).update(from: h, count: units) }
    }
    if !givesSequence { y.update(from: h, count: units) }
  }
}
