import ForgeGraph

// Windows of images as columns, and back.
extension Tracer {
  /// The windows of an image as columns: `[batch, channels, height, width]` as `[batch, channels · window, windows]`.
  mutating func windowsAsColumns(_ tensor: Traced, _ window: ImportedWindow) throws(ImportFault) -> Traced {
    let rank = window.kernel.count
    guard tensor.rank == rank + 2 else { throw ImportFault("a window \(window.kernel) does not fit \(tensor.shape)") }
    var tensor = try padded(tensor, window.padding.flatMap { [$0.before, $0.after] }, mode: "constant", value: 0)
    // Each axis becomes two: which window, and where in it.
    for index in 0..<rank {
      let axis = 2 + 2 * index
      let count = try window.count(index, in: tensor.shape[axis])
      _ = try [count, window.kernel[index]].boundedCount()
      let places = (0..<count).flatMap { place in
        (0..<window.kernel[index]).map { place * window.stride[index] + $0 * window.dilation[index] }
      }
      let shape = [count, window.kernel[index]]
      let known = Known.integers(places, name: "places").reshaped(shape)
      tensor = try gathered(tensor, axis: axis, places: known)
    }
    let (which, inside) = ((0..<rank).map { 2 + 2 * $0 }, (0..<rank).map { 3 + 2 * $0 })
    let moved = try transposed(tensor, [0, 1] + inside + which)
    let columns = [moved.shape[0], moved.shape[1...(1 + rank)].product, moved.shape[(2 + rank)...].product]
    return try reshaped(moved, to: columns)
  }

  /// The sum of windows at their places in an image: `[batch, channels · window, windows]` as `[batch, channels, height, width]`.
  ///
  /// Windows that lie side by side are put together; others are summed up along one axis after the other by a matrix of zeros and ones.
  mutating func columnsAsWindows(_ tensor: Traced, to sizes: [Int], _ window: ImportedWindow) throws(ImportFault) -> Traced {
    var counts: [Int] = []
    for (index, size) in sizes.enumerated() {
      let (before, after) = window.padding[index]
      guard size > 0, size <= 1 << 20, (before | after) <= 1 << 20 else { throw ImportFault("it makes an image \(sizes)") }
      counts.append(try window.count(index, in: size + before + after))
    }
    let elements = window.kernel.product
    guard tensor.rank == 3, elements > 0, tensor.shape[1] % elements == 0, tensor.shape[2] == counts.product else {
      throw ImportFault("\(tensor.shape) are not the windows \(window.kernel) of an image \(sizes)")
    }
    let front = [tensor.shape[0], tensor.shape[1] / elements]
    var image = try reshaped(tensor, to: front + window.kernel + counts)
    let rank = sizes.count
    let isTiled = sizes.indices.allSatisfy { axis in
      let padding = window.padding[axis]
      return window.stride[axis] == window.kernel[axis] && window.dilation[axis] == 1
        && counts[axis] * window.kernel[axis] == sizes[axis] + padding.before + padding.after
    }
    if isTiled {
      image = try transposed(image, [0, 1] + (0..<rank).flatMap { [2 + rank + $0, 2 + $0] })
      image = try reshaped(image, to: front + zip(counts, window.kernel).map { $0 * $1 })
      for axis in sizes.indices {
        let start = window.padding[axis].before
        image = try slice(image, axis: axis + 2, start: start, end: start + sizes[axis], step: 1)
      }
      return image
    }
    for axis in sizes.indices {
      // What is left of the windows' own axes, their counts, and the axes of the image so far: the first of both goes last.
      let left = rank - axis
      let order = image.shape.indices.filter { $0 != 2 && $0 != 2 + left } + [2, 2 + left]
      let turned = try transposed(image, order)
      let flat = try reshaped(turned, to: turned.shape.dropLast(2) + [turned.shape.suffix(2).product])
      _ = try [sizes[axis], window.kernel[axis], counts[axis]].boundedCount()
      let places = (0..<window.kernel[axis]).flatMap { inside in
        (0..<counts[axis]).map { $0 * window.stride[axis] + inside * window.dilation[axis] - window.padding[axis].before }
      }
      let numbers = (0..<sizes[axis]).flatMap { place in places.map { $0 == place ? 1.0 : 0 } }
      let name = "\(wanted).axis\(axis)"
      let weight = Known(name: name, shape: [sizes[axis], places.count], element: .float32, numbers: numbers)
      image = try matrixProduct(flat, Traced(weight.transposedMatrix().named(name)))
    }
    return image
  }
}

extension ImportedWindow {
  /// How many windows lie along an axis of a size, its padding counted in.
  fileprivate func count(_ axis: Int, in size: Int) throws(ImportFault) -> Int {
    let (span, overflow) = (kernel[axis] - 1).multipliedReportingOverflow(by: dilation[axis])
    guard kernel[axis] > 0, stride[axis] > 0, dilation[axis] > 0, !overflow, span < size else {
      throw ImportFault("a window of \(kernel[axis]) does not fit \(size) elements")
    }
    return (size - span - 1) / stride[axis] + 1
  }
}
