import ForgeSpec

extension LayerKind {
  static let argMin = LayerKind(
    "argmin",
    .reduction,
    "The place of the smallest element along an axis, from 0 on.",
    details: """
      `torch.argmin`, `numpy.argmin`, `keras.ops.argmin`. Of several smallest elements it is the first; NaN counts as the \
      smallest, as in NumPy. `select_last: true` is `select_last_index: 1` of ONNX, whose axis counts the batch. The place is a \
      float32 number, exact up to 2²⁴.
      """,
    shorthand: "axis",
    keys: ArgExtremeKeys.all
  ) { record, _, _ in ArgExtremeKeys.makeOperator(record, isLargest: false) }
}
