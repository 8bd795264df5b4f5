import ForgeGraph

extension ATenRule {
  /// Windows of tensors as axes of their own, and elements between others.
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
    one("grid_sampler", "grid_sampler_2d") { work in try work.gridSample() },
  ]
}

extension ATenWork {
  /// Elements of an image at computed places between its own.
  fileprivate mutating func gridSample() throws(ImportFault) -> Traced {
    let (tensor, grid) = (try tensor("input"), try tensor("grid"))
    guard tensor.rank == 4, grid.rank == 4, tensor.shape[0] == 1, grid.shape[0] == 1 else {
      throw ImportFault("it reads \(tensor.shape) at \(grid.shape), only images one by one are supported")
    }
    let (mode, padding) = (try integer("interpolation_mode", default: 0), try integer("padding_mode", default: 0))
    let (modes, paddings) = (["linear", "nearest", "cubic"], ["zeros", "border", "reflection"])
    guard modes.indices.contains(mode), paddings.indices.contains(padding) else {
      throw ImportFault("its mode \(mode) with the padding \(padding) is not known")
    }
    var settings: [(key: String, value: Setting)] = [("mode", .word(modes[mode]))]
    if padding != 0 { settings.append(("padding", .word(paddings[padding]))) }
    if boolean("align_corners", default: false) { settings.append(("align_corners", .boolean(true))) }
    return try tracer.layer("grid_sample", [tensor, grid], without: 0, settings)
  }

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
