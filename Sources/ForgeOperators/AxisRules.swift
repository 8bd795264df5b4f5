import ForgeGraph

extension TensorShape {
  /// The axis that a number from `-rank` to `rank - 1` means.
  func resolvedAxis(_ number: Int, of layer: String) throws(ShapeError) -> Int {
    guard let axis = axis(number) else {
      throw ShapeError(
        "\(layer) is given axis \(number), but \(self) has \(rank) ax\(rank == 1 ? "is" : "es")",
        help: "axes count from 0, the first after the batch, or from -1, the last"
      )
    }
    return axis
  }

  /// The axes that several such numbers mean, in ascending order.
  func resolvedAxes(_ numbers: [Int], of layer: String) throws(ShapeError) -> [Int] {
    var axes: [Int] = []
    for number in numbers {
      let axis = try resolvedAxis(number, of: layer)
      guard !axes.contains(axis) else { throw ShapeError("\(layer) is given axis \(axis) of \(self) twice: axes \(numbers)") }
      axes.append(axis)
    }
    return axes.sorted()
  }

  /// The axes that several such numbers mean, which must be the last ones.
  func trailingAxes(_ numbers: [Int], of layer: String) throws(ShapeError) -> Range<Int> {
    let axes = try resolvedAxes(numbers, of: layer)
    let trailing = (rank - axes.count)..<rank
    guard axes == Array(trailing) else {
      throw ShapeError(
        "\(layer) takes the last axes of a value, but axes \(numbers) of \(self) are not the last \(axes.count)",
        help: "bring these axes to the end with a 'transpose' layer first"
      )
    }
    return trailing
  }

  /// The sizes of a range of axes, which must not vary because the layer has parameters for them.
  func fixedSizes(of axes: Range<Int>, for layer: String, having parameters: String) throws(ShapeError) -> [Int] {
    var sizes: [Int] = []
    for axis in axes {
      guard let size = dimensions[axis].fixedValue else {
        throw ShapeError("axis \(axis) of \(self) varies, but \(layer) has \(parameters) for each of its elements")
      }
      sizes.append(size)
    }
    return sizes
  }
}

/// A pointer some elements further, as Swift: `x`, or `x + 64`.
func pointer(_ base: String, plus offset: Dimension) -> String {
  offset == .fixed(0) ? base : "\(base) + \(offset.swiftExpression)"
}
