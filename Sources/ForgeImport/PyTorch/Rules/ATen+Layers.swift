import ForgeGraph
import ForgeTensors

extension ATenRule {
  /// What modules of `torch.nn` compute.
  static let layers: [ATenRule] = [
    ATenRule("linear.default") { work in
      [try work.tracer.dense(work.tensor("input"), weight: work.known("weight"), bias: work.optionalKnown("bias"))]
    },
    ATenRule("addmm.default") { work in
      guard try work.number("alpha", default: 1) == 1, try work.number("beta", default: 1) == 1 else {
        throw ImportFault("its alpha or beta is not 1")
      }
      let weight = try work.known("mat2")
      return [try work.tracer.dense(work.tensor("mat1"), weight: weight.transposedMatrix(), bias: work.known("self"))]
    },
    ATenRule("matmul.default", "bmm.default", "mm.default") { work in
      let right = work.has("other") ? "other" : "mat2"
      return [try work.tracer.matrixProduct(work.tensor("self"), work.tensor(right))]
    },
    ATenRule("embedding.default") { work in
      let (weight, ids) = (try work.known("weight"), try work.tensor("indices"))
      guard weight.shape.count == 2 else { throw ImportFault("its table \(weight.shape) is no matrix") }
      return [try work.tracer.rows(of: Traced(weight), axis: 0, places: ids)]
    },
    ATenRule("conv1d.default", "conv2d.default", "conv1d.padding", "conv2d.padding") { work in [try work.convolution()] },
    ATenRule("conv_transpose2d.input") { work in [try work.transposedConvolution()] },
    ATenRule("max_pool2d.default", "max_pool1d.default") { work in [try work.pool("max_pool")] },
    ATenRule("avg_pool2d.default", "avg_pool1d.default") { work in [try work.pool("average_pool")] },
    ATenRule("adaptive_avg_pool2d.default", "adaptive_avg_pool1d.default") { work in [try work.adaptivePool("average_pool")] },
    ATenRule("adaptive_max_pool2d.default") { work in [try work.adaptivePool("max_pool")] },
    ATenRule("batch_norm.default") { work in
      guard !work.boolean("training", default: false) else { throw ImportFault("it is in training", hint: "call model.eval()") }
      return [
        try work.tracer.batchNormalized(
          work.tensor("input"),
          gamma: work.optionalKnown("weight"),
          beta: work.optionalKnown("bias"),
          mean: work.known("running_mean"),
          variance: work.known("running_var"),
          epsilon: work.number("eps", default: 1e-5)
        )
      ]
    },
    ATenRule("layer_norm.default") { work in [try work.layerNormalization()] },
    ATenRule("group_norm.default") { work in [try work.groupNormalization()] },
    ATenRule("softmax.int", "_softmax.default") { work in [try work.softmax("softmax")] },
    ATenRule("log_softmax.int", "_log_softmax.default") { work in [try work.softmax("log_softmax")] },
    ATenRule("scaled_dot_product_attention.default") { work in [try work.attention()] },
    ATenRule("prelu.default") { work in
      let (tensor, slope) = (try work.tensor("self"), try work.known("weight"))
      if let number = slope.scalar { return [try work.tracer.function("leaky_relu", of: tensor, [("slope", .number(number))])] }
      return [try work.tracer.layer("prelu", [tensor], without: 0, weights: [("weight", try slope.entry(slope.shape))])]
    },
    ATenRule("mean.dim", "mean.default") { work in [try work.reduction("mean")] },
    ATenRule("sum.dim_IntList", "sum.default") { work in [try work.reduction("sum")] },
    ATenRule("amax.default") { work in [try work.reduction("max")] },
    ATenRule("pad.default") { work in [try work.pad()] },
    ATenRule("upsample_nearest2d.vec", "upsample_nearest2d.default", "upsample_bilinear2d.vec", "upsample_bilinear2d.default") {
      work in [try work.upsample()]
    },
  ]
}

extension ATenWork {
  private func window(_ kernel: [Int], paddingName: String = "padding") throws(ImportFault) -> ImportedWindow {
    let count = kernel.count
    let padding = try perAxis(paddingName, count: count, default: .init(repeating: 0, count: count))
    return ImportedWindow(
      kernel: kernel,
      stride: try perAxis("stride", count: count, default: .init(repeating: 1, count: count)),
      padding: padding.map { ($0, $0) },
      dilation: try perAxis("dilation", count: count, default: .init(repeating: 1, count: count))
    )
  }

  fileprivate mutating func convolution() throws(ImportFault) -> Traced {
    let weight = try known("weight")
    let kernel = Array(weight.shape.dropFirst(2))
    let word = word("padding")
    var window = try word == nil ? window(kernel) : window(kernel, paddingName: "")
    if word == "same" {
      // PyTorch pads the end more where it cannot be even.
      window.padding = zip(kernel, window.dilation).map { ($1 * ($0 - 1) / 2, $1 * ($0 - 1) - $1 * ($0 - 1) / 2) }
    }
    return try tracer.convolution(
      tensor("input"),
      weight: weight,
      bias: optionalKnown("bias"),
      window,
      groups: integer("groups", default: 1)
    )
  }

  fileprivate mutating func transposedConvolution() throws(ImportFault) -> Traced {
    let weight = try known("weight")
    let kernel = Array(weight.shape.dropFirst(2))
    return try tracer.transposedConvolution(
      tensor("input"),
      weight: weight,
      bias: optionalKnown("bias"),
      window(kernel),
      outputPadding: perAxis("output_padding", count: kernel.count, default: .init(repeating: 0, count: kernel.count)),
      groups: integer("groups", default: 1)
    )
  }

  fileprivate mutating func pool(_ kind: String) throws(ImportFault) -> Traced {
    let tensor = try tensor("self")
    let rank = try tensor.spatialRank()
    let kernel = try perAxis("kernel_size", count: rank, default: [])
    var window = try window(kernel)
    window.stride = try perAxis("stride", count: rank, default: kernel)
    guard !has("divisor_override") else { throw ImportFault("its divisor is given") }
    return try tracer.pool(
      kind,
      tensor,
      window,
      ceilMode: boolean("ceil_mode", default: false),
      countsPadding: boolean("count_include_pad", default: true)
    )
  }

  /// A pool whose windows are worked out from the sizes: all of it, or windows that are all the same.
  fileprivate mutating func adaptivePool(_ kind: String) throws(ImportFault) -> Traced {
    let tensor = try tensor("self")
    let rank = try tensor.spatialRank()
    let sizes = try perAxis("output_size", count: rank, default: [])
    if sizes.allSatisfy({ $0 == 1 }) { return try tracer.image("global_\(kind)", tensor, [("keep_dims", .boolean(true))]) }
    let inner = Array(tensor.shape.dropFirst(2))
    if inner == sizes { return tensor }
    guard sizes.count == rank, zip(inner, sizes).allSatisfy({ $1 > 0 && $0 % $1 == 0 }) else {
      throw ImportFault("\(inner) do not divide into \(sizes) windows of the same size")
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

  fileprivate mutating func layerNormalization() throws(ImportFault) -> Traced {
    let tensor = try tensor("input")
    let count = try integers("normalized_shape")?.count ?? 1
    return try tracer.layerNormalized(
      tensor,
      from: tensor.rank - count,
      gamma: optionalKnown("weight"),
      beta: optionalKnown("bias"),
      epsilon: number("eps", default: 1e-5)
    )
  }

  fileprivate mutating func groupNormalization() throws(ImportFault) -> Traced {
    guard let groups = try integer("num_groups") else { throw ImportFault("it has no groups") }
    return try tracer.groupNormalized(
      tensor("input"),
      groups: groups,
      gamma: optionalKnown("weight"),
      beta: optionalKnown("bias"),
      epsilon: number("eps", default: 1e-5)
    )
  }

  fileprivate mutating func softmax(_ kind: String) throws(ImportFault) -> Traced {
    let tensor = try tensor("self")
    return try tracer.along(axis(integer("dim", default: -1), of: tensor.rank), kind, tensor)
  }

  /// `softmax(q · kᵀ · scale + mask) · v` over the last two axes.
  fileprivate mutating func attention() throws(ImportFault) -> Traced {
    let (query, key, value) = (try tensor("query"), try tensor("key"), try tensor("value"))
    guard !boolean("is_causal", default: false), !boolean("enable_gqa", default: false),
      try number("dropout_p", default: 0) == 0, query.rank >= 2, key.rank >= 2
    else { throw ImportFault("causal or grouped attention, or one with dropout, is not supported") }
    let base = tracer.wanted
    func name(_ part: String) -> String { "\(base).\(part)" }
    var order = Array(0..<key.rank)
    order.swapAt(key.rank - 1, key.rank - 2)
    tracer.wanted = name("keys")
    let keys = try tracer.transposed(key, order)
    tracer.wanted = name("scores")
    var scores = try tracer.matrixProduct(query, keys)
    tracer.wanted = name("scale")
    scores = try tracer.scaled(scores, by: number("scale") ?? 1 / Double(query.shape[query.rank - 1]).squareRoot())
    if let mask = try optionalTensor("attn_mask") {
      guard mask.element == .float32 else { throw ImportFault("its mask is no tensor of float32") }
      tracer.wanted = name("mask")
      scores = try tracer.combination("add", [scores, mask])
    }
    tracer.wanted = name("weights")
    let weights = try tracer.along(scores.rank - 1, "softmax", scores)
    tracer.wanted = base
    return try tracer.matrixProduct(weights, value)
  }

  fileprivate mutating func reduction(_ kind: String) throws(ImportFault) -> Traced {
    let tensor = try tensor("self")
    var axes: [Int] = []
    for number in try integers("dim") ?? [] { axes.append(try axis(number, of: tensor.rank)) }
    if axes.isEmpty { axes = Array(0..<tensor.rank) }
    return try tracer.reduced(kind, tensor, axes: axes, keepsAxes: boolean("keepdim", default: false))
  }

  /// PyTorch names the last axis first.
  fileprivate mutating func pad() throws(ImportFault) -> Traced {
    let tensor = try tensor("self")
    guard let amounts = try integers("pad"), amounts.count % 2 == 0 else { throw ImportFault("it has no amounts") }
    let modes = ["constant": "constant", "reflect": "reflect", "replicate": "edge"]
    guard let mode = modes[word("mode") ?? "constant"] else { throw ImportFault("its mode is not supported") }
    var pairs = stride(from: 0, to: amounts.count, by: 2).map { [amounts[$0], amounts[$0 + 1]] }.reversed().map { $0 }
    let rank = try tensor.spatialRank()
    while pairs.count > rank, pairs[0] == [0, 0] { pairs.removeFirst() }
    while pairs.count < rank { pairs.insert([0, 0], at: 0) }
    return try tracer.padded(tensor, Array(pairs.joined()), mode: mode, value: number("value") ?? 0)
  }

  fileprivate mutating func upsample() throws(ImportFault) -> Traced {
    let tensor = try work("input", "self")
    let inner = Array(tensor.shape.dropFirst(2))
    let sizes = try integers("output_size")
    var factors: [Int] = []
    if let sizes, sizes.count == inner.count, zip(sizes, inner).allSatisfy({ $0 % $1 == 0 }) {
      factors = zip(sizes, inner).map { $0 / $1 }
    } else if let scales = try numbers("scale_factors"), scales.allSatisfy({ $0 == $0.rounded() && $0 >= 1 && $0 <= 0x1p20 }) {
      factors = scales.map { Int($0) }
    }
    guard factors.count == 2 else {
      throw ImportFault("it enlarges \(inner) to \(sizes ?? []), only whole factors are supported")
    }
    let isNearest = node.target.contains("nearest")
    return try tracer.upsampled(
      tensor,
      factors,
      mode: isNearest ? "nearest" : "bilinear",
      alignsCorners: boolean("align_corners", default: false)
    )
  }

  private func work(_ first: String, _ second: String) throws(ImportFault) -> Traced { try tensor(has(first) ? first : second) }

  private func numbers(_ name: String) throws(ImportFault) -> [Double]? {
    guard case .list(let items)? = node.arguments.first(where: { $0.name == name })?.value else { return nil }
    var result: [Double] = []
    for item in items {
      switch item {
      case .number(let value): result.append(value)
      case .integer(let value): result.append(Double(value))
      default: throw ImportFault("its '\(name)' are no numbers")
      }
    }
    return result
  }
}
