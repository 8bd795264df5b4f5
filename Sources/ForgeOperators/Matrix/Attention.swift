import ForgeGraph
import ForgeSpec

/// Scaled dot-product attention: `y = softmax(scale · q · kᵀ + mask) · v` for each head, over the last two axes (Vaswani et al.,
/// “Attention Is All You Need”, 2017).
///
/// - Shapes: `q` as `[…, queries, heads · size]`, `k` as `[…, steps, keyHeads · size]`, `v` as `[…, steps, keyHeads · columns]`; the
///   result is `[…, queries, heads · columns]`. The mask is one that broadcasts to `[…, heads, queries, steps]`, or to
///   `[…, queries, steps]` where no heads are named.
struct Attention: Operator {
  /// What the fourth input says.
  enum Mask: String, Sendable, CaseIterable {
    /// Numbers that are added to the scores.
    case additive
    /// Truth values, of which 0 hides a step.
    case boolean
  }

  /// Heads of the query within its last axis; nil where they have an axis of their own, or there is one.
  let namedHeads: Int?
  /// Heads of keys and values, each for as many heads of queries in a row.
  let keyHeads: Int
  /// Nil for `1 / √size`.
  let scale: Double?
  let isCausal: Bool
  let mask: Mask

  /// The most that `Kernel.attention` takes.
  private var mostQueries: Int { 72 }
  private var heads: Int { namedHeads ?? 1 }
  /// The last axes of a mask that are not among the outer ones.
  private var maskAxes: Int { namedHeads == nil ? 2 : 3 }

  let name = "attention"
  var summary: String {
    var words: [String] = []
    if heads > 1 { words.append("\(heads) heads") }
    if keyHeads != heads { words.append("\(keyHeads) of keys") }
    if let scale { words.append("scale \(floatLiteral(scale))") }
    if isCausal { words.append("causal") }
    return words.joined(separator: ", ")
  }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    guard (3...4).contains(inputs.count) else {
      throw ShapeError("takes a query, keys and values, and may take a mask, not \(inputs.count) inputs", kind: .inputCount)
    }
    let shapes = try inputs.floatShapes()
    for shape in shapes.prefix(3) where shape.rank < 2 {
      throw ShapeError("attention takes values with at least two axes, steps and their elements, not \(shape)")
    }
    let (q, k, v) = (shapes[0], shapes[1], shapes[2])
    let size = try headSize(q, heads, "the query")
    let keySize = try headSize(k, keyHeads, "the keys")
    guard size == keySize else {
      throw ShapeError(
        "heads of the query, \(q), have \(size) elements, but those of the keys, \(k), have \(keySize)",
        help: heads == keyHeads ? "'kv_heads' says how many heads the keys have" : nil
      )
    }
    let columns = try headSize(v, keyHeads, "the values")
    guard k[k.rank - 2] == v[v.rank - 2] else {
      throw ShapeError("attention has \(k[k.rank - 2]) keys in \(k), but \(v[v.rank - 2]) values in \(v)")
    }
    let outer = try outerShapes(shapes).broadcast()
    if shapes.count == 4 { try checkMask(shapes[3], under: outer, queries: q[q.rank - 2], steps: k[k.rank - 2]) }
    return TensorType(.float32, TensorShape(outer.dimensions + [q[q.rank - 2], .fixed(heads * columns)]))
  }

  private func headSize(_ shape: TensorShape, _ count: Int, _ what: String) throws(ShapeError) -> Int {
    guard let size = shape[shape.rank - 1].fixedValue else {
      throw ShapeError("the last axis of \(what), \(shape), varies")
    }
    guard size > 0, size % count == 0 else {
      throw ShapeError("the last axis of \(what), \(shape), does not split into \(count) heads")
    }
    return size / count
  }

  /// The axes before those that attention works on, of the query, keys, values and, without its heads, the mask.
  private func outerShapes(_ shapes: [TensorShape]) -> [TensorShape] {
    shapes.enumerated().map { index, shape in TensorShape(Array(shape.dimensions.dropLast(index < 3 ? 2 : maskAxes))) }
  }

  private func checkMask(_ mask: TensorShape, under outer: TensorShape, queries: Dimension, steps: Dimension) throws(ShapeError)
  {
    let heads = namedHeads.map { [Dimension.fixed($0)] } ?? []
    let wanted = TensorShape(outer.dimensions + heads + [queries, steps])
    let last = mask.rank > 0 ? mask[mask.rank - 1] : .fixed(1)
    guard last == steps, mask.rank <= wanted.rank, let shape = try? [mask, wanted].broadcast(), shape == wanted else {
      throw ShapeError(
        "the mask \(mask) does not fit the scores \(wanted)",
        help: "its last axis has a number for each step; axes before may be 1 or missing"
      )
    }
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    let parts = inputs.prefix(3).enumerated().map { index, input in
      guard namedHeads != nil else { return input }
      return index == 0
        ? input.splitIntoHeads(heads) : input.splitIntoHeads(keyHeads).repeatingHeads(heads / keyHeads)
    }
    let (q, k, v) = (parts[0], parts[1], parts[2])
    let factor = scale ?? 1 / Double(q.shape[q.rank - 1]).squareRoot()
    var scores = MatMul().evaluate([q, k.withLastAxesSwapped()], []).map { $0 * factor }
    if inputs.count == 4 {
      scores = ReferenceTensor.combined([scores, inputs[3]]) { pair in
        mask == .additive ? pair[0] + pair[1] : pair[1] == 0 ? -.infinity : pair[0]
      }
    }
    let (queries, steps) = (scores.shape[scores.rank - 2], scores.shape[scores.rank - 1])
    var weights = scores
    for row in 0..<(scores.count / max(1, steps)) {
      let seen = isCausal ? min(steps, row % queries + 1) : steps
      let own = row * steps..<row * steps + seen
      weights.elements.replaceSubrange(row * steps..<(row + 1) * steps, with: [Double](repeating: 0, count: steps))
      weights.elements.replaceSubrange(own, with: softmax(Array(scores.elements[own])))
    }
    let y = MatMul().evaluate([weights, v], [])
    return namedHeads == nil ? y : y.withHeadsJoined()
  }

  /// Zeros where all scores are -∞.
  private func softmax(_ scores: [Double]) -> [Double] {
    scores.allSatisfy { $0 == -.infinity } ? scores.map { _ in 0 } : Softmax(axis: 0)(scores)
  }

  func emit(_ site: inout CallSite) {
    let shapes = site.inputs.map(\.shape)
    let (q, k) = (shapes[0], shapes[1])
    let (queries, steps) = (q[q.rank - 2], k[k.rank - 2])
    let (size, columns) = (site.inputs[0].type.lastSize / heads, site.inputs[2].type.lastSize / keyHeads)
    let padded = { (count: Dimension) in count.dividedRoundingUp(by: panelWidth) * panelWidth }
    // Keys and values in panels, and the scores of the queries that the kernel takes at a time.
    let scratch = site.scratch(padded(steps) * (size + mostQueries) + padded(.fixed(columns)) * steps + .fixed(mostQueries))
    let mask = shapes.count == 4 ? MaskPlaces(shapes[3], axes: maskAxes) : nil
    let pointers = site.inputs.map(\.pointer) + [site.output.pointer]
    site.loop(over: loops(shapes, site.output.shape, size: size, columns: columns), pointers) { site, pointers in
      let arguments: KeyValuePairs = [
        "": pointers[0], "queryStride": "\(heads * size)", "keys": pointers[1], "keyStride": "\(keyHeads * size)",
        "values": pointers[2], "valueStride": "\(keyHeads * columns)", "mask": mask == nil ? "nil" : pointers[3],
        "maskStride": mask.map { site.swift($0.rowStride) } ?? "0", "hidesZeros": "\(self.mask == .boolean)",
        "isCausal": "\(isCausal)", "into": pointers[pointers.count - 1], "yStride": "\(heads * columns)",
        "queryCount": site.swift(queries), "keyCount": site.swift(steps), "depth": "\(size)", "columns": "\(columns)",
        "scale": floatLiteral(scale ?? 1 / Double(size).squareRoot()), "scratch": scratch,
      ]
      site.call("attention", in: "Attention", arguments)
    }
  }

  /// The axes before the last two, and then the heads: those of the keys, and within them those of the query that share one.
  private func loops(_ shapes: [TensorShape], _ result: TensorShape, size: Int, columns: Int) -> [LoopAxis] {
    let outer = TensorShape(Array(result.dimensions.dropLast(2)))
    let broadcast = BroadcastAxes(outerShapes(shapes), under: outer)
    let matrices = shapes.prefix(3).map { $0[$0.rank - 2] * $0[$0.rank - 1] }
    let mask = shapes.dropFirst(3).map { MaskPlaces($0, axes: maskAxes) }
    let sizes = matrices + mask.map(\.size) + [result[result.rank - 2] * result[result.rank - 1]]
    let shared = heads / keyHeads
    func strides(query: Int, key: Int, value: Int, heads: Int, result: Int) -> [Dimension] {
      [.fixed(query), .fixed(key), .fixed(value)] + mask.map { $0.headStride * heads } + [.fixed(result)]
    }
    let ofKeys = strides(query: size * shared, key: size, value: columns, heads: shared, result: columns * shared)
    let ofQueries = strides(query: size, key: 0, value: 0, heads: 1, result: columns)
    let ofHeads = [LoopAxis(size: .fixed(keyHeads), strides: ofKeys), LoopAxis(size: .fixed(shared), strides: ofQueries)]
    return broadcast.loops(shapes.count, sizes: sizes) + ofHeads.filter { $0.size != .fixed(1) }
  }

  func multiplyAdds(inputs: [TensorType], output: TensorType) -> Dimension {
    let (q, k) = (inputs[0].shape, inputs[1].shape)
    let scores = q[q.rank - 2] * k[k.rank - 2] * q[q.rank - 1]
    return output.shape.count(of: 0..<(output.shape.rank - 2)) * scores + output.shape.count * k[k.rank - 2]
  }
}

extension ReferenceTensor {
  /// `[…, heads, steps, size]` of `[…, steps, heads · size]`.
  fileprivate func splitIntoHeads(_ count: Int) -> ReferenceTensor {
    let wide = reshaped(shape.dropLast() + [count, shape[rank - 1] / count])
    return wide.transposed(Array(0..<rank - 2) + [rank - 1, rank - 2, rank])
  }

  /// `[…, steps, heads · size]` of `[…, heads, steps, size]`.
  fileprivate func withHeadsJoined() -> ReferenceTensor {
    let moved = transposed(Array(0..<rank - 3) + [rank - 2, rank - 3, rank - 1])
    return moved.reshaped(moved.shape.dropLast(2) + [shape[rank - 3] * shape[rank - 1]])
  }

  /// Each head several times in a row.
  fileprivate func repeatingHeads(_ times: Int) -> ReferenceTensor {
    let (outer, matrix) = (Array(shape.dropLast(2)), Array(shape.suffix(2)))
    let many = ReferenceTensor.combined([reshaped(outer + [1] + matrix), ReferenceTensor(shape: outer + [times] + matrix)]) {
      $0[0]
    }
    return many.reshaped(outer.dropLast() + [outer[outer.count - 1] * times] + matrix)
  }

  fileprivate func withLastAxesSwapped() -> ReferenceTensor {
    transposed(Array(0..<rank - 2) + [rank - 1, rank - 2])
  }
}

/// Where the numbers of a mask lie, whose heads and queries may be missing or one for all.
private struct MaskPlaces {
  /// How far apart the rows of two queries lie, and those of two heads.
  let rowStride: Dimension
  let headStride: Dimension
  /// Elements for all heads.
  let size: Dimension

  /// - Parameter axes: how many axes are queries and steps, and heads before them where it is three.
  init(_ shape: TensorShape, axes: Int) {
    let own = shape.dimensions.suffix(axes)
    let sizes = [Dimension](repeating: .fixed(1), count: 3 - own.count) + own
    rowStride = sizes[1] == .fixed(1) ? .fixed(0) : sizes[2]
    headStride = sizes[0] == .fixed(1) ? .fixed(0) : sizes[1] * sizes[2]
    size = sizes[0] * sizes[1] * sizes[2]
  }
}

extension LayerKind {
  static let attention = LayerKind(
    "attention",
    .matrix,
    "Scaled dot-product attention: `y = softmax(scale · q · kᵀ + mask) · v` for each head.",
    details: """
      `torch.nn.functional.scaled_dot_product_attention`, and what `torch.nn.MultiheadAttention` and \
      `keras.layers.MultiHeadAttention` compute between their projections. `from` names the query `[…, queries, heads · size]`, \
      the keys `[…, steps, kv_heads · size]`, the values `[…, steps, kv_heads · columns]`, and may name a mask that broadcasts to \
      `[…, heads, queries, steps]`; the result is `[…, queries, heads · columns]`. Without `heads` there is one, or they have an \
      axis of their own before the steps, as in PyTorch, and the mask broadcasts to `[…, queries, steps]`. Axes before the last \
      two are broadcast. A query that sees no step gets zeros, as in PyTorch, where the arithmetic would give NaN.
      """,
    arity: .between(3, 4),
    keys: [AnyKey(Keys.heads), AnyKey(Keys.keyHeads), AnyKey(Keys.scale), AnyKey(Keys.causal), AnyKey(Keys.mask)]
  ) { record, _, sink in
    let heads = record[Keys.heads]
    let keyHeads = record[Keys.keyHeads] ?? heads ?? 1
    guard (heads ?? 1) % keyHeads == 0 else {
      sink.error(
        .conflictingKeys,
        "\(keyHeads) 'kv_heads' do not divide \(heads ?? 1) 'heads'",
        at: record.span(of: Keys.keyHeads)
      )
      return nil
    }
    return Attention(
      namedHeads: heads,
      keyHeads: keyHeads,
      scale: record[Keys.scale],
      isCausal: record[Keys.causal],
      mask: record[Keys.mask]
    )
  }

  private enum Keys {
    static let heads = Key(
      optional: "heads",
      ValueType<Int>.count,
      shownAs: "one, or an axis of their own",
      "How many heads lie in the last axis of the query."
    )
    static let keyHeads = Key(
      optional: "kv_heads",
      ValueType<Int>.count,
      shownAs: "`heads`",
      "How many heads lie in the last axis of keys and values; each serves as many heads of the query in a row."
    )
    static let scale = Key(optional: "scale", .float32, shownAs: "1 / √size", "The factor of the scores.")
    static let causal = Key(
      "causal",
      .boolean,
      default: false,
      "Whether a query sees only the steps up to its own, counted from the first."
    )
    static let mask = Key(
      "mask",
      ValueType<Attention.Mask>.word(),
      default: .additive,
      "What the mask holds: numbers to add to the scores, or truth values, of which 0 hides a step."
    )
  }
}
