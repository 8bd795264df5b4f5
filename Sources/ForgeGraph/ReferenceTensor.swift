/// A tensor of the reference interpreter: float64 elements in row-major order, for one example.
package struct ReferenceTensor: Sendable, Equatable {
  package var shape: [Int]
  package var elements: [Double]

  package init(shape: [Int], elements: [Double]) {
    precondition(elements.count == shape.reduce(1, *), "\(elements.count) elements do not fill \(shape)")
    self.shape = shape
    self.elements = elements
  }

  /// A tensor of one repeated value.
  package init(shape: [Int], repeating value: Double = 0) {
    self.init(shape: shape, elements: [Double](repeating: value, count: shape.reduce(1, *)))
  }

  package var count: Int { elements.count }
  package var rank: Int { shape.count }

  /// How far apart neighbours along each axis lie.
  package var strides: [Int] { rowMajorStrides(shape) }

  package subscript(index: [Int]) -> Double {
    get { elements[offset(index)] }
    set { elements[offset(index)] = newValue }
  }

  private func offset(_ index: [Int]) -> Int {
    var offset = 0
    for axis in shape.indices { offset = offset * shape[axis] + index[axis] }
    return offset
  }

  /// Each element through a function.
  package func map(_ transform: (Double) -> Double) -> ReferenceTensor {
    ReferenceTensor(shape: shape, elements: elements.map(transform))
  }

  /// The same elements under another shape.
  package func reshaped(_ shape: [Int]) -> ReferenceTensor {
    ReferenceTensor(shape: shape, elements: elements)
  }

  /// The tensor with its axes in another order: axis `i` of the result is axis `order[i]` of this one.
  package func transposed(_ order: [Int]) -> ReferenceTensor {
    ReferenceTensor(
      shape: order.map { shape[$0] },
      elements: transposedValues(elements, shape: shape, order: order)
    )
  }
}

/// How far apart neighbours along each axis of a row-major tensor lie.
package func rowMajorStrides(_ shape: [Int]) -> [Int] {
  var strides = [Int](repeating: 1, count: shape.count)
  for axis in shape.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * shape[axis + 1] }
  return strides
}

/// Visits every index of a shape in row-major order, with its position.
package func forEachIndex(in shape: [Int], _ body: (_ index: [Int], _ position: Int) -> Void) {
  let count = shape.reduce(1, *)
  var index = [Int](repeating: 0, count: shape.count)
  for position in 0..<count {
    body(index, position)
    for axis in shape.indices.reversed() {
      index[axis] += 1
      if index[axis] < shape[axis] { break }
      index[axis] = 0
    }
  }
}

/// Where the elements of a tensor with its axes in another order stand in the row-major tensor that it comes from: those of a
/// range in row-major order.
package func transposedOffsets(_ range: Range<Int>, shape: [Int], order: [Int]) -> [Int] {
  let strides = rowMajorStrides(shape)
  let sizes = order.map { shape[$0] }
  let steps = order.map { strides[$0] }
  var rest = range.lowerBound
  var index = rowMajorStrides(sizes).map { stride in
    defer { rest %= max(1, stride) }
    return rest / max(1, stride)
  }
  var offset = zip(index, steps).reduce(0) { $0 + $1.0 * $1.1 }
  return range.map { _ in
    defer {
      var axis = sizes.count - 1
      while axis >= 0 {
        index[axis] += 1
        offset += steps[axis]
        if index[axis] < sizes[axis] { break }
        offset -= sizes[axis] * steps[axis]
        index[axis] = 0
        axis -= 1
      }
    }
    return offset
  }
}

/// A row-major tensor's values with the axes in another order, for packing weights.
///
/// Specialised here, for other modules call it as it is: unspecialised, it takes 60 times as long for an element.
@_specialize(where Element == Float)
@_specialize(where Element == Double)
package func transposedValues<Element>(_ values: [Element], shape: [Int], order: [Int]) -> [Element] {
  if order == Array(shape.indices) { return values }
  let strides = rowMajorStrides(shape)
  let sizes = order.map { shape[$0] }
  let steps = order.map { strides[$0] }
  guard let inner = sizes.indices.last else { return values }
  var result: [Element] = []
  result.reserveCapacity(values.count)
  forEachIndex(in: Array(sizes.dropLast())) { index, _ in
    let base = zip(index, steps).reduce(0) { $0 + $1.0 * $1.1 }
    for i in 0..<sizes[inner] { result.append(values[base + i * steps[inner]]) }
  }
  return result
}
