import ForgeGraph

extension Known {
  /// The elements under a shape that this one broadcasts to.
  func repeated(to shape: [Int]) -> [Double] {
    var numbers = numbers
    if self.shape == shape { return numbers }
    let own = [Int](repeating: 1, count: shape.count - self.shape.count) + self.shape
    guard shape.product > 0 else { return [] }
    for axis in shape.indices.reversed() where own[axis] == 1 && shape[axis] > 1 {
      let inner = shape[(axis + 1)...].product
      var result: [Double] = []
      result.reserveCapacity(numbers.count * shape[axis])
      for start in stride(from: 0, to: numbers.count, by: inner) {
        for _ in 0..<shape[axis] { result += numbers[start..<start + inner] }
      }
      numbers = result
    }
    return numbers
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
