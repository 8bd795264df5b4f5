import ForgeGraph
import ForgeTensors

/// How many heads an attention has, how many the keys and values have, and the sizes of keys and values within a head.
struct KerasHeads {
  let count: Int
  let shared: Int
  let size: Int
  let columns: Int
}

/// Which axes of a value are attended over; the others before the last count as batches.
private struct AttendedAxes {
  let batch: [Int]
  let attended: [Int]

  /// The batches first, then what is attended over, then the elements.
  var order: [Int] { batch + attended + [batch.count + attended.count] }

  func sizes(_ shape: [Int]) -> (batch: [Int], attended: [Int]) { (batch.map { shape[$0] }, attended.map { shape[$0] }) }
}

// Attention in heads between projections.
extension KerasWork {
  /// Projections, attention within the heads, and a projection of all heads together; the weights where the call wants them.
  mutating func multiHeadAttention(_ heads: KerasHeads) throws(ImportFault) -> [Draft.Value] {
    guard try !boolean("use_gate", default: false), !has("sliding_window") else {
      throw ImportFault("its options 'use_gate' and 'sliding_window' are not supported")
    }
    guard heads.count > 0, heads.shared > 0, heads.size > 0 else { throw ImportFault("it has no heads") }
    let given = try queryValueKey()
    let axes = try attendedAxes(shape(of: given.query).count)
    let sizes = axes.sizes(shape(of: given.query))
    let projected = [
      try projection("query", brought(given.query, axes), heads.count, heads.size),
      try projection("key", brought(given.key, axes), heads.shared, heads.size),
      try projection("value", brought(given.value, axes), heads.shared, heads.columns),
    ]
    let mask = try headMask(given)
    guard mask == nil || axes.order.count == 2 else { throw ImportFault("it has a mask for \(shape(of: given.query))") }
    var settings: Settings = [("heads", .integer(heads.count))]
    if heads.shared != heads.count { settings.append(("kv_heads", .integer(heads.shared))) }
    let mixed = try attention(projected, mask, settings)
    let result = try outputProjection(mixed, inputs: [heads.count, heads.columns].product)
    let wide = try reshaped(result, to: sizes.batch + sizes.attended + [shape(of: result).last ?? 0])
    handOnMask(of: given.query)
    let inverse = axes.order.indices.map { axis in axes.order.firstIndex(of: axis) ?? axis }
    let output = try transposed(wide, inverse)
    guard isOn("return_attention_scores") else { return [output] }
    let weights = try weights(projected, mask, heads)
    let steps = axes.sizes(shape(of: given.key)).attended
    return [output, try reshaped(weights, to: sizes.batch + [heads.count] + sizes.attended + steps, named: "/weights")]
  }

  /// Attention within the heads. What a query sees for which a mask leaves no step is zeros where Keras reckons the weights one by
  /// one, for dropout or as results, and the mean of all steps elsewhere: its mask adds a large number.
  private mutating func attention(
    _ projected: [Draft.Value],
    _ mask: Draft.Value?,
    _ settings: Settings
  ) throws(ImportFault) -> Draft.Value {
    let causal: Settings = isOn("use_causal_mask") ? [("causal", .boolean(true))] : []
    guard let mask else { return try add("attention", projected, settings + causal, named: "/attention") }
    if try number("dropout", default: 0) > 0 || isOn("return_attention_scores") {
      let boolean: Settings = [("mask", .word("boolean"))]
      return try add("attention", projected + [mask], settings + causal + boolean, named: "/attention")
    }
    let (queries, steps) = (shape(of: projected[0])[0], shape(of: projected[1])[0])
    let all = try all([mask] + (causal.isEmpty ? [] : [causalMask(queries, steps)])) ?? mask
    let far: Settings = [("factor", .number(Self.hidden)), ("offset", .number(-Self.hidden))]
    let sums = try add("scale", [all], far, named: "/hidden")
    return try add("attention", projected + [sums], settings, named: "/attention")
  }

  /// What leaves nothing of a score in float32 (`_get_large_negative` of Keras' backends).
  private static var hidden: Double { Double(Float(0.7 * 3.38953e38)) }

  private func attendedAxes(_ rank: Int) throws(ImportFault) -> AttendedAxes {
    guard rank >= 2 else { throw ImportFault("only sequences of vectors are supported") }
    var attended = Array(0..<rank - 1)
    if has("attention_axes") {
      attended = []
      // They count the batch, those below 0 from the last but the elements.
      for number in try integers("attention_axes") { attended.append(number < 0 ? number + rank : number - 1) }
    }
    guard !attended.isEmpty, Set(attended).count == attended.count, attended.allSatisfy({ (0..<rank - 1).contains($0) }) else {
      throw ImportFault("it attends over the axes \(attended.map { $0 + 1 }) of \(rank)")
    }
    return AttendedAxes(batch: (0..<rank - 1).filter { !attended.contains($0) }, attended: attended)
  }

  /// A value as batches of sequences: `[…, steps, elements]`.
  private mutating func brought(_ x: Draft.Value, _ axes: AttendedAxes) throws(ImportFault) -> Draft.Value {
    let shape = shape(of: x)
    guard shape.count == axes.order.count else { throw ImportFault("it reads tensors of different numbers of axes") }
    let sizes = axes.sizes(shape)
    let moved = try transposed(x, axes.order, named: "/moved")
    return try reshaped(moved, to: sizes.batch + [sizes.attended.product] + shape.suffix(1), named: "/steps")
  }

  /// What queries see by the masks of what is read and of the call: `[queries, steps]`, or what broadcasts to it.
  private mutating func headMask(_ given: KerasQuery) throws(ImportFault) -> Draft.Value? {
    var masks: [Draft.Value] = []
    // Keras goes by the mask that comes with the query, whatever the call says (`MultiHeadAttention.call`).
    let named = layer.className == "MultiHeadAttention" ? nil : values(named: "query_mask").first
    if let mask = named ?? mask(of: given.query) { masks.append(try column(mask)) }
    let others = [
      values(named: "value_mask").first ?? mask(of: given.value),
      values(named: "key_mask").first ?? (given.hasKeys ? mask(of: given.key) : nil),
    ]
    for mask in Set(others.compactMap { $0 }).sorted(by: { draft.name(of: $0) < draft.name(of: $1) }) {
      masks.append(try reshaped(mask, to: [1] + shape(of: mask), named: "/mask"))
    }
    let mask = try all(masks + values(named: "attention_mask").prefix(1))
    guard let mask, let steps = shape(of: given.key).first, shape(of: mask).last != steps else { return mask }
    // A mask of queries alone is the same for all steps.
    return try add("expand", [mask], [("shape", .integers(shape(of: mask).dropLast() + [steps]))], named: "/mask")
  }

  /// `softmax(q · kᵀ / √size)` for each head: `[…, heads, queries, steps]`.
  private mutating func weights(
    _ projected: [Draft.Value],
    _ mask: Draft.Value?,
    _ heads: KerasHeads
  ) throws(ImportFault) -> Draft.Value {
    guard heads.shared == heads.count else { throw ImportFault("it gives the scores of shared heads, which is not supported") }
    var parts: [Draft.Value] = []
    for (value, isTurned) in [(projected[0], false), (projected[1], true)] {
      let sizes = Array(shape(of: value).dropLast())
      let (steps, batch) = (sizes.count - 1, Array(0..<sizes.count - 1))
      let apart = try reshaped(value, to: sizes + [heads.count, heads.size], named: "/heads")
      let order = batch + (isTurned ? [steps + 1, steps + 2, steps] : [steps + 1, steps, steps + 2])
      parts.append(try transposed(apart, order, named: "/heads"))
    }
    let products = try add("matmul", parts, named: "/products")
    let factor = 1 / Double(heads.size).squareRoot()
    var scores = try add("scale", [products], [("factor", .number(factor))], named: "/scores")
    let (queries, steps) = (shape(of: scores).suffix(2).first ?? 0, shape(of: scores).last ?? 0)
    let causal = isOn("use_causal_mask") ? [try causalMask(queries, steps)] : []
    guard let all = try all((mask.map { [$0] } ?? []) + causal) else { return try add("softmax", [scores], named: "/weights") }
    scores = try hidden(scores, all)
    let weights = try add("softmax", [scores], named: "/weights")
    return try add("where", [all, weights, constantLayer("nothing", [], [0])], named: "/weights")
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
}
