import ForgeGraph

extension ATenRule {
  /// Padding, other sizes of images, channels that become places.
  static let images: [ATenRule] = [
    one("pad") { work in
      try work.padded(
        work.integers("pad") ?? [],
        mode: work.word("mode") ?? "constant",
        value: work.number("value", default: 0)
      )
    },
    one("constant_pad_nd") { work in
      try work.padded(work.integers("pad") ?? [], mode: "constant", value: work.number("value", default: 0))
    },
    one("reflection_pad1d", "reflection_pad2d") { work in
      try work.padded(work.integers("padding") ?? [], mode: "reflect", value: 0)
    },
    one("replication_pad1d", "replication_pad2d") { work in
      try work.padded(work.integers("padding") ?? [], mode: "replicate", value: 0)
    },
    one("upsample_nearest1d", "upsample_nearest2d") { work in try work.resized(.nearest) },
    one("_upsample_nearest_exact1d", "_upsample_nearest_exact2d") { work in try work.resized(.nearestExact) },
    one("upsample_linear1d", "upsample_bilinear2d") { work in try work.resized(.linear) },
    one("upsample_bicubic2d") { work in try work.resized(.cubic) },
    one("_upsample_bilinear2d_aa") { work in try work.resized(.linearAntialiased) },
    one("_upsample_bicubic2d_aa") { work in try work.resized(.cubicAntialiased) },
    one("pixel_shuffle") { work in try work.pixelShuffled() },
    one("pixel_unshuffle") { work in try work.pixelUnshuffled() },
    one("channel_shuffle", "native_channel_shuffle") { work in
      let tensor = try work.tensor("self")
      let groups = try work.integer("groups", default: 1)
      guard tensor.rank >= 3, groups > 0, tensor.shape[1] % groups == 0 else {
        throw ImportFault("\(groups) groups do not divide the channels of \(tensor.shape)")
      }
      let inner = Array(tensor.shape[2...])
      let split = [tensor.shape[0], groups, tensor.shape[1] / groups] + inner
      let groupsFirst = try work.tracer.reshaped(tensor, to: split)
      let order = [0, 2, 1] + Array(3..<split.count)
      return try work.tracer.reshaped(work.tracer.transposed(groupsFirst, order), to: tensor.shape)
    },
  ]
}

extension ATenWork {
  /// PyTorch names the last axis first; numbers below 0 cut off.
  fileprivate mutating func padded(_ amounts: [Int], mode: String, value: Double) throws(ImportFault) -> Traced {
    var tensor = try tensor("self")
    guard amounts.count % 2 == 0, amounts.count / 2 <= tensor.rank, !amounts.isEmpty else {
      throw ImportFault("its amounts \(amounts) do not fit \(tensor.shape)")
    }
    let modes = ["constant": "constant", "reflect": "reflect", "replicate": "edge", "circular": "circular"]
    guard let layerMode = modes[mode] else { throw ImportFault("its mode '\(mode)' is not supported") }
    var pairs: [(before: Int, after: Int)] = .init(repeating: (0, 0), count: tensor.rank)
    for index in 0..<(amounts.count / 2) { pairs[tensor.rank - 1 - index] = (amounts[2 * index], amounts[2 * index + 1]) }
    for axis in pairs.indices where pairs[axis].before < 0 || pairs[axis].after < 0 {
      let (start, end) = (max(0, -pairs[axis].before), tensor.shape[axis] - max(0, -pairs[axis].after))
      guard start < end else { throw ImportFault("it cuts off all of axis \(axis)") }
      tensor = try tracer.slice(tensor, axis: axis, start: start, end: end, step: 1)
      pairs[axis] = (max(0, pairs[axis].before), max(0, pairs[axis].after))
    }
    let isImage = (3...4).contains(tensor.rank) && tensor.shape[0] == 1 && tensor.known == nil
    if isImage, layerMode != "circular", pairs[..<2].allSatisfy({ $0 == (0, 0) }) {
      return try tracer.padded(tensor, pairs[2...].flatMap { [$0.before, $0.after] }, mode: layerMode, value: value)
    }
    for axis in pairs.indices where pairs[axis] != (0, 0) {
      tensor = try paddedAxis(tensor, axis, pairs[axis], layerMode, value)
    }
    return tensor
  }

  /// Pads one axis of any: what lies before it becomes channels, what lies behind it columns.
  private mutating func paddedAxis(
    _ tensor: Traced,
    _ axis: Int,
    _ pair: (before: Int, after: Int),
    _ mode: String,
    _ value: Double
  ) throws(ImportFault) -> Traced {
    let size = tensor.shape[axis]
    var shape = tensor.shape
    let (sum, overflow) = pair.before.addingReportingOverflow(pair.after)
    guard !overflow, sum <= 1 << 24 else { throw ImportFault("it pads by \(pair), too much") }
    shape[axis] = size + sum
    if mode == "circular" {
      guard pair.before <= size, pair.after <= size else { throw ImportFault("it goes round more than once") }
      var parts = [tensor]
      if pair.before > 0 {
        parts.insert(try tracer.slice(tensor, axis: axis, start: size - pair.before, end: size, step: 1), at: 0)
      }
      if pair.after > 0 { parts.append(try tracer.slice(tensor, axis: axis, start: 0, end: pair.after, step: 1)) }
      return try tracer.joined(parts, axis: axis)
    }
    let image = [1, tensor.shape[..<axis].product, size, tensor.shape[(axis + 1)...].product]
    let flat = try part("image") { work throws(ImportFault) in try work.tracer.reshaped(tensor, to: image) }
    let result = try tracer.padded(flat, [pair.before, pair.after, 0, 0], mode: mode, value: value)
    return try tracer.reshaped(result, to: shape)
  }

  /// `[…, channels · r², height, width]` as `[…, channels, height · r, width · r]`.
  fileprivate mutating func pixelShuffled() throws(ImportFault) -> Traced {
    let tensor = try tensor("self")
    let factor = try integer("upscale_factor", default: 1)
    guard tensor.rank == 4, (1...(1 << 12)).contains(factor), tensor.shape[1] % (factor * factor) == 0 else {
      throw ImportFault("a factor of \(factor) does not divide the channels of \(tensor.shape)")
    }
    let (batch, channels) = (tensor.shape[0], tensor.shape[1] / (factor * factor))
    let (height, width) = (tensor.shape[2], tensor.shape[3])
    let split = try tracer.reshaped(tensor, to: [batch, channels, factor, factor, height, width])
    let moved = try tracer.transposed(split, [0, 1, 4, 2, 5, 3])
    return try tracer.reshaped(moved, to: [batch, channels, height * factor, width * factor])
  }

  /// `[…, channels, height · r, width · r]` as `[…, channels · r², height, width]`.
  fileprivate mutating func pixelUnshuffled() throws(ImportFault) -> Traced {
    let tensor = try tensor("self")
    let factor = try integer("downscale_factor", default: 1)
    guard tensor.rank == 4, (1...(1 << 12)).contains(factor), tensor.shape[2] % factor == 0, tensor.shape[3] % factor == 0
    else { throw ImportFault("a factor of \(factor) does not divide \(tensor.shape)") }
    let (batch, channels) = (tensor.shape[0], tensor.shape[1])
    let (height, width) = (tensor.shape[2] / factor, tensor.shape[3] / factor)
    let split = try tracer.reshaped(tensor, to: [batch, channels, height, factor, width, factor])
    let moved = try tracer.transposed(split, [0, 1, 3, 5, 2, 4])
    return try tracer.reshaped(moved, to: [batch, channels * factor * factor, height, width])
  }
}
