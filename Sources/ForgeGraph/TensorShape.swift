/// The sizes of a tensor's axes, outermost first, for one example: the batch axis is never among them.
package struct TensorShape: Sendable, Hashable, ExpressibleByArrayLiteral {
  package var dimensions: [Dimension]

  package init(_ dimensions: [Dimension]) { self.dimensions = dimensions }
  package init(_ sizes: [Int]) { dimensions = sizes.map(Dimension.fixed) }
  package init(arrayLiteral elements: Int...) { self.init(elements) }

  package var rank: Int { dimensions.count }

  package subscript(axis: Int) -> Dimension {
    get { dimensions[axis] }
    set { dimensions[axis] = newValue }
  }

  /// How many elements the shape holds.
  package var count: Dimension { dimensions.reduce(.fixed(1), *) }

  /// The sizes when none varies.
  package var fixedSizes: [Int]? {
    let sizes = dimensions.compactMap(\.fixedValue)
    return sizes.count == dimensions.count ? sizes : nil
  }

  /// The number of elements when none of the sizes varies and the product does not overflow.
  package var fixedCount: Int? { fixedSizes.flatMap(elementCount) }

  /// The number of elements when every size that varies is 1, as few as there can be; nil when even those pass `Int`.
  package var leastCount: Int? {
    let ones = Dictionary(uniqueKeysWithValues: symbols.map { ($0, 1) })
    guard let sizes = sizes(with: ones) else { return nil }
    return elementCount(of: sizes.map { max(1, $0) })
  }

  /// The sizes for given values of the names; nil on overflow or for a name without a value.
  package func sizes(with bindings: [String: Int]) -> [Int]? {
    let sizes = dimensions.compactMap { $0.value(with: bindings) }
    return sizes.count == dimensions.count ? sizes : nil
  }

  package var symbols: Set<String> { dimensions.reduce(into: []) { $0.formUnion($1.symbols) } }

  /// The axis that a number from `-rank` to `rank - 1` means, or nil.
  package func axis(_ number: Int) -> Int? {
    let axis = number < 0 ? number + rank : number
    return dimensions.indices.contains(axis) ? axis : nil
  }

  /// The product of the sizes of a range of axes.
  package func count(of axes: Range<Int>) -> Dimension {
    dimensions[axes].reduce(.fixed(1), *)
  }
}

/// The product of sizes; nil when it passes `Int`.
package func elementCount(of sizes: [Int]) -> Int? {
  var count = 1
  for size in sizes {
    let (product, overflow) = count.multipliedReportingOverflow(by: size)
    guard !overflow else { return nil }
    count = product
  }
  return count
}

extension TensorShape: CustomStringConvertible {
  /// Such as `[16, 8, 8]`, or `[time, 8]`.
  package var description: String { "[\(dimensions.map(\.description).joined(separator: ", "))]" }
}

/// The type of a tensor's elements within the graph.
package enum GraphElement: String, Sendable, Hashable {
  /// IEEE 754 binary32: everything that is computed with.
  case float32
  /// Whole numbers that name rows of a table.
  case int64
}

/// What a value of the graph is: its elements and its shape for one example.
package struct TensorType: Sendable, Hashable, CustomStringConvertible {
  package var element: GraphElement
  package var shape: TensorShape

  package init(_ element: GraphElement = .float32, _ shape: TensorShape) {
    self.element = element
    self.shape = shape
  }

  package var description: String { element == .float32 ? "\(shape)" : "\(shape) \(element.rawValue)" }
}
