// Needs: RecurrentSteps

extension Kernel {
  /// A gated recurrent unit (Cho et al., 2014) whose reset gate multiplies the state before its product:
  /// `n = activation(Wx + b + U(r · h))`, `h = (1 - z) · n + z · h`.
  ///
  /// - `recurrentWeights`: `2 · units` columns in panels, for r and z; `newWeights`: `units` columns, for n.
  ///
  /// Otherwise as `gru`.
  static func gruOfResetState(
    _ x: UnsafePointer<Float>,
    steps: Int,
    size: Int,
    weights: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?,
    recurrentWeights: UnsafePointer<Float>,
    newWeights: UnsafePointer<Float>,
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
    let (h, resetState) = (scratch, scratch + padded)
    let (sums, newSums) = (scratch + 2 * padded, scratch + 4 * padded + width)
    let products = newSums + padded
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
      stateProduct(h, units: units, weights: recurrentWeights, start: inputs, columns: 2 * units, into: sums)
      var i = 0
      while i < units {
        store(activate(load(sums + i), gateActivation) * load(h + i), resetState + i)
        i += width
      }
      stateProduct(resetState, units: units, weights: newWeights, start: inputs + 2 * units, columns: units, into: newSums)
      i = 0
      while i < units {
        let update = activate(load(sums + (units + i)), gateActivation)
        store((1 - update) * activate(load(newSums + i), activation) + update * load(h + i), h + i)
        i += width
      }
      if givesSequence { (y + step * units).update(from: h, count: units) }
    }
    if !givesSequence { y.update(from: h, count: units) }
  }
}
