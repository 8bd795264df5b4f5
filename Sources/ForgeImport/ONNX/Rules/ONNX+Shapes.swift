import ForgeGraph

extension ONNXRule {
  static let shapes: [ONNXRule] = [
    ONNXRule("Flatten") { work in
      let tensor = try work.input(0)
      let number = try work.integer("axis", default: 1)
      let axis = number == tensor.rank ? number : try work.axis(number, of: max(1, tensor.rank))
      let rows = tensor.shape.prefix(axis).product
      return [try work.tracer.reshaped(tensor, to: [rows, tensor.shape.dropFirst(axis).product])]
    },
    ONNXRule("Reshape") { work in [try work.reshape()] },
    ONNXRule("Transpose") { work in
      let tensor = try work.input(0)
      let order = try work.integers("perm") ?? Array((0..<tensor.rank).reversed())
      return [try work.tracer.transposed(tensor, order)]
    },
    ONNXRule("Squeeze") { work in
      let tensor = try work.input(0)
      var axes: Set<Int> = []
      for number in try work.integers("axes", orInput: 1) ?? [] { axes.insert(try work.axis(number, of: tensor.rank)) }
      if axes.isEmpty { axes = Set(tensor.shape.indices.filter { tensor.shape[$0] == 1 }) }
      guard axes.allSatisfy({ tensor.shape[$0] == 1 }) else { throw ImportFault("it takes axes away that are larger than 1") }
      let shape = tensor.shape.indices.filter { !axes.contains($0) }.map { tensor.shape[$0] }
      return [try work.tracer.reshaped(tensor, to: shape)]
    },
    ONNXRule("Unsqueeze") { work in
      let tensor = try work.input(0)
      guard let numbers = try work.integers("axes", orInput: 1) else { throw ImportFault("it has no axes") }
      var axes: Set<Int> = []
      for number in numbers { axes.insert(try work.axis(number, of: tensor.rank + numbers.count)) }
      var rest = tensor.shape[...]
      let shape = (0..<(tensor.rank + axes.count)).map { axes.contains($0) ? 1 : rest.popFirst() ?? 1 }
      return [try work.tracer.reshaped(tensor, to: shape)]
    },
    ONNXRule("Concat") { work in
      var tensors: [Traced] = []
      for index in work.inputs.indices { tensors.append(try work.input(index)) }
      guard let first = tensors.first else { throw ImportFault("it joins nothing") }
      let axis = try work.axis(work.integer("axis", default: 0), of: first.rank)
      return [try work.tracer.joined(tensors.filter { $0.count > 0 || $0.known == nil }, axis: axis)]
    },
    ONNXRule("Split") { work in try work.split() },
    ONNXRule("Slice") { work in [try work.slice()] },
    ONNXRule("Expand") { work in
      let tensor = try work.input(0)
      guard let wanted = try work.known(1, "shape").integers else { throw ImportFault("its shape is no whole numbers") }
      _ = try wanted.boundedCount()
      return [try work.tracer.expanded(tensor, to: [tensor.shape, wanted].broadcast())]
    },
    ONNXRule("Tile") { work in [try work.tiled()] },
    ONNXRule("DepthToSpace") { work in [try work.spread()] },
    ONNXRule("SpaceToDepth") { work in [try work.gatheredIntoDepth()] },
    ONNXRule("CenterCropPad") { work in [try work.centred()] },
  ]
}

extension ONNXWork {
  /// 0 keeps a size, unless `allowzero`; -1 is what the others leave.
  fileprivate mutating func reshape() throws(ImportFault) -> Traced {
    let tensor = try input(0)
    guard var shape = version < 5 ? try integers("shape") : try known(1, "shape").integers else {
      throw ImportFault("its shape is no whole numbers")
    }
    if try integer("allowzero", default: 0) == 0 {
      for axis in shape.indices where shape[axis] == 0 {
        guard axis < tensor.rank else {
          throw ImportFault("its shape \(shape) keeps axis \(axis), which \(tensor.shape) has not")
        }
        shape[axis] = tensor.shape[axis]
      }
    }
    if let open = shape.firstIndex(of: -1) {
      shape[open] = 1
      let others = shape.product
      shape[open] = others == 0 ? 0 : tensor.count / others
    }
    guard shape.allSatisfy({ $0 >= 0 }) else { throw ImportFault("its shape \(shape) has a size below 0") }
    return try tracer.reshaped(tensor, to: shape)
  }

  fileprivate mutating func split() throws(ImportFault) -> [Traced] {
    let tensor = try input(0)
    let axis = try axis(integer("axis", default: 0), of: tensor.rank)
    let size = tensor.shape[axis]
    let count = node.outputs.count
    var sizes = try integers("split", orInput: 1) ?? []
    if sizes.isEmpty {
      let part = (size + count - 1) / max(1, count)
      sizes = (0..<count).map { min(part, max(0, size - $0 * part)) }
    }
    guard sizes.count == count, sizes.reduce(0, +) == size, sizes.allSatisfy({ $0 >= 0 }) else {
      throw ImportFault("parts of \(sizes) do not make up the \(size) along axis \(axis)")
    }
    let base = tracer.wanted
    var parts: [Traced] = []
    var start = 0
    for (index, length) in sizes.enumerated() {
      tracer.wanted = "\(base)_\(index)"
      parts.append(try tracer.slice(tensor, axis: axis, start: start, end: start + length, step: 1))
      start += length
    }
    return parts
  }

  fileprivate mutating func slice() throws(ImportFault) -> Traced {
    var tensor = try input(0)
    guard let starts = try integers("starts", orInput: 1), let ends = try integers("ends", orInput: 2) else {
      throw ImportFault("it has no starts or ends")
    }
    let axes = try integers("axes", orInput: 3) ?? Array(starts.indices)
    let steps = try optionalKnown(4, "steps")?.integers ?? .init(repeating: 1, count: starts.count)
    guard starts.count == ends.count, axes.count == starts.count, steps.count == starts.count, !steps.contains(0) else {
      throw ImportFault("its starts, ends, axes and steps do not fit together")
    }
    for index in starts.indices {
      let axis = try axis(axes[index], of: tensor.rank)
      let size = tensor.shape[axis]
      let step = steps[index]
      // Places are counted from the end when below 0, and held within the axis.
      func held(_ place: Int, _ low: Int, _ high: Int) -> Int {
        let place = place < 0 ? place.addingReportingOverflow(size).partialValue : place
        return max(low, min(high, place))
      }
      let start = step > 0 ? held(starts[index], 0, size) : held(starts[index], -1, size - 1)
      let end = step > 0 ? held(ends[index], 0, size) : held(ends[index], -1, size - 1)
      tensor = try tracer.slice(tensor, axis: axis, start: start, end: end, step: step)
    }
    return tensor
  }
  /// The tensor several times along each axis.
  fileprivate mutating func tiled() throws(ImportFault) -> Traced {
    let tensor = try input(0)
    guard let times = try known(1, "repeats").integers, times.count == tensor.rank, times.allSatisfy({ $0 > 0 }) else {
      throw ImportFault("its repeats do not fit \(tensor.shape)")
    }
    let result = zip(tensor.shape, times).map { $0.multipliedReportingOverflow(by: $1).partialValue }
    _ = try result.boundedCount()
    var narrow: [Int] = []
    var wide: [Int] = []
    for (size, count) in zip(tensor.shape, times) {
      narrow += count == 1 ? [size] : [1, size]
      wide += count == 1 ? [size] : [count, size]
    }
    if narrow.count > 8 { throw ImportFault("it repeats more axes than can be") }
    return try tracer.reshaped(tracer.expanded(tracer.reshaped(tensor, to: narrow), to: wide), to: result)
  }

  /// Blocks of channels become blocks of places.
  fileprivate mutating func spread() throws(ImportFault) -> Traced {
    let tensor = try input(0)
    let size = try integer("blocksize", default: 1)
    guard tensor.rank == 4, (1...(1 << 12)).contains(size), tensor.shape[1] % (size * size) == 0 else {
      throw ImportFault("blocks of \(size) do not fit \(tensor.shape)")
    }
    let (batch, channels, height, width) = (tensor.shape[0], tensor.shape[1], tensor.shape[2], tensor.shape[3])
    let depth = channels / (size * size)
    let isColumnRow = try text("mode") == "CRD"
    let parts = isColumnRow ? [batch, depth, size, size, height, width] : [batch, size, size, depth, height, width]
    let order = isColumnRow ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2]
    let moved = try tracer.transposed(tracer.reshaped(tensor, to: parts), order)
    return try tracer.reshaped(moved, to: [batch, depth, height * size, width * size])
  }

  /// Blocks of places become blocks of channels.
  fileprivate mutating func gatheredIntoDepth() throws(ImportFault) -> Traced {
    let tensor = try input(0)
    let size = try integer("blocksize", default: 1)
    guard tensor.rank == 4, (1...(1 << 12)).contains(size), tensor.shape[2] % size == 0, tensor.shape[3] % size == 0 else {
      throw ImportFault("blocks of \(size) do not fit \(tensor.shape)")
    }
    let (batch, channels) = (tensor.shape[0], tensor.shape[1])
    let (height, width) = (tensor.shape[2] / size, tensor.shape[3] / size)
    let parts = try tracer.reshaped(tensor, to: [batch, channels, height, size, width, size])
    let moved = try tracer.transposed(parts, [0, 3, 5, 1, 2, 4])
    return try tracer.reshaped(moved, to: [batch, channels * size * size, height, width])
  }

  /// Axes cut or filled up with zeros to given sizes, the same on both sides.
  fileprivate mutating func centred() throws(ImportFault) -> Traced {
    var tensor = try input(0)
    guard let sizes = try known(1, "shape").integers else { throw ImportFault("its shape is no whole numbers") }
    let axes = try integers("axes") ?? Array(tensor.shape.indices)
    guard axes.count == sizes.count, sizes.allSatisfy({ $0 > 0 }) else { throw ImportFault("its shape does not fit its axes") }
    for (number, size) in zip(axes, sizes) {
      let axis = try axis(number, of: tensor.rank)
      let own = tensor.shape[axis]
      let start = abs(own - size) / 2
      if own > size {
        tensor = try tracer.slice(tensor, axis: axis, start: start, end: start + size, step: 1)
      } else if own < size {
        tensor = try tracer.filled(tensor, axis: axis, before: start, after: size - own - start, value: 0)
      }
    }
    return tensor
  }
}
