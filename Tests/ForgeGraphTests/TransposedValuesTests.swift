import ForgeGraph
import Testing

@Suite struct TransposedValuesTests {
  static let cases: [(shape: [Int], order: [Int])] = [
    ([6], [0]), ([2, 3], [0, 1]), ([2, 3], [1, 0]), ([2, 3, 4], [0, 1, 2]), ([2, 3, 4], [2, 1, 0]), ([2, 3, 4], [1, 2, 0]),
    ([2, 3, 4], [2, 0, 1]), ([2, 3, 4], [0, 2, 1]), ([2, 3, 4, 5], [3, 2, 0, 1]), ([2, 3, 4, 5], [0, 2, 3, 1]),
    ([1, 5, 1], [2, 1, 0]), ([3, 1, 2], [1, 2, 0]), ([0, 3], [1, 0]), ([3, 0], [1, 0]), ([2, 0, 3], [2, 1, 0]), ([], []),
  ]

  @Test("puts axes in another order", arguments: cases)
  func transposes(_ example: (shape: [Int], order: [Int])) {
    let values = Array(0..<example.shape.reduce(1, *))
    #expect(transposedValues(values, shape: example.shape, order: example.order) == naive(values, example.shape, example.order))
  }

  @Test("does the same as the reference tensor", arguments: cases)
  func agreesWithTheReferenceTensor(_ example: (shape: [Int], order: [Int])) {
    let values = (0..<example.shape.reduce(1, *)).map(Double.init)
    let tensor = ReferenceTensor(shape: example.shape, elements: values).transposed(example.order)
    #expect(tensor.shape == example.order.map { example.shape[$0] })
    #expect(tensor.elements == naive(values, example.shape, example.order))
  }

  /// By hand: the rows of a 2×3 matrix become columns.
  @Test func transposesAMatrix() {
    #expect(transposedValues([1, 2, 3, 4, 5, 6], shape: [2, 3], order: [1, 0]) == [1, 4, 2, 5, 3, 6])
  }

  @Test func undoesItself() {
    let values = Array(0..<120)
    let moved = transposedValues(values, shape: [2, 3, 4, 5], order: [3, 0, 2, 1])
    #expect(transposedValues(moved, shape: [5, 2, 4, 3], order: [1, 3, 2, 0]) == values)
  }

  @Test func visitsIndicesInRowMajorOrder() {
    var visited: [[Int]] = []
    forEachIndex(in: [2, 3]) { index, position in
      #expect(position == visited.count)
      visited.append(index)
    }
    #expect(visited == [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]])
    var scalars = 0
    forEachIndex(in: []) { index, _ in scalars += index.isEmpty ? 1 : 100 }
    #expect(scalars == 1)
    forEachIndex(in: [2, 0]) { _, _ in Issue.record("an empty shape has no index") }
  }

  @Test func knowsRowMajorStrides() {
    #expect(rowMajorStrides([2, 3, 4]) == [12, 4, 1])
    #expect(rowMajorStrides([7]) == [1])
    #expect(rowMajorStrides([]) == [])
  }

  /// One division per axis and element: the element at each place of the result, looked up in the original.
  private func naive<Element>(_ values: [Element], _ shape: [Int], _ order: [Int]) -> [Element] {
    let sizes = order.map { shape[$0] }
    return (0..<values.count).map { position in
      var rest = position
      var index = [Int](repeating: 0, count: shape.count)
      for axis in sizes.indices.reversed() {
        index[order[axis]] = rest % sizes[axis]
        rest /= sizes[axis]
      }
      return values[zip(index, shape).reduce(0) { $0 * $1.1 + $1.0 }]
    }
  }
}
