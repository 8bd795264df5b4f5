import ForgeGraph

extension [TensorType] {
  /// The shape of the only input, which must hold float32 elements.
  func onlyFloatShape() throws(ShapeError) -> TensorShape {
    guard count == 1 else { throw ShapeError("takes one input, not \(count)", kind: .inputCount) }
    return try floatShapes()[0]
  }

  /// The shapes of all inputs, which must hold float32 elements.
  func floatShapes() throws(ShapeError) -> [TensorShape] {
    for type in self where type.element != .float32 {
      throw ShapeError(
        "its input must be float32 values, not \(type.element.rawValue) ids",
        kind: .elementType,
        help: "ids go through an 'embedding' layer, a 'one_hot' encoding or a 'cast' to float32 first"
      )
    }
    return map(\.shape)
  }
}

extension TensorType {
  /// The size of the last axis, which the shape rule has found to be fixed.
  var lastSize: Int { shape.dimensions.last?.fixedValue ?? 1 }
}
