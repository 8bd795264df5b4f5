import ForgeGraph

/// What layers share that find elements by computed numbers.
///
/// A number is rounded towards 0, counts from the end where it is below 0, and never reaches beyond the axis; NaN means 0.
enum ComputedPlaces {
  /// What the reference page says of them.
  static let details = """
    Places are computed float32 numbers, exact up to 2²⁴, or int64 ids. They are rounded towards 0, those below 0 count from \
    the end, and what is beyond the axis stands for its first or last element; NaN means place 0.
    """

  /// The place that a number means.
  static func place(_ number: Double, in size: Int) -> Int {
    guard !number.isNaN else { return 0 }
    let whole = Int(min(max(number, -1e15), 1e15))
    return min(max(whole < 0 ? whole + size : whole, 0), size - 1)
  }
}

extension [TensorType] {
  /// The shapes of inputs of which the second holds places, float32 or int64, and the others float32 values.
  func shapesWithPlaces(_ names: String, of layer: String) throws(ShapeError) -> [TensorShape] {
    let wanted = names.split(separator: ",").count
    guard count == wanted else { throw ShapeError("\(layer) reads \(names), not \(count) values", kind: .inputCount) }
    var floats = self
    floats.remove(at: 1)
    _ = try floats.floatShapes()
    return map(\.shape)
  }
}

extension TensorShape {
  /// Throws unless another shape has the same sizes but along one axis.
  func checkAgreement(with other: TensorShape, exceptAxis axis: Int, of layer: String) throws(ShapeError) {
    let agrees = rank == other.rank && dimensions.indices.allSatisfy { $0 == axis || self[$0] == other[$0] }
    guard agrees else {
      throw ShapeError(
        "\(layer) along axis \(axis) takes places of the same sizes in all other axes, not \(other) for \(self)",
        help: "repeat the smaller one with 'expand', or cut the larger one with 'slice'"
      )
    }
  }
}
