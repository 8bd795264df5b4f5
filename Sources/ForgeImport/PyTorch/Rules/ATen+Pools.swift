import ForgeGraph

extension ATenRule {
  static let pools: [ATenRule] = [
    one("max_pool1d", "max_pool2d", "max_pool3d") { work in try work.pool("max_pool") },
    ATenRule("max_pool1d_with_indices", "max_pool2d_with_indices", "max_pool3d_with_indices") { work in
      let largest = try work.pool("max_pool")
      guard work.node.outputs.count > 1, work.isRead(work.node.outputs[1]) else { return [largest] }
      return [largest, try work.part("places") { work throws(ImportFault) in try work.poolPlaces(of: largest.shape) }]
    },
    one("max_unpool2d", "max_unpool3d") { work in try work.unpooled() },
    one("avg_pool1d", "avg_pool2d") { work in try work.pool("average_pool") },
    one("avg_pool3d") { work in
      try work.isAlongDepth ? work.channelPool() : work.pool("average_pool")
    },
    one(
      "adaptive_avg_pool1d",
      "adaptive_avg_pool2d",
      "adaptive_avg_pool3d",
      "_adaptive_avg_pool2d",
      "_adaptive_avg_pool3d"
    ) { work in try work.adaptivePool("average_pool") },
    ATenRule("adaptive_max_pool1d", "adaptive_max_pool2d", "adaptive_max_pool3d") { work in
      let largest = try work.adaptivePool("max_pool")
      guard work.node.outputs.count > 1, work.isRead(work.node.outputs[1]) else { return [largest] }
      return [largest, try work.part("places") { work throws(ImportFault) in try work.adaptivePlaces(of: largest.shape) }]
    },
  ]
}

extension ATenWork {
  fileprivate mutating func pool(_ kind: String) throws(ImportFault) -> Traced {
    let tensor = try tensor("self")
    let window = try poolWindow(of: tensor)
    let ceilMode = boolean("ceil_mode", default: false)
    if let divisor = try integer("divisor_override") {
      guard divisor != 0, !ceilMode else {
        throw ImportFault("its divisor \(divisor) is given, with windows that may be cut off")
      }
      let mean = try part("mean") { work throws(ImportFault) in
        try work.tracer.pool(kind, tensor, window, ceilMode: false, countsPadding: true)
      }
      return try tracer.scaled(mean, by: Double(window.kernel.product) / Double(divisor))
    }
    let countsPadding = boolean("count_include_pad", default: true)
    return try tracer.pool(kind, tensor, window, ceilMode: ceilMode, countsPadding: countsPadding)
  }

  private func poolWindow(of tensor: Traced) throws(ImportFault) -> ImportedWindow {
    let rank = try pooledRank(of: tensor)
    let kernel = try perAxis("kernel_size", count: rank, default: [])
    guard !kernel.isEmpty else { throw ImportFault("its window has no elements") }
    return try window(kernel, stride: kernel)
  }

  /// Where the elements of a pool's result lay.
  fileprivate mutating func poolPlaces(of result: [Int]) throws(ImportFault) -> Traced {
    let tensor = try tensor("self")
    let window = try poolWindow(of: tensor)
    let sizes = Array(tensor.shape[2...])
    var windows: [[[Int]]] = []
    for axis in sizes.indices { windows.append(try window.places(along: axis, of: sizes[axis], count: result[axis + 2])) }
    return try tracer.largestPlaces(tensor, windows, steps: sizes.rowMajorSteps)
  }

  /// Where the elements of an adaptive pool's result lay: windows with fewer elements have the last one several times.
  fileprivate mutating func adaptivePlaces(of result: [Int]) throws(ImportFault) -> Traced {
    let tensor = try tensor("self")
    let sizes = Array(tensor.shape[2...])
    _ = try (sizes + result[2...]).boundedCount()
    let windows = zip(sizes, result[2...]).map { size, count in
      let windows = Tracer.adaptiveWindows(size, count)
      let most = windows.map(\.count).max() ?? 0
      return windows.map { window in (0..<most).map { min(window.lowerBound + $0, window.upperBound - 1) } }
    }
    return try tracer.largestPlaces(tensor, windows, steps: sizes.rowMajorSteps)
  }

  /// Elements back at their places in an image or a volume, zeros elsewhere.
  fileprivate mutating func unpooled() throws(ImportFault) -> Traced {
    let (tensor, places) = (try numbers(of: "self"), try tensor("indices"))
    let sizes = try integers("output_size") ?? []
    guard sizes.count == (node.operatorName.hasSuffix("3d") ? 3 : 2), tensor.rank > sizes.count, sizes.allSatisfy({ $0 > 0 })
    else { throw ImportFault("its size \(sizes) does not fit \(tensor.shape)") }
    let outer = Array(tensor.shape.dropLast(sizes.count))
    let rows = outer + [tensor.shape.suffix(sizes.count).product]
    let flat = (try tracer.reshaped(tensor, to: rows), try tracer.reshaped(places, to: rows))
    return try tracer.reshaped(tracer.placedAmongZeros(flat.0, at: flat.1, size: sizes.product), to: outer + sizes)
  }

  /// The number of axes behind batch and channels: 3 for volumes.
  private func pooledRank(of tensor: Traced) throws(ImportFault) -> Int {
    let (rank, what) =
      node.operatorName.contains("pool3d")
      ? (3, "volumes") : node.operatorName.contains("pool2d") ? (2, "images") : (1, "sequences")
    guard tensor.rank == rank + 2 else {
      throw ImportFault("it pools \(tensor.shape), only a batch of \(what) is supported")
    }
    return rank
  }

  /// Whether the window of a volume has one element along height and width.
  fileprivate var isAlongDepth: Bool {
    get throws(ImportFault) {
      let names = ["kernel_size", "stride"]
      for name in names where try perAxis(name, count: 3, default: [1, 1, 1])[1...] != [1, 1] { return false }
      return try perAxis("padding", count: 3, default: [0, 0, 0])[1...] == [0, 0]
    }
  }

  /// A mean over neighbouring channels, as a local response normalisation has it: the window lies along the first of three axes.
  fileprivate mutating func channelPool() throws(ImportFault) -> Traced {
    let tensor = try tensor("self")
    let kernel = try perAxis("kernel_size", count: 3, default: [1, 1, 1])
    let stride = try perAxis("stride", count: 3, default: kernel)
    let padding = try perAxis("padding", count: 3, default: [0, 0, 0])
    guard tensor.rank == 5, kernel[0] > 0, kernel[1...] == [1, 1], stride[1...] == [1, 1], padding[1...] == [0, 0],
      !has("divisor_override")
    else { throw ImportFault("it pools \(tensor.shape) by \(kernel), only images are supported") }
    let window = ImportedWindow(
      kernel: [kernel[0], 1],
      stride: [stride[0], 1],
      padding: [(padding[0], padding[0]), (0, 0)],
      dilation: [1, 1]
    )
    let sizes = tensor.shape
    let image = try part("image") { work throws(ImportFault) in
      try work.tracer.reshaped(tensor, to: [sizes[0], sizes[1], sizes[2], sizes[3...].product])
    }
    let result = try tracer.pool(
      "average_pool",
      image,
      window,
      ceilMode: boolean("ceil_mode", default: false),
      countsPadding: boolean("count_include_pad", default: true)
    )
    return try tracer.reshaped(result, to: [sizes[0], sizes[1], result.shape[2], sizes[3], sizes[4]])
  }

  /// A pool whose windows are worked out from the sizes: all of it, windows that are all the same, or windows of several sizes.
  fileprivate mutating func adaptivePool(_ kind: String) throws(ImportFault) -> Traced {
    let tensor = try tensor("self")
    let rank = try pooledRank(of: tensor)
    let inner = Array(tensor.shape.dropFirst(2))
    // None stands for the size that is there, and is written as 0 or nothing.
    let sizes = try perAxis("output_size", count: rank, default: inner)
    guard sizes.allSatisfy({ (1...(1 << 16)).contains($0) }) else { throw ImportFault("it pools to \(sizes)") }
    if inner == sizes { return tensor }
    if rank == 3, sizes.allSatisfy({ $0 == 1 }) {
      return try tracer.reduced(kind == "max_pool" ? "max" : "mean", tensor, axes: [2, 3, 4], keepsAxes: true)
    }
    if sizes.allSatisfy({ $0 == 1 }) { return try tracer.image("global_\(kind)", tensor, [("keep_dims", .boolean(true))]) }
    guard zip(inner, sizes).allSatisfy({ $0 % $1 == 0 }) else {
      return try tracer.adaptivelyPooled(kind, tensor, from: 2, to: sizes)
    }
    let kernel = zip(inner, sizes).map { $0 / $1 }
    let window = ImportedWindow(
      kernel: kernel,
      stride: kernel,
      padding: kernel.map { _ in (0, 0) },
      dilation: kernel.map { _ in 1 }
    )
    return try tracer.pool(kind, tensor, window, ceilMode: false)
  }
}
