import ForgeGraph

// Where the elements that a pool picks lie, and elements put back there.
extension Tracer {
  /// Where the largest element of each window of `[batch, channels, …]` lies, counted in each channel's own elements; of several it
  /// is the first in row-major order.
  ///
  /// - Parameters:
  ///   - windows: for each axis behind the channels the places in each window, as many in all.
  ///   - steps: how far a place along each axis counts.
  mutating func largestPlaces(_ tensor: Traced, _ windows: [[[Int]]], steps: [Int]) throws(ImportFault) -> Traced {
    let (counts, sizes) = (windows.map(\.count), windows.map { $0.first?.count ?? 0 })
    let (count, size) = (counts.product, sizes.product)
    _ = try (counts + sizes).boundedCount()
    _ = try (tensor.shape.prefix(2) + counts + sizes).boundedCount()
    var columns = tensor
    for (index, places) in windows.enumerated() {
      let known = Known.integers(Array(places.joined()), name: "places").reshaped([counts[index], sizes[index]])
      columns = try gathered(columns, axis: 2 + 2 * index, places: known)
    }
    let (which, inside) = (windows.indices.map { 2 + 2 * $0 }, windows.indices.map { 3 + 2 * $0 })
    let moved = try transposed(columns, [0, 1] + which + inside)
    let flat = try reshaped(moved, to: tensor.shape.prefix(2) + [count, size])
    let largest = try along(3, "argmax", flat, saysAxis: true, element: .int64)
    // The place within the window counts in a table that lists the windows one after the other.
    let starts = Known.integers((0..<count).map { $0 * size }, name: "\(wanted).starts")
    let table = Known.integers(Self.placesOfWindows(windows, steps), name: "\(wanted).table")
    let place = count == 1 ? largest : try combination("add", [largest, Traced(starts)])
    return try reshaped(rows(of: Traced(table), axis: 0, places: place), to: tensor.shape.prefix(2) + counts)
  }

  /// The places in each window, windows one after the other in row-major order, as is what lies in each.
  private static func placesOfWindows(_ windows: [[[Int]]], _ steps: [Int]) -> [Int] {
    var table = [[0]]
    for (axis, step) in zip(windows, steps) {
      table = table.flatMap { outer in
        axis.map { window in outer.flatMap { place in window.map { place + $0 * step } } }
      }
    }
    return Array(table.joined())
  }

  /// Elements put at places among zeros, which are counted along the last axis: `[…, elements]` as `[…, size]`.
  mutating func placedAmongZeros(_ tensor: Traced, at places: Traced, size: Int) throws(ImportFault) -> Traced {
    guard tensor.shape == places.shape, let own = tensor.shape.last, own > 0 else {
      throw ImportFault("its places \(places.shape) do not fit \(tensor.shape)")
    }
    let shape = Array(tensor.shape.dropLast() + [size])
    _ = try shape.boundedCount()
    let zero = Traced(Known(name: "zero", shape: [], element: .float32, numbers: [0]))
    let name = wanted
    wanted = "\(name).zeros"
    let zeros = try draft.addLayer("expand", name: wanted, [value(zero, without: nil)], [("shape", .integers(shape))])
    wanted = name
    return try whole("scatter_elements", [traced(zeros, without: nil), places, tensor], [("axis", .integer(shape.count - 1))])
  }
}

extension ImportedWindow {
  /// The places in each window along an axis; the nearest within the window stands for those outside, which changes neither the
  /// largest element nor where it comes first.
  func places(along axis: Int, of size: Int, count: Int) throws(ImportFault) -> [[Int]] {
    _ = try [count, kernel[axis]].boundedCount()
    var windows: [[Int]] = []
    for window in 0..<count {
      let places = (0..<kernel[axis]).map { window * stride[axis] - padding[axis].before + $0 * dilation[axis] }
      guard let first = places.first(where: { $0 >= 0 }), let last = places.last(where: { $0 < size }), first < size else {
        throw ImportFault("a window lies in the padding alone")
      }
      windows.append(places.map { $0 < 0 ? first : $0 >= size ? last : $0 })
    }
    return windows
  }
}

extension [Int] {
  /// How many elements lie between neighbours along each axis in row-major order.
  var rowMajorSteps: [Int] { indices.map { self[($0 + 1)...].product } }
}
