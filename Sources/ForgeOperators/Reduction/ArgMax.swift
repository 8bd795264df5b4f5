import ForgeSpec

extension LayerKind {
  static let argMax = LayerKind(
    "argmax",
    .reduction,
    "The place of the largest element along an axis, from 0 on.",
    details: """
      `torch.argmax`, `numpy.argmax`, `keras.ops.argmax`. Of several largest elements it is the first; NaN counts as the \
      largest, as in NumPy. `select_last: true` is `select_last_index: 1` of ONNX, whose axis counts the batch. The place is a \
      float32 number, exact up to 2²⁴.
      """,
    shorthand: "axis",
    keys: ArgExtremeKeys.all
  ) { record, _, _ in ArgExtremeKeys.makeOperator(record, isLargest: true) }
}
