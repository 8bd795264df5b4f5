import ForgeGraph
import ForgeJSON
import ForgeTensors

extension KerasRule {
  /// Weighted sums of values by the likeness of a query and their keys (`keras/src/layers/attention`).
  static let attention: [KerasRule] = [
    KerasRule("MultiHeadAttention") { work in
      guard try work.integers("attention_axes") == [1] else { throw ImportFault("it attends to other axes than the first") }
      let heads = try work.integer("num_heads")
      let size = try work.integer("key_dim")
      return try work.multiHeadAttention(
        heads: heads,
        keyHeads: heads,
        size: size,
        columns: work.integer("value_dim", default: size)
      )
    },
    KerasRule("GroupQueryAttention", "GroupedQueryAttention") { work in
      let size = try work.integer("head_dim")
      let (heads, keyHeads) = (try work.integer("num_query_heads"), try work.integer("num_key_value_heads"))
      return try work.multiHeadAttention(heads: heads, keyHeads: keyHeads, size: size, columns: size)
    },
    KerasRule("Attention") { work in
      let (query, value, key) = try work.queryValueKey()
      guard try work.word("score_mode", default: "dot") == "dot" else {
        throw ImportFault("it scores by sums (score_mode), which is not supported")
      }
      let factor = try work.boolean("use_scale", default: false) ? work.scalar("vars/0") : 1
      return try work.attention([query, key, value], [], scale: factor)
    },
    // Σ scale · tanh(query + key) in the place of products (Bahdanau, Cho and Bengio, 2015).
    KerasRule("AdditiveAttention") { work in
      let (query, value, key) = try work.queryValueKey()
      try work.refuseMasks()
      let (queries, keys) = (work.shape(of: query), work.shape(of: key))
      guard queries.count == 2, keys.count == 2 else { throw ImportFault("only sequences of vectors are supported") }
      let wide = [
        try work.add("reshape", [query], [("shape", .integers([queries[0], 1, queries[1]]))], named: "/query"),
        try work.add("reshape", [key], [("shape", .integers([1, keys[0], keys[1]]))], named: "/key"),
      ]
      let sum = try work.add("add", wide, named: "/sum")
      let likeness = try work.add("tanh", [sum], named: "/tanh")
      let scores = try work.sumOfLikeness(likeness, hasFactors: work.boolean("use_scale", default: true))
      let weights = try work.add("softmax", [scores], named: "/weights")
      return try work.add("matmul", [weights, value])
    },
  ]
}

extension KerasWork {
  /// The query, values and keys, which are the values where none are given.
  fileprivate func queryValueKey() throws(ImportFault) -> (query: Draft.Value, value: Draft.Value, key: Draft.Value) {
    let named = keywords.filter { ["query", "value", "key"].contains($0.name) }.flatMap { $0.value.values }
    let values = arguments.flatMap(\.values) + named
    guard (2...3).contains(values.count) else {
      throw ImportFault("it reads \(values.count) tensors, two or three were expected")
    }
    return (values[0], values[1], values.count == 3 ? values[2] : values[1])
  }

  /// The tensors that the layer is called with under a name.
  private func values(named name: String) -> [Draft.Value] {
    keywords.filter { $0.name == name }.flatMap { $0.value.values }
  }

  private func isOn(_ name: String) -> Bool {
    keywords.contains { keyword in
      guard keyword.name == name, case .constant(let value) = keyword.value else { return false }
      return value.truth == true
    }
  }

  fileprivate func refuseMasks() throws(ImportFault) {
    for name in ["attention_mask", "query_mask", "value_mask", "key_mask"] where !values(named: name).isEmpty {
      throw ImportFault("it is called with '\(name)', which is not supported")
    }
    guard !isOn("use_causal_mask") else { throw ImportFault("it is called with 'use_causal_mask', which is not supported") }
  }

  /// `Σ f[i] · x[…, i]`, or without factors.
  fileprivate mutating func sumOfLikeness(_ x: Draft.Value, hasFactors: Bool) throws(ImportFault) -> Draft.Value {
    guard hasFactors else { return try add("sum", [x], [("axes", .integer(-1))], named: "/scores") }
    let sizes = shape(of: x)
    let kernel = try flat("vars/0", [sizes[sizes.count - 1], 1])
    let settings: Settings = [("units", .integer(1)), ("bias", .boolean(false))]
    let sum = try draft.addLayer("dense", name: "\(path)/factors", [x], settings, weights: [("kernel", kernel)])
    return try add("reshape", [sum], [("shape", .integers(Array(sizes.dropLast())))], named: "/scores")
  }

  /// A variable of one element.
  fileprivate func scalar(_ name: String) throws(ImportFault) -> Double {
    guard let number = try variable(name).doubles().first else { throw ImportFault("its variable '\(name)' has no elements") }
    return number
  }

  /// Projections, attention within the heads, and a projection of all heads together.
  fileprivate mutating func multiHeadAttention(
    heads: Int,
    keyHeads: Int,
    size: Int,
    columns: Int
  ) throws(ImportFault) -> Draft.Value {
    guard try !boolean("use_gate", default: false), !has("sliding_window") else {
      throw ImportFault("its options 'use_gate' and 'sliding_window' are not supported")
    }
    guard heads > 0, keyHeads > 0 else { throw ImportFault("it has no heads") }
    let (query, value, key) = try queryValueKey()
    guard [query, value, key].allSatisfy({ shape(of: $0).count == 2 }) else {
      throw ImportFault("only sequences of vectors are supported")
    }
    let projected = [
      try projection("query", query, heads, size), try projection("key", key, keyHeads, size),
      try projection("value", value, keyHeads, columns),
    ]
    let shared: Settings = keyHeads == heads ? [] : [("kv_heads", .integer(keyHeads))]
    let mixed = try attention(projected, [("heads", .integer(heads))] + shared, scale: nil, named: "/attention")
    return try outputProjection(mixed, inputs: heads * columns)
  }

  /// The weights of a product whose kernel has axes for heads, as those of a matrix.
  private func denseWeights(_ part: String, inputs: Int, units: Int) throws(ImportFault) -> (
    weights: [(role: String, tensor: TensorEntry)], settings: Settings
  ) {
    var weights = [(role: "kernel", tensor: try flat("\(part)/kernel", [inputs, units]))]
    guard try boolean("use_bias", default: true) else {
      return (weights, [("units", .integer(units)), ("bias", .boolean(false))])
    }
    weights.append(("bias", try flat("\(part)/bias", [units])))
    return (weights, [("units", .integer(units))])
  }

  private func flat(_ name: String, _ shape: [Int]) throws(ImportFault) -> TensorEntry {
    let tensor = try variable(name)
    guard tensor.elementCount == elementCount(of: shape) else {
      throw ImportFault("its variable '\(name)' is \(tensor.shape), which does not fit \(shape)")
    }
    do {
      return try tensor.renamed(tensor.name, shape: shape)
    } catch {
      throw ImportFault("its variable '\(name)': \(error.message)")
    }
  }

  private mutating func projection(
    _ part: String,
    _ value: Draft.Value,
    _ heads: Int,
    _ size: Int
  ) throws(ImportFault) -> Draft.Value {
    let (units, overflow) = heads.multipliedReportingOverflow(by: size)
    guard !overflow else { throw ImportFault("it has \(heads) heads of \(size)") }
    let dense = try denseWeights(part, inputs: shape(of: value).last ?? 0, units: units)
    return try draft.addLayer("dense", name: "\(path)/\(part)", [value], dense.settings, weights: dense.weights)
  }

  private mutating func outputProjection(_ value: Draft.Value, inputs: Int) throws(ImportFault) -> Draft.Value {
    guard let units = try variable("attention_output/kernel").shape.last else {
      throw ImportFault("its variable 'attention_output/kernel' has no axes")
    }
    let dense = try denseWeights("attention_output", inputs: inputs, units: units)
    return try draft.addLayer("dense", name: path, [value], dense.settings, weights: dense.weights)
  }

  /// Attention with the masks of the call.
  fileprivate mutating func attention(
    _ operands: [Draft.Value],
    _ settings: Settings,
    scale: Double?,
    named suffix: String = ""
  ) throws(ImportFault) -> Draft.Value {
    for name in ["query_mask", "value_mask", "key_mask"] where !values(named: name).isEmpty {
      throw ImportFault("it is called with '\(name)', which is not supported")
    }
    guard !isOn("return_attention_scores") else { throw ImportFault("it gives its scores too, which is not supported") }
    var (operands, settings) = (operands, settings)
    if let scale { settings.append(("scale", .number(scale))) }
    if isOn("use_causal_mask") { settings.append(("causal", .boolean(true))) }
    if let mask = values(named: "attention_mask").first {
      operands.append(mask)
      settings.append(("mask", .word("boolean")))
    }
    return try add("attention", operands, settings, named: suffix)
  }
}
