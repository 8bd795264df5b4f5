import ForgeTensors

/// A layer that may be the last one of a pattern, and what was seen before it.
///
/// A value: an attempt that fails leaves nothing behind where it worked on a copy.
struct Sighting {
  let draft: Draft
  /// How many layers and outputs read each value.
  let readers: [Int]
  let value: Draft.Value
  let layer: Draft.Layer
  /// The layers that the pattern makes needless, besides its last one.
  private(set) var covered: Set<Draft.Value> = []

  init(draft: Draft, readers: [Int], value: Draft.Value, layer: Draft.Layer) {
    self.draft = draft
    self.readers = readers
    self.value = value
    self.layer = layer
  }

  /// The layer that gives a value, where it is of that kind: as one that the pattern makes needless.
  mutating func inner(_ kind: String, _ value: Draft.Value) -> Draft.Layer? {
    guard let layer = draft.layer(of: value), layer.kind == kind else { return nil }
    cover(value)
    return layer
  }

  /// A layer as one that the pattern makes needless.
  mutating func cover(_ value: Draft.Value) {
    if value != self.value { covered.insert(value) }
  }

  /// The sizes of a value's axes, per example.
  func sizes(_ value: Draft.Value) -> [Int] { draft.type(of: value).shape.fixedSizes ?? [] }

  /// The elements of a value that depends on no input.
  func constant(_ value: Draft.Value) -> TensorEntry? {
    guard let layer = draft.layer(of: value), layer.kind == "constant" else { return nil }
    return layer.weights.first.flatMap { draft.tensor(named: $0.tensor) }
  }

  /// The tensors that a layer reads.
  func weights(of layer: Draft.Layer) -> [(role: String, tensor: TensorEntry)] {
    layer.weights.compactMap { weight in draft.tensor(named: weight.tensor).map { (weight.role, $0) } }
  }

  /// The same over values that come before.
  func match(
    _ kind: String,
    name: String? = nil,
    _ inputs: [Draft.Value],
    _ settings: [(key: String, value: Setting)] = [],
    weights: [(role: String, tensor: TensorEntry)] = []
  ) -> Pattern.Match? {
    match(kind, name: name, inputs.map(Draft.Source.value), settings, weights: weights)
  }

  /// A layer in the place of what was seen, unless something else reads the layers that it makes needless.
  func match(
    _ kind: String,
    name: String? = nil,
    _ inputs: [Draft.Source],
    _ settings: [(key: String, value: Setting)] = [],
    weights: [(role: String, tensor: TensorEntry)] = []
  ) -> Pattern.Match? {
    let within = covered.compactMap(draft.layer(of:)) + [layer]
    let isClosed = covered.allSatisfy { value in
      within.reduce(0) { $0 + $1.inputs.count { $0 == value } } == readers[value.index]
    }
    guard isClosed else { return nil }
    let new = Draft.NewLayer(
      kind: kind,
      name: name ?? self.name(as: kind),
      inputs: inputs,
      settings: settings,
      weights: weights
    )
    return Pattern.Match(replacement: .layer(new), covered: covered)
  }

  /// The layer's name; with the kind for its last part where that only tells an arithmetic operator.
  private func name(as kind: String) -> String {
    var parts = layer.wanted.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard var last = parts.popLast()?.lowercased() else { return kind }
    if last.hasPrefix("node_") { last.removeFirst("node_".count) }
    while let end = last.last, end == "_" || end.isNumber { last.removeLast() }
    let operators = ["mul", "multiply", "div", "divide", "add", "sub", "scale", "truediv", "realdiv"]
    return operators.contains(last) ? (parts + [kind]).joined(separator: ".") : layer.wanted
  }
}

extension Sighting {
  /// A value as a factor times other values: products, squares and cubes that nothing else reads are taken apart, a few deep.
  mutating func product(_ value: Draft.Value, depth: Int = 6) -> (factor: Double, values: [Draft.Value]) {
    guard depth > 0, value == self.value || readers[value.index] == 1, let layer = draft.layer(of: value) else {
      return (1, [value])
    }
    var factor = 1.0
    var parts: [Draft.Value]
    switch layer.kind {
    case "multiply": parts = layer.inputs
    case "square": parts = layer.inputs + layer.inputs
    case "power" where layer.number("exponent") == 2: parts = layer.inputs + layer.inputs
    case "power" where layer.number("exponent") == 3: parts = layer.inputs + layer.inputs + layer.inputs
    case "scale" where layer.number("offset") == nil:
      factor = layer.number("factor") ?? 1
      parts = layer.inputs
    default: return (1, [value])
    }
    cover(value)
    guard Set(parts).count == parts.count || layer.kind == "multiply" else { return (factor, parts) }
    var values: [Draft.Value] = []
    for part in parts {
      let inner = product(part, depth: depth - 1)
      factor *= inner.factor
      values += inner.values
    }
    return (factor, values)
  }

  /// A value as `factor · inner + offset`.
  mutating func line(_ value: Draft.Value) -> (factor: Double, inner: Draft.Value, offset: Double)? {
    guard let layer = inner("scale", value), let inner = layer.inputs.first else { return nil }
    return (layer.number("factor") ?? 1, inner, layer.number("offset") ?? 0)
  }

  /// The value whose square this one is.
  mutating func squareRoot(of value: Draft.Value) -> Draft.Value? {
    guard let layer = draft.layer(of: value), let root = layer.inputs.first else { return nil }
    let isSquare =
      layer.kind == "square" || layer.kind == "power" && layer.number("exponent") == 2
      || layer.kind == "multiply" && layer.inputs == [root, root]
    guard isSquare else { return nil }
    cover(value)
    return root
  }
}

extension Draft.Layer {
  /// Whether an activation follows as an option.
  var hasActivation: Bool { settings.contains { $0.key == "activation" } }

  /// A number among the settings.
  func number(_ key: String) -> Double? {
    switch settings.first(where: { $0.key == key })?.value {
    case .number(let number): number
    case .integer(let number): Double(number)
    default: nil
    }
  }

  func isOn(_ key: String, default value: Bool) -> Bool {
    if case .boolean(let isOn) = settings.first(where: { $0.key == key })?.value { isOn } else { value }
  }

  /// Whole numbers among the settings.
  func integers(_ key: String) -> [Int]? {
    switch settings.first(where: { $0.key == key })?.value {
    case .integer(let number): [number]
    case .list(let items):
      items.compactMap { item in
        if case .integer(let number) = item { number } else { nil }
      }
    default: nil
    }
  }
}

extension Double {
  /// Whether two constants are one, written as float32 or with fewer digits than it has.
  func isAbout(_ other: Double) -> Bool { abs(self - other) <= 1e-6 * abs(other) }
}
