import ForgeTensors

extension Pattern {
  /// Attention that is written out as products of matrices and a softmax, and heads that are moved to and fro around it.
  static let attentions: [Pattern] = [
    Pattern(["matmul"]) { $0.attention() },
    Pattern(["transpose"]) { $0.attentionOfHeads() },
  ]
}

extension Sighting {
  // MARK: Written out

  /// `softmax(scale · q · kᵀ + mask) · v`.
  fileprivate func attention() -> Pattern.Match? {
    var sighting = self
    let operands = layer.inputs
    guard operands.count == 2, constant(operands[1]) == nil else { return nil }
    let (weights, isGuarded) = sighting.guardedWeights(operands[0])
    guard let softmax = sighting.inner("softmax", weights), softmax.isOverLastAxis(rank: sizes(weights).count),
      let masked = softmax.inputs.first
    else { return nil }
    for (scores, masks) in sighting.maskings(of: masked) {
      var attempt = sighting
      masks.forEach { attempt.cover($0.by) }
      guard let product = attempt.scaledProduct(scores), isGuarded || masks.hideNoQuery(in: self),
        let mask = masks.setting(in: self, sizes(scores))
      else { continue }
      let usual = 1 / Double(sizes(product.query).last ?? 0).squareRoot()
      let scale: [(key: String, value: Setting)] = product.scale.isAbout(usual) ? [] : [("scale", .number(product.scale))]
      let inputs = [.value(product.query), product.keys, .value(operands[1])] + mask.inputs
      if let match = attempt.match("attention", inputs, scale + mask.settings) { return match }
    }
    return nil
  }

  /// The weights as softmax gives them, where those of a query that sees nothing are made 0 behind it.
  ///
  /// Exporters write `where(is_nan(w), 0, w)` for that, which takes away NaN of the inputs too; in PyTorch's attention, which they
  /// write out, as in the layer, it stays.
  private mutating func guardedWeights(_ value: Draft.Value) -> (weights: Draft.Value, isGuarded: Bool) {
    guard let choice = draft.layer(of: value), choice.kind == "where", choice.inputs.count == 3, isAll(0, choice.inputs[1])
    else {
      return (value, false)
    }
    let weights = choice.inputs[2]
    if let test = draft.layer(of: choice.inputs[0]), test.kind == "is_nan", test.inputs == [weights] {
      cover(value)
      cover(choice.inputs[0])
      return (weights, true)
    }
    var attempt = self
    guard let softmax = draft.layer(of: weights), attempt.areHidden(choice.inputs[0]) == softmax.inputs.first else {
      return (value, false)
    }
    self = attempt
    cover(value)
    return (weights, true)
  }

  /// The scores of which a value tells the rows that are -∞ throughout, as `torch._safe_softmax` is decomposed: not any not equal.
  private mutating func areHidden(_ value: Draft.Value) -> Draft.Value? {
    guard let any = inner("logical_not", value)?.inputs.first, let largest = inner("max", any),
      largest.integers("axes").map({ $0 == [-1] || $0 == [sizes(value).count - 1] }) == true,
      largest.isOn("keep_dims", default: false),
      let equal = largest.inputs.first.flatMap({ inner("logical_not", $0)?.inputs.first }).flatMap({ inner("equal", $0) }),
      isAll(-.infinity, equal.inputs[1])
    else { return nil }
    return equal.inputs[0]
  }

  private func isAll(_ number: Float, _ value: Draft.Value) -> Bool {
    guard let tensor = constant(value), tensor.elementCount > 0 else { return false }
    return tensor.floats().allSatisfy { $0 == number }
  }

  /// How scores may have been masked, by up to two masks, and the scores before; the last way is that they were not.
  private func maskings(of value: Draft.Value, depth: Int = 2) -> [(scores: Draft.Value, masks: [SeenMask])] {
    guard depth > 0, let layer = draft.layer(of: value) else { return [(value, [])] }
    let inputs = layer.inputs
    var ways: [(scores: Draft.Value, mask: SeenMask)] = []
    switch layer.kind {
    case "add" where inputs.count == 2:
      ways = [(inputs[0], added(inputs[1], by: value)), (inputs[1], added(inputs[0], by: value))]
    case "where" where isAll(-.infinity, inputs[2]): ways = [(inputs[1], SeenMask(inputs[0], .seen, by: value))]
    case "where" where isAll(-.infinity, inputs[1]): ways = [(inputs[2], SeenMask(inputs[0], .hidden, by: value))]
    default: break
    }
    // A mask may not make the scores larger.
    let possible = ways.filter { draft.type(of: $0.scores) == draft.type(of: value) }
    let masked = possible.flatMap { way in
      maskings(of: way.scores, depth: depth - 1).map { (scores: $0.scores, masks: [way.mask] + $0.masks) }
    }
    return masked + [(value, [])]
  }

  /// A mask that is added; of 0 and -∞ by a condition it is the condition.
  private func added(_ mask: Draft.Value, by value: Draft.Value) -> SeenMask {
    guard let choice = draft.layer(of: mask), choice.kind == "where", choice.inputs.count == 3,
      draft.type(of: choice.inputs[0]) == draft.type(of: mask)
    else { return SeenMask(mask, .added, by: value) }
    if isAll(0, choice.inputs[1]), isAll(-.infinity, choice.inputs[2]) { return SeenMask(choice.inputs[0], .seen, by: value) }
    if isAll(-.infinity, choice.inputs[1]), isAll(0, choice.inputs[2]) { return SeenMask(choice.inputs[0], .hidden, by: value) }
    return SeenMask(mask, .added, by: value)
  }

  /// `scale · q · kᵀ`, with factors before or behind the product, or both.
  private mutating func scaledProduct(_ value: Draft.Value) -> (query: Draft.Value, keys: Draft.Source, scale: Double)? {
    let outer = factored(value)
    guard let product = inner("matmul", outer.value), product.inputs.count == 2 else { return nil }
    let query = factored(product.inputs[0])
    let turned = factored(product.inputs[1])
    let rank = sizes(turned.value).count
    guard rank >= 2 else { return nil }
    let swap = Array(0..<rank - 2) + [rank - 1, rank - 2]
    var scale = outer.factor * query.factor * turned.factor
    guard let transpose = draft.layer(of: turned.value), transpose.kind == "transpose", let axes = transpose.integers("axes"),
      let source = transpose.inputs.first
    else { return (query.value, .transposed(turned.value, swap), scale) }
    if axes != swap { return (query.value, .transposed(source, swap.map { axes[$0] }), scale) }
    guard readers[turned.value.index] == 1 else { return (query.value, .value(source), scale) }
    cover(turned.value)
    let keys = factored(source)
    scale *= keys.factor
    return (query.value, .value(keys.value), scale)
  }

  /// A value without constant factors that nothing else reads it with.
  private mutating func factored(_ value: Draft.Value) -> (factor: Double, value: Draft.Value) {
    guard readers[value.index] == 1, let scale = draft.layer(of: value), scale.kind == "scale",
      scale.number("offset") ?? 0 == 0,
      let source = scale.inputs.first
    else { return (1, value) }
    cover(value)
    let inner = factored(source)
    return ((scale.number("factor") ?? 1) * inner.factor, inner.value)
  }

  // MARK: Heads

  /// Attention over an axis of heads that was split off before and moved back behind: heads within the last axis.
  fileprivate func attentionOfHeads() -> Pattern.Match? {
    guard let value = layer.inputs.first, let attention = draft.layer(of: value), attention.kind == "attention",
      attention.number("heads") == nil, swapsHeads(layer), attention.inputs.count >= 3,
      let query = headsJoined(attention.inputs[0])
    else { return nil }
    let keys = attention.inputs[1...2].compactMap(sharedHeads)
    guard keys.count == 2, keys[0].times == keys[1].times else { return nil }
    let joinedKeys = keys.compactMap { headsJoined($0.value) }
    guard joinedKeys.count == 2 else { return nil }
    var sighting = self
    _ = sighting.inner("attention", value)
    let own = sizes(self.value)
    let heads = own[own.count - 2]
    let shared: [(key: String, value: Setting)] = keys[0].times == 1 ? [] : [("kv_heads", .integer(heads / keys[0].times))]
    let joined = Draft.NewLayer(
      kind: "attention",
      name: attention.wanted,
      inputs: [query] + joinedKeys + attention.inputs.dropFirst(3).map(Draft.Source.value),
      settings: [("heads", .integer(heads))] + shared + attention.settings
    )
    return sighting.match("reshape", name: layer.wanted, [.layer(joined)], [("shape", .integers(own))])
  }

  /// A value `[…, heads, steps, size]` before each of its heads was repeated, and how often; the value itself when none was.
  private func sharedHeads(_ value: Draft.Value) -> (value: Draft.Value, times: Int)? {
    guard let layer = draft.layer(of: value), let source = layer.inputs.first else { return (value, 1) }
    let (shape, rank) = (sizes(value), sizes(value).count)
    if layer.kind == "gather", layer.integers("axis") == [rank - 3], let places = layer.integers("indices") {
      let times = max(1, places.count / max(1, sizes(source)[rank - 3]))
      return places == places.indices.map { $0 / times } ? (source, times) : nil
    }
    // Repeated along an axis of its own, which is then joined with the heads.
    guard layer.kind == "reshape", let expand = draft.layer(of: source), expand.kind == "expand",
      let narrow = expand.inputs.first,
      let split = draft.layer(of: narrow), split.kind == "reshape", let heads = split.inputs.first, rank >= 3,
      sizes(heads).count == rank, sizes(narrow) == Array(sizes(heads).dropLast(2)) + [1] + sizes(heads).suffix(2),
      sizes(source) == sizes(heads).dropLast(2) + [shape[rank - 3] / max(1, sizes(heads)[rank - 3])] + sizes(heads).suffix(2)
    else { return (value, 1) }
    return (heads, shape[rank - 3] / max(1, sizes(heads)[rank - 3]))
  }

  /// Whether a layer moves `[…, heads, steps, size]` to `[…, steps, heads, size]` or back.
  private func swapsHeads(_ layer: Draft.Layer) -> Bool {
    guard layer.kind == "transpose", let axes = layer.integers("axes"), axes.count >= 3 else { return false }
    let rank = axes.count
    return axes == Array(0..<rank - 3) + [rank - 2, rank - 3, rank - 1]
  }

  /// `[…, steps, heads · size]` of a value that was `[…, steps, heads, size]` before its heads were moved.
  private func headsJoined(_ value: Draft.Value) -> Draft.Source? {
    guard let transpose = draft.layer(of: value), swapsHeads(transpose), let source = transpose.inputs.first else { return nil }
    let split = sizes(source)
    let joined = Array(split.dropLast(2)) + [split.suffix(2).product]
    return .layer(
      Draft.NewLayer(
        kind: "reshape",
        name: draft.name(of: source),
        inputs: [.value(source)],
        settings: [("shape", .integers(joined))]
      )
    )
  }
}

extension Draft.Source {
  /// A value with its axes in another order.
  fileprivate static func transposed(_ value: Draft.Value, _ axes: [Int]) -> Draft.Source {
    if axes == Array(axes.indices) { return .value(value) }
    return .layer(
      Draft.NewLayer(kind: "transpose", name: "keys", inputs: [.value(value)], settings: [("axes", .integers(axes))])
    )
  }
}

extension Draft.Layer {
  /// Whether a layer's `axis` is the last one.
  fileprivate func isOverLastAxis(rank: Int) -> Bool {
    let axis = integers("axis")?.first ?? -1
    return axis == -1 || axis == rank - 1
  }
}
