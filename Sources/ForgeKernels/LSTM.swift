// Needs: RecurrentSteps

extension Kernel {
  /// A long short-term memory (Hochreiter and Schmidhuber, 1997, with the forget gate of Gers, Schmidhuber and Cummins, 2000):
  /// `c = f · c + i · g`, `h = o · activation(c)`.
  ///
  /// - `x`: `[steps][size]`; `y`: `[steps][units]`, or `[units]` for the last state or cell.
  /// - `weights`, `recurrentWeights`: `4 · units` columns in panels, for the gates i, f, g and o one after the other; `bias` alike.
  /// - `state`, `cell`: `[units]` before the first step; or nil for zeros.
  /// - `scratch`: `64 · 4 · units` elements or those of all steps; `8 · units` filled up to whole vectors; and 32.
  static func lstm(
    _ x: UnsafePointer<Float>,
    steps: Int,
    size: Int,
    weights: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?,
    recurrentWeights: UnsafePointer<Float>,
    units: Int,
    state: UnsafePointer<Float>?,
    cell: UnsafePointer<Float>?,
    into y: UnsafeMutablePointer<Float>,
    givesSequence: Bool,
    isReversed: Bool,
    activation: Int,
    givesCell: Bool,
    gateActivation: Int,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let padded = (units + width - 1) / width * width
    let (h, c) = (scratch, scratch + padded)
    let sums = scratch + 2 * padded
    let products = sums + 4 * padded + width
    setState(h, state, units: units)
    setState(c, cell, units: units)
    forEachStep(
      x,
      steps: steps,
      size: size,
      weights: weights,
      bias: bias,
      columns: 4 * units,
      isReversed: isReversed,
      products: products
    ) { step, inputs in
      stateProduct(h, units: units, weights: recurrentWeights, start: inputs, columns: 4 * units, into: sums)
      var i = 0
      while i < units {
        let input = activate(load(sums + i), gateActivation)
        let forget = activate(load(sums + (units + i)), gateActivation)
        let candidate = activate(load(sums + (2 * units + i)), activation)
        let output = activate(load(sums + (3 * units + i)), gateActivation)
        let next = forget * load(c + i) + input * candidate
        store(next, c + i)
        store(output * activate(next, activation), h + i)
        i += width
      }
      if givesSequence { (y + step * units).update(from: h, count: units) }
    }
    if !givesSequence { y.update(from: givesCell ? c : h, count: units) }
  }
}
