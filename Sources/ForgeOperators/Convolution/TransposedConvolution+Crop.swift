import ForgeGraph

/// What is kept of one axis of a transposed convolution's whole result, which has `(size - 1) · stride + extent` elements.
struct TransposedCrop {
  /// How many elements are cut off before.
  var before: Int
  /// How many elements the result has when the input has one.
  var sizeOfOne: Int

  func size(of input: Dimension, stride: Int) -> Dimension { input * stride + (sizeOfOne - stride) }
}

extension TransposedConvolution {
  enum Axis: Int { case rows, columns }

  /// What the spec adds at the end of an axis; nil where it leaves that out, and for the rows of a sequence.
  func extra(_ axis: Axis) -> Int? {
    guard form.rank == .sequence else { return outputPadding?[axis.rawValue] }
    return axis == .columns ? outputPadding?[0] : nil
  }

  /// PyTorch's rule for padding in numbers (`torch.nn.ConvTranspose2d`), Keras's for `same` and, in its layout, `valid`
  /// (`keras.src.backend.common.backend_utils`).
  func crop(_ axis: Axis) -> TransposedCrop {
    let window = axis == .rows ? window.rows : window.columns
    let extra = extra(axis)
    switch padding {
    case .valid:
      let gap = layout == .keras ? max(0, window.stride - window.extent) : 0
      return TransposedCrop(before: 0, sizeOfOne: window.extent + (extra ?? gap))
    case .amounts(let amounts):
      let cut = axis == .rows ? amounts.rows : amounts.columns
      return TransposedCrop(before: cut.before, sizeOfOne: window.extent - cut.before - cut.after + (extra ?? 0))
    case .same:
      // Keras pads the spread-out input for an ordinary convolution: what it pads less than `extent - 1` is cut off.
      let total = extra.map { window.extent + window.extent % 2 - 2 + $0 } ?? window.stride + window.extent - 2
      let before = min(total - total / 2, window.extent - 1)
      return TransposedCrop(before: window.extent - 1 - before, sizeOfOne: total + 2 - window.extent)
    }
  }
}
