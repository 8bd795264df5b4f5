import ForgeGraph

extension Known {
  /// The elements under a shape that this one broadcasts to.
  func repeated(to shape: [Int]) -> [Double] {
    let numbers = numbers
    if self.shape == shape { return numbers }
    let own = [Int](repeating: 1, count: shape.count - self.shape.count) + self.shape
    let strides = rowMajorStrides(own)
    var result: [Double] = []
    result.reserveCapacity(shape.reduce(1, *))
    forEachIndex(in: shape) { index, _ in
      result.append(numbers[index.indices.reduce(0) { $0 + (own[$1] == 1 ? 0 : index[$1] * strides[$1]) }])
    }
    return result
  }

  /// The matrix that fills the last two axes, where those before repeat it; nil where they hold several.
  func repeatedMatrix() -> Known? {
    guard shape.count >= 2, count > 0 else { return nil }
    if shape.count == 2 { return self }
    let numbers = numbers
    let size = shape.suffix(2).product
    guard (size..<max(size, numbers.count)).allSatisfy({ numbers[$0] == numbers[$0 - size] }) else { return nil }
    return Known(name: name, shape: Array(shape.suffix(2)), element: element, numbers: Array(numbers[..<size]))
  }

  /// The matrix with its axes changed over.
  func transposedMatrix() -> Known { transposed([1, 0], name: name) }

  func scaled(_ factor: Double) -> Known {
    factor == 1 ? self : Known(name: name, shape: shape, element: element, numbers: numbers.map { $0 * factor })
  }
}
