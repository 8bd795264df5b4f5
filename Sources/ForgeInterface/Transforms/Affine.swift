import ForgeSpec

/// `x · scale + offset`, in this order.
struct Affine: Transform {
  let scale: Double
  let offset: Double

  let name = "affine"
  func callAsFunction(_ x: Double) -> Double { x * scale + offset }
  var swift: [String] {
    let formula = (scale == 1 ? "" : " * \(doubleLiteral(scale))") + signedTerm(offset)
    return formula.isEmpty ? [] : ["x = x\(formula)"]
  }
}

extension TransformKind {
  static let affine = TransformKind(
    "affine",
    "`x · scale + offset`.",
    details: "Keras' `Rescaling`. ONNX' `Scaler` is `(x − offset) · scale`: its offset here is `−offset · scale`.",
    keys: [AnyKey(Keys.scale), AnyKey(Keys.offset)]
  ) { record, sink in
    guard record[Keys.scale] != 0 else {
      sink.error(.degenerateConstants, "a scale of 0 makes every value the same", at: record.span(of: Keys.scale))
      return nil
    }
    return Affine(scale: record[Keys.scale], offset: record[Keys.offset])
  }

  private enum Keys {
    static let scale = Key("scale", ValueType<Double>.number, default: 1, "The factor.")
    static let offset = Key("offset", ValueType<Double>.number, default: 0, "Added after the factor.")
  }
}
