import ForgeGraph

extension ATenRule {
  /// Windows of tensors as axes of their own.
  static let windows: [ATenRule] = [
    one("im2col") { work in
      let tensor = try work.tensor("self")
      let window = try work.slidingWindow()
      if tensor.rank != 3 { return try work.tracer.windowsAsColumns(tensor, window) }
      let columns = try work.tracer.windowsAsColumns(work.tracer.reshaped(tensor, to: [1] + tensor.shape), window)
      return try work.tracer.reshaped(columns, to: columns.shape.removing(0))
    },
    one("col2im") { work in
      let tensor = try work.tensor("self")
      let sizes = try work.perAxis("output_size", count: 2, default: [])
      guard sizes.count == 2 else { throw ImportFault("it does not say how large the image is") }
      let window = try work.slidingWindow()
      if tensor.rank != 2 { return try work.tracer.columnsAsWindows(tensor, to: sizes, window) }
      let image = try work.tracer.columnsAsWindows(work.tracer.reshaped(tensor, to: [1] + tensor.shape), to: sizes, window)
      return try work.tracer.reshaped(image, to: image.shape.removing(0))
    },
    one("unfold") { work in
      // Windows along an axis; what is inside them becomes the last axis.
      let tensor = try work.tensor("self")
      let axis = try work.axis("dimension", of: tensor)
      let (size, step) = (try work.integer("size", default: 1), try work.integer("step", default: 1))
      guard (1...max(1, tensor.shape[axis])).contains(size), step > 0 else {
        throw ImportFault("windows of \(size) do not fit \(tensor.shape)")
      }
      let count = (tensor.shape[axis] - size) / step + 1
      _ = try [count, size].boundedCount()
      let places = (0..<count).flatMap { place in (0..<size).map { place * step + $0 } }
      let known = Known.integers(places, name: "places").reshaped([count, size])
      let windows = try work.tracer.gathered(tensor, axis: axis, places: known)
      let order = windows.shape.indices.filter { $0 != axis + 1 } + [axis + 1]
      return try work.tracer.transposed(windows, order)
    },
  ]
}

extension ATenWork {
  fileprivate func slidingWindow() throws(ImportFault) -> ImportedWindow {
    let kernel = try perAxis("kernel_size", count: 2, default: [])
    guard kernel.count == 2, kernel.allSatisfy({ (1...(1 << 12)).contains($0) }) else {
      throw ImportFault("its window \(kernel) is none of an image")
    }
    let window = try window(kernel)
    guard window.padding.allSatisfy({ $0.before >= 0 }) else { throw ImportFault("its padding is below 0") }
    return window
  }
}
