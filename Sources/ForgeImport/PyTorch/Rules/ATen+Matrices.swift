import ForgeGraph
import ForgeTensors

extension ATenRule {
  /// Products of matrices, attention, tables.
  static let matrices: [ATenRule] = [
    one("linear") { work in
      try work.dense(work.tensor("input"), weight: work.tensor("weight"), bias: work.optionalTensor("bias"))
    },
    one("addmm", "addbmm", "baddbmm", "addmv") { work in try work.sumWithProduct() },
    one("matmul", "bmm", "mm", "mv", "dot", "vdot") { work in
      let right = ["other", "mat2", "vec", "tensor"].first { work.has($0) } ?? "other"
      return try work.tracer.matrixProduct(work.tensor("self"), work.tensor(right))
    },
    one("inner") { work in
      let (left, right) = (try work.tensor("self"), try work.tensor("other"))
      guard left.rank > 0, right.rank > 0 else { return try work.tracer.combination("multiply", [left, right]) }
      return try work.tracer.matrixProduct(left, right.rank > 1 ? work.tracer.turned(right) : right)
    },
    one("outer", "ger") { work in
      let (left, right) = (try work.tensor("self"), try work.tensor("vec2"))
      return try work.tracer.combination("multiply", [work.tracer.reshaped(left, to: [left.count, 1]), right])
    },
    one("einsum") { work in
      try work.tracer.einsum(work.word("equation") ?? "", work.tensors("tensors"))
    },
    one("embedding") { work in
      let (table, ids) = (try work.tensor("weight"), try work.tensor("indices"))
      if let places = ids.known { return try work.tracer.gathered(table, axis: 0, places: places) }
      return try work.tracer.rows(of: table, axis: 0, places: ids)
    },
    one("embedding_bag", "_embedding_bag", "_embedding_bag_forward_only") { work in try work.bags() },
    ATenRule("scaled_dot_product_attention", "_scaled_dot_product_flash_attention_for_cpu") { work in [try work.attention()] },
    one("_trilinear") { work in
      // The product of three tensors, each with axes of size 1 put in, and some axes summed up.
      let names = ["i1", "i2", "i3"]
      let tensors = try names.map { name throws(ImportFault) in try work.tensor(name) }
      let gaps = try ["expand1", "expand2", "expand3"].map { name throws(ImportFault) in try work.integers(name) ?? [] }
      let rank = tensors[0].rank + gaps[0].count
      let letters = Array("abcdefgh".prefix(rank))
      let summed = try work.integers("sumdim") ?? []
      guard rank == letters.count, zip(tensors, gaps).allSatisfy({ $0.rank + $1.count == rank }) else {
        throw ImportFault("its axes do not fit \(tensors.map(\.shape))")
      }
      func term(_ gone: [Int]) -> String { String(letters.indices.filter { !gone.contains($0) }.map { letters[$0] }) }
      return try work.tracer.einsum("\(gaps.map(term).joined(separator: ","))->\(term(summed))", tensors)
    },
    one("bilinear") { work in
      let factors = [try work.tensor("input1"), try work.tensor("weight"), try work.tensor("input2")]
      guard let bias = try work.optionalTensor("bias") else { return try work.tracer.einsum("...i,oij,...j->...o", factors) }
      let product = try work.part("product") { work throws(ImportFault) in
        try work.tracer.einsum("...i,oij,...j->...o", factors)
      }
      return try work.tracer.combination("add", [product, bias])
    },
  ]
}

extension ATenWork {
  /// `x · Wᵀ + b` with `W` as `[units, inputs]`.
  mutating func dense(_ tensor: Traced, weight: Traced, bias: Traced?) throws(ImportFault) -> Traced {
    if let matrix = weight.known, matrix.shape.count == 2, tensor.known == nil, bias == nil || bias?.known != nil {
      return try tracer.dense(tensor, weight: matrix, bias: bias?.known)
    }
    let turned = weight.rank == 2 ? try tracer.transposed(weight, [1, 0]) : weight
    guard let bias else { return try tracer.matrixProduct(tensor, turned) }
    let product = try part("product") { work throws(ImportFault) in try work.tracer.matrixProduct(tensor, turned) }
    return try tracer.combination("add", [product, bias])
  }

  /// The sum, the mean or the largest elements of the rows in each bag, which are the ids between two offsets.
  fileprivate mutating func bags() throws(ImportFault) -> Traced {
    let (table, ids) = (try tensor("weight"), try tensor("indices"))
    guard var bounds = try known("offsets").integers else { throw ImportFault("its offsets are no whole numbers") }
    if !boolean("include_last_offset", default: false) { bounds.append(ids.count) }
    let count = bounds.count - 1
    guard count > 0, ids.rank == 1, ids.count > 0, bounds == (0...count).map({ $0 * (ids.count / count) }) else {
      throw ImportFault("its bags hold different numbers of ids, only as many in each are supported")
    }
    let (mode, padding) = (try integer("mode", default: 0), try integer("padding_idx", default: -1))
    guard (0...2).contains(mode), padding < 0 else { throw ImportFault("it leaves out the ids that are \(padding)") }
    let size = ids.count / count
    var rows = try part("rows") { work throws(ImportFault) in
      let places = try work.tracer.reshaped(ids, to: [count, size])
      if let known = places.known { return try work.tracer.gathered(table, axis: 0, places: known) }
      return try work.tracer.rows(of: table, axis: 0, places: places)
    }
    if let weights = try optionalTensor("per_sample_weights") {
      rows = try part("weighted") { [rows] work throws(ImportFault) in
        try work.tracer.combination("multiply", [rows, work.tracer.reshaped(weights, to: [count, size, 1])])
      }
    }
    return try tracer.reduced(["sum", "mean", "max"][mode], rows, axes: [1], keepsAxes: false)
  }

  /// `β · self + α · mat1 · mat2`.
  fileprivate mutating func sumWithProduct() throws(ImportFault) -> Traced {
    let (alpha, beta) = (try number("alpha", default: 1), try number("beta", default: 1))
    let left = try tensor(has("mat1") ? "mat1" : has("mat") ? "mat" : "batch1")
    let right = try tensor(has("mat2") ? "mat2" : has("vec") ? "vec" : "batch2")
    let addend = try tensor("self")
    if alpha == 1, beta == 1, left.known == nil, let weight = right.known, weight.shape.count == 2, let bias = addend.known,
      bias.count == weight.shape[1], bias.shape.last == bias.count
    {
      return try tracer.dense(left, weight: weight.transposedMatrix(), bias: bias)
    }
    guard node.operatorName != "addbmm" else { throw ImportFault("a sum of products is not supported") }
    var product = try part("product") { work throws(ImportFault) in try work.tracer.matrixProduct(left, right) }
    if alpha != 1 { product = try part("scaled") { work throws(ImportFault) in try work.tracer.scaled(product, by: alpha) } }
    if beta == 0 { return product }
    let scaled =
      beta == 1 ? addend : try part("addend") { work throws(ImportFault) in try work.tracer.scaled(addend, by: beta) }
    return try tracer.combination("add", [product, scaled])
  }

  /// `softmax(q · kᵀ · scale + mask) · v` over the last two axes.
  fileprivate mutating func attention() throws(ImportFault) -> Traced {
    let query = try tensor("query")
    var (key, value) = (try tensor("key"), try tensor("value"))
    guard try number("dropout_p", default: 0) == 0, query.rank >= 2, key.rank >= 2, value.rank >= 2 else {
      throw ImportFault("attention with dropout, or over vectors, is not supported")
    }
    if boolean("enable_gqa", default: false) {
      key = try sharedByHeads(key, query, "key")
      value = try sharedByHeads(value, query, "value")
    }
    return try tracer.attention(
      query,
      key,
      value,
      mask: optionalTensor("attn_mask"),
      scale: number("scale"),
      isCausal: boolean("is_causal", default: false)
    )
  }

  /// Heads of keys or values that several heads of the query share, repeated for each of them.
  private mutating func sharedByHeads(_ tensor: Traced, _ query: Traced, _ name: String) throws(ImportFault) -> Traced {
    guard tensor.rank >= 3, query.rank == tensor.rank else { throw ImportFault("it has no heads to share") }
    let axis = tensor.rank - 3
    let (own, wanted) = (tensor.shape[axis], query.shape[axis])
    guard own > 0, wanted % own == 0, wanted <= 1 << 16 else { throw ImportFault("\(own) heads do not divide \(wanted)") }
    let places = Known.integers((0..<wanted).map { $0 / (wanted / own) }, name: "heads")
    return try part(name) { work throws(ImportFault) in try work.tracer.gathered(tensor, axis: axis, places: places) }
  }
}
