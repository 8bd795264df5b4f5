import ForgeGraph

extension ONNXRule {
  static let attention: [ONNXRule] = [
    ONNXRule("Attention") { work in try work.attention() },
    ONNXRule("RotaryEmbedding") { work in [try work.rotaryEmbedding()] },
  ]
}

extension ONNXWork {
  /// `softmax(scale · Q · Kᵀ + mask) · V` for each head, written out; with the new keys and values, and the scores, where they are
  /// read.
  fileprivate mutating func attention() throws(ImportFault) -> [Traced] {
    let base = tracer.wanted
    let isFlat = try input(0).rank == 3
    let query = try heads(input(0), integer("q_num_heads"))
    let keys = try joined(heads(input(1), integer("kv_num_heads")), behind: optional(4))
    let values = try joined(heads(input(2), integer("kv_num_heads")), behind: optional(5))
    let times = query.shape[1] / max(1, keys.shape[1])
    let scale = try number("scale", default: 1 / Double(query.shape[3]).squareRoot())
    tracer.wanted = "\(base)_scores"
    let transposedKeys = try tracer.transposed(repeated(keys, times), [0, 1, 3, 2])
    let scores = try tracer.scaled(tracer.matrixProduct(query, transposedKeys), by: scale)
    let capped = try softCapped(scores)
    let masked = try masked(capped, past: optional(4)?.shape[2] ?? 0)
    tracer.wanted = "\(base)_weights"
    let weights = try tracer.along(3, "softmax", masked)
    tracer.wanted = base
    var result = try tracer.matrixProduct(weights, repeated(values, times))
    if isFlat {
      let (batch, length) = (result.shape[0], result.shape[2])
      let moved = try tracer.transposed(result, [0, 2, 1, 3])
      result = try tracer.reshaped(moved, to: [batch, length, result.shape[1] * result.shape[3]])
    }
    let shown = [scores, capped, masked, weights]
    let mode = try integer("qk_matmul_output_mode", default: 0)
    guard shown.indices.contains(mode) else { throw ImportFault("its qk_matmul_output_mode \(mode) is not known") }
    return [result, keys, values, shown[mode]]
  }

  /// `[batch, heads, length, size]` from that or from `[batch, length, heads · size]`.
  private mutating func heads(_ tensor: Traced, _ count: Int?) throws(ImportFault) -> Traced {
    if tensor.rank == 4 { return tensor }
    guard tensor.rank == 3, let count, count > 0, tensor.shape[2] % count == 0 else {
      throw ImportFault("\(tensor.shape) does not split into \(count ?? 0) heads")
    }
    let parts = [tensor.shape[0], tensor.shape[1], count, tensor.shape[2] / count]
    return try tracer.transposed(tracer.reshaped(tensor, to: parts), [0, 2, 1, 3])
  }

  private mutating func joined(_ tensor: Traced, behind past: Traced?) throws(ImportFault) -> Traced {
    guard let past, past.count > 0 else { return tensor }
    return try tracer.joined([past, tensor], axis: 2)
  }

  /// Each head several times in a row.
  private mutating func repeated(_ tensor: Traced, _ times: Int) throws(ImportFault) -> Traced {
    if times == 1 { return tensor }
    let (batch, heads, length, size) = (tensor.shape[0], tensor.shape[1], tensor.shape[2], tensor.shape[3])
    let wide = try tracer.reshaped(tensor, to: [batch, heads, 1, length, size])
    let all = try tracer.expanded(wide, to: [batch, heads, times, length, size])
    return try tracer.reshaped(all, to: [batch, heads * times, length, size])
  }

  /// `cap · tanh(x / cap)`.
  private mutating func softCapped(_ scores: Traced) throws(ImportFault) -> Traced {
    let cap = try number("softcap", default: 0)
    guard cap > 0 else { return scores }
    return try tracer.scaled(tracer.function("tanh", of: tracer.scaled(scores, by: 1 / cap)), by: cap)
  }

  /// The scores with those taken away that a query may not see.
  private mutating func masked(_ scores: Traced, past: Int) throws(ImportFault) -> Traced {
    var result = scores
    let (queries, keys) = (scores.shape[2], scores.shape[3])
    if var mask = optional(3) {
      if let last = mask.shape.last, last < keys {
        let hidden = mask.element == .bool ? 0 : -Double.infinity
        mask = try tracer.filled(mask, axis: mask.rank - 1, before: 0, after: keys - last, value: hidden)
      }
      result =
        mask.element == .bool
        ? try hidden(result, where: mask) : try tracer.combination("add", [result, mask])
    }
    if try integer("is_causal", default: 0) != 0 {
      let numbers = (0..<(try [queries, keys].boundedCount())).map { $0 % keys <= $0 / keys + past ? 1.0 : 0 }
      let seen = Known(name: "\(tracer.wanted)_causal", shape: [queries, keys], element: .bool, numbers: numbers)
      result = try hidden(result, where: Traced(seen))
    }
    if let lengths = optional(6) {
      let steps = Known(name: "key_steps", shape: [keys], element: .int64, numbers: (0..<keys).map(Double.init))
      let wide = try tracer.reshaped(lengths, to: [lengths.count, 1, 1, 1])
      result = try hidden(result, where: tracer.combination("less", [Traced(steps), wide], element: .bool))
    }
    return result
  }

  /// The scores where the mask holds, -∞ elsewhere.
  private mutating func hidden(_ scores: Traced, where mask: Traced) throws(ImportFault) -> Traced {
    let name = "minus_infinity"
    let infinity = Traced(Known(name: name, shape: [], element: .float32, numbers: [-Double.infinity]))
    return try tracer.chosen(mask, scores, infinity)
  }

  /// Pairs of elements turned by angles that grow with the position (Su et al., “RoFormer”, 2021).
  fileprivate mutating func rotaryEmbedding() throws(ImportFault) -> Traced {
    let tensor = try input(0)
    let isFlat = tensor.rank == 3
    var parts = tensor
    if isFlat {
      guard let heads = try integer("num_heads"), heads > 0, tensor.shape[2] % heads == 0 else {
        throw ImportFault("\(tensor.shape) does not split into its heads")
      }
      parts = try tracer.reshaped(tensor, to: [tensor.shape[0], tensor.shape[1], heads, tensor.shape[2] / heads])
    } else {
      parts = try tracer.transposed(tensor, [0, 2, 1, 3])
    }
    let size = parts.shape[3]
    let given = try integer("rotary_embedding_dim", default: 0)
    let turned = given == 0 ? size : given
    guard (2...size).contains(turned), turned % 2 == 0 else { throw ImportFault("it turns \(turned) of \(size) elements") }
    let isInterleaved = try integer("interleaved", default: 0) != 0
    let (cosines, sines) = (try angles(1), try angles(2))
    let moved = try tracer.slice(parts, axis: 3, start: 0, end: turned, step: 1)
    let first = try tracer.slice(
      moved,
      axis: 3,
      start: 0,
      end: isInterleaved ? turned : turned / 2,
      step: isInterleaved ? 2 : 1
    )
    let second = try tracer.slice(
      moved,
      axis: 3,
      start: isInterleaved ? 1 : turned / 2,
      end: turned,
      step: isInterleaved ? 2 : 1
    )
    let real = try difference(times(first, cosines), times(second, sines))
    let imaginary = try tracer.combination("add", [times(first, sines), times(second, cosines)])
    var result = try isInterleaved ? alternated(real, imaginary) : tracer.joined([real, imaginary], axis: 3)
    if turned < size {
      result = try tracer.joined([result, tracer.slice(parts, axis: 3, start: turned, end: size, step: 1)], axis: 3)
    }
    return isFlat ? try tracer.reshaped(result, to: tensor.shape) : try tracer.transposed(result, [0, 2, 1, 3])
  }

  /// The cosines or sines of each position, as `[batch, length, 1, pairs]`.
  private mutating func angles(_ index: Int) throws(ImportFault) -> Traced {
    var table = try input(index)
    if let places = optional(3) {
      table =
        if let known = places.known {
          try tracer.gathered(table, axis: 0, places: known)
        } else {
          try tracer.rows(of: table, axis: 0, places: places)
        }
    }
    guard table.rank == 3 else {
      throw ImportFault("its cosines and sines \(table.shape) are not those of a batch of sequences")
    }
    return try tracer.reshaped(table, to: [table.shape[0], table.shape[1], 1, table.shape[2]])
  }

  private mutating func times(_ a: Traced, _ b: Traced) throws(ImportFault) -> Traced {
    try tracer.combination("multiply", [a, b])
  }

  private mutating func difference(_ a: Traced, _ b: Traced) throws(ImportFault) -> Traced {
    try tracer.combination("subtract", [a, b])
  }

  /// An element of the one, an element of the other, and so on along the last axis.
  private mutating func alternated(_ a: Traced, _ b: Traced) throws(ImportFault) -> Traced {
    let narrow = a.shape + [1]
    let pairs = try tracer.joined([tracer.reshaped(a, to: narrow), tracer.reshaped(b, to: narrow)], axis: a.rank)
    return try tracer.reshaped(pairs, to: Array(a.shape.dropLast()) + [2 * a.shape[a.rank - 1]])
  }
}
