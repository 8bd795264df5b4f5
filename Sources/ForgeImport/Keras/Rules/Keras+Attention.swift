import ForgeGraph
import ForgeJSON
import ForgeTensors

extension KerasRule {
  /// Weighted sums of values by the likeness of a query and their keys (`keras/src/layers/attention`).
  static let attention: [KerasRule] = [
    KerasRule(severalOf: "MultiHeadAttention") { work in
      let heads = try work.integer("num_heads")
      let size = try work.integer("key_dim")
      let columns = try work.integer("value_dim", default: size)
      return try work.multiHeadAttention(KerasHeads(count: heads, shared: heads, size: size, columns: columns))
    },
    KerasRule(severalOf: "GroupQueryAttention", "GroupedQueryAttention") { work in
      let size = try work.integer("head_dim")
      let (heads, shared) = (try work.integer("num_query_heads"), try work.integer("num_key_value_heads"))
      return try work.multiHeadAttention(KerasHeads(count: heads, shared: shared, size: size, columns: size))
    },
    KerasRule(severalOf: "Attention") { work in
      let given = try work.queryValueKey()
      switch try work.word("score_mode", default: "dot") {
      case "dot": return try work.productAttention(given)
      case "concat": return try work.sumAttention(given)
      case let other: throw ImportFault("its score_mode \(other.quotedForMessage) is not supported")
      }
    },
    // Σ scale · tanh(query + key) in the place of products (Bahdanau, Cho and Bengio, 2015).
    KerasRule(severalOf: "AdditiveAttention") { work in
      let given = try work.queryValueKey()
      let likeness = try work.likeness(given, scale: 1)
      let scores = try work.sumOfLikeness(likeness, hasFactors: work.boolean("use_scale", default: true))
      return try work.weighted(given, scores)
    },
  ]
}

/// What an attention reads.
struct KerasQuery {
  let query: Draft.Value
  let value: Draft.Value
  /// The values where none are given.
  let key: Draft.Value
  /// Whether keys are given.
  let hasKeys: Bool
}

extension KerasWork {
  func queryValueKey() throws(ImportFault) -> KerasQuery {
    let named = ["query", "value", "key"].flatMap(values(named:))
    let values = arguments.flatMap(\.values) + named
    // A list holds them all, and what stands behind it is none of them.
    let isList = if case .list? = arguments.first { true } else { false }
    guard !isList || arguments.count == 1 else {
      throw ImportFault("it is called with arguments without names", hint: "name them: layer([query, value], mask=…)")
    }
    guard (2...3).contains(values.count) else {
      throw ImportFault("it reads \(values.count) tensors, two or three were expected")
    }
    return KerasQuery(query: values[0], value: values[1], key: values[values.count - 1], hasKeys: values.count == 3)
  }

  /// The tensors that the layer is called with under a name.
  func values(named name: String) -> [Draft.Value] {
    keywords.filter { $0.name == name }.flatMap { $0.value.values }
  }

  func isOn(_ name: String) -> Bool {
    keywords.contains { keyword in
      guard keyword.name == name, case .constant(let value) = keyword.value else { return false }
      return value.truth == true
    }
  }

  /// Truth values that hide from a query the steps behind its own place: `[queries, steps]`.
  mutating func causalMask(_ queries: Int, _ steps: Int) throws(ImportFault) -> Draft.Value {
    _ = try [queries, steps].boundedCount()
    let numbers = (0..<queries).flatMap { query in (0..<steps).map { $0 <= query ? 1.0 : 0 } }
    return try constantLayer("causal", [queries, steps], numbers)
  }

  /// The scores with a number where the mask hides a step that leaves it no weight beside others.
  mutating func hidden(_ scores: Draft.Value, _ mask: Draft.Value) throws(ImportFault) -> Draft.Value {
    try add("where", [mask, scores, constantLayer("hidden", [], [-1e9])], named: "/seen")
  }

  // MARK: Attention by products or sums

  fileprivate mutating func productAttention(_ given: KerasQuery) throws(ImportFault) -> [Draft.Value] {
    let scale = try boolean("use_scale", default: false) ? scalar("vars/0") : 1
    if mask(of: given.value) == nil, !isOn("return_attention_scores") {
      var settings: Settings = [("scale", .number(scale))]
      if isOn("use_causal_mask") { settings.append(("causal", .boolean(true))) }
      handOnMask(of: given.query)
      return [try seen(add("attention", [given.query, given.key, given.value], settings), given)]
    }
    guard shape(of: given.key).count == 2 else { throw ImportFault("only sequences of vectors are supported") }
    let keys = try transposed(given.key, [1, 0], named: "/keys")
    let products = try add("matmul", [given.query, keys], named: "/products")
    return try weighted(given, scale == 1 ? products : add("scale", [products], [("factor", .number(scale))], named: "/scores"))
  }

  /// `weight · Σ tanh(scale · (query + key))` in the place of products.
  fileprivate mutating func sumAttention(_ given: KerasQuery) throws(ImportFault) -> [Draft.Value] {
    let hasScale = try boolean("use_scale", default: false)
    let weight = try scalar(hasScale ? "vars/1" : "vars/0")
    let likeness = try likeness(given, scale: hasScale ? scalar("vars/0") : 1)
    let sum = try add("sum", [likeness], [("axes", .integer(-1))], named: "/likeness")
    return try weighted(given, add("scale", [sum], [("factor", .number(weight))], named: "/scores"))
  }

  /// `tanh(scale · (query + key))`: `[queries, steps, elements]`.
  fileprivate mutating func likeness(_ given: KerasQuery, scale: Double) throws(ImportFault) -> Draft.Value {
    let (queries, keys) = (shape(of: given.query), shape(of: given.key))
    guard queries.count == 2, keys.count == 2 else { throw ImportFault("only sequences of vectors are supported") }
    let wide = [
      try add("reshape", [given.query], [("shape", .integers([queries[0], 1, queries[1]]))], named: "/query"),
      try add("reshape", [given.key], [("shape", .integers([1, keys[0], keys[1]]))], named: "/key"),
    ]
    var sum = try add("add", wide, named: "/sum")
    if scale != 1 { sum = try add("scale", [sum], [("factor", .number(scale))], named: "/scaled") }
    return try add("tanh", [sum], named: "/tanh")
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

  /// The values weighted by scores `[queries, steps]`, and the weights where the call wants them.
  ///
  /// Where a mask leaves a query no step, Keras' scores are all the same in float32, so that it sees the mean of all.
  fileprivate mutating func weighted(_ given: KerasQuery, _ scores: Draft.Value) throws(ImportFault) -> [Draft.Value] {
    let sizes = shape(of: scores)
    var masks: [Draft.Value] = []
    if let mask = mask(of: given.value) { masks.append(try reshaped(mask, to: [1, sizes[1]], named: "/mask")) }
    if isOn("use_causal_mask") { masks.append(try causalMask(sizes[0], sizes[1])) }
    var scores = scores
    if let mask = try all(masks) { scores = try hidden(scores, mask) }
    let weights = try add("softmax", [scores], named: "/weights")
    handOnMask(of: given.query)
    let result = try seen(add("matmul", [weights, given.value]), given)
    return isOn("return_attention_scores") ? [result, weights] : [result]
  }

  /// Where all of some masks hold; nil for none.
  mutating func all(_ masks: [Draft.Value]) throws(ImportFault) -> Draft.Value? {
    guard var result = masks.first else { return nil }
    for mask in masks.dropFirst() { result = try add("logical_and", [result, mask], named: "/mask") }
    return result
  }

  /// Zeros for the queries that are masked.
  private mutating func seen(_ result: Draft.Value, _ given: KerasQuery) throws(ImportFault) -> Draft.Value {
    guard let mask = mask(of: given.query) else { return result }
    return try add("multiply", [result, column(mask)])
  }

  /// A variable of one element.
  fileprivate func scalar(_ name: String) throws(ImportFault) -> Double {
    guard let number = try variable(name).doubles().first else { throw ImportFault("its variable '\(name)' has no elements") }
    return number
  }

  /// A variable under another shape.
  func flat(_ name: String, _ shape: [Int]) throws(ImportFault) -> TensorEntry {
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
}
