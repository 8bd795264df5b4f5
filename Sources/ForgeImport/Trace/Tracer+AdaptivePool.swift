import ForgeGraph

// Pools whose windows are worked out from the sizes, and differ where these do not divide one another
// (`torch.nn.AdaptiveAvgPool2d`, `keras.layers.AdaptiveAveragePooling2D`).
extension Tracer {
  /// The largest or the mean of each window along some axes, one after the other.
  ///
  /// - Parameters:
  ///   - kind: `max_pool` or `average_pool`.
  ///   - first: the first of the axes, of which `sizes` tells how many windows lie along each.
  mutating func adaptivelyPooled(
    _ kind: String,
    _ tensor: Traced,
    from first: Int,
    to sizes: [Int]
  ) throws(ImportFault) -> Traced {
    var tensor = tensor
    for (index, count) in sizes.enumerated() where tensor.shape[first + index] != count {
      let axis = first + index
      let windows = Self.adaptiveWindows(tensor.shape[axis], count)
      tensor =
        kind == "max_pool"
        ? try largest(of: tensor, windows, along: axis) : try means(of: tensor, windows, along: axis, named: "axis\(index)")
    }
    return tensor
  }

  /// Window `i` is from `⌊i · size / count⌋` to before `⌈(i + 1) · size / count⌉`.
  static func adaptiveWindows(_ size: Int, _ count: Int) -> [Range<Int>] {
    (0..<count).map { ($0 * size / count)..<(($0 + 1) * size + count - 1) / count }
  }

  /// The mean of each window: a product with a matrix.
  private mutating func means(
    of tensor: Traced,
    _ windows: [Range<Int>],
    along axis: Int,
    named part: String
  ) throws(ImportFault) -> Traced {
    let base = wanted
    wanted = draft.layout.parameterName(layer: base, roleName: part)
    let size = tensor.shape[axis]
    _ = try [windows.count, size].boundedCount()
    let rows = windows.flatMap { window in (0..<size).map { window.contains($0) ? 1 / Double(window.count) : 0 } }
    let result = try mixed(tensor, along: axis, rows, count: windows.count)
    wanted = base
    return result
  }

  /// The largest element of each window by itself.
  private mutating func largest(
    of tensor: Traced,
    _ windows: [Range<Int>],
    along axis: Int
  ) throws(ImportFault) -> Traced {
    guard windows.count <= 64 else { throw ImportFault("it pools to \(windows.count), more windows than are supported") }
    var parts: [Traced] = []
    for window in windows {
      let part = try slice(tensor, axis: axis, start: window.lowerBound, end: window.upperBound, step: 1)
      parts.append(try reduced("max", part, axes: [axis], keepsAxes: true))
    }
    return try joined(parts, axis: axis)
  }

  /// Sums along an axis with given weights: element `i` of the result is `Σ rows[i][k] · x[k]`.
  mutating func mixed(_ tensor: Traced, along axis: Int, _ rows: [Double], count: Int) throws(ImportFault) -> Traced {
    let name = draft.layout.parameterName(layer: wanted, roleName: "weight")
    let weight = Known(name: name, shape: [count, tensor.shape[axis]], element: .float32, numbers: rows)
    var order = Array(0..<tensor.rank)
    order.swapAt(axis, tensor.rank - 1)
    let turned = try transposed(tensor, order)
    return try transposed(matrixProduct(turned, Traced(weight.transposedMatrix().named(name))), order)
  }
}
