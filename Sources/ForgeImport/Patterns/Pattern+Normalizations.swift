import ForgeOperators
import ForgeTensors

extension Pattern {
  /// Layer and root-mean-square normalisation over the last axes, group normalisation, and their factors and offsets.
  static let normalizations: [Pattern] = [
    Pattern(["divide", "multiply"]) { sighting in
      sighting.quotients().lazy.compactMap { sighting.layerNorm($0, $1, isRoot: $2) }.first
    },
    Pattern(["divide", "multiply"]) { sighting in
      sighting.quotients().lazy.compactMap { sighting.rootMeanSquareNorm($0, $1, isRoot: $2) }.first
    },
    Pattern(["add"]) { $0.normAsLine() },
    Pattern(["reshape"]) { $0.groupNorm() },
    Pattern(["multiply"]) { $0.norm(["layer_norm", "rms_norm", "group_norm"], with: "scale") },
    Pattern(["add"]) { $0.norm(["layer_norm", "group_norm"], with: "center") },
  ]
}

extension Sighting {
  /// How the layer may be a quotient: what is above and below the line, or the inverse of what is below.
  fileprivate func quotients() -> [(above: Draft.Value, below: Draft.Value, isRoot: Bool)] {
    let inputs = layer.inputs
    guard inputs.count == 2 else { return [] }
    if layer.kind == "divide" { return [(inputs[0], inputs[1], true)] }
    return [(inputs[0], inputs[1], false), (inputs[1], inputs[0], false)]
  }

  /// The mean and `ε` where a value is `√(mean + ε)`, or `1 / √(mean + ε)` without `isRoot`.
  private mutating func meanUnderRoot(_ value: Draft.Value, isRoot: Bool) -> (mean: Draft.Value, epsilon: Double)? {
    var sum: Draft.Value?
    if isRoot {
      sum = inner("sqrt", value)?.inputs.first
    } else if let inverse = inner("reciprocal", value) {
      sum = inverse.inputs.first.flatMap { inner("sqrt", $0)?.inputs.first }
    } else if let power = inner("power", value), power.number("exponent") == -0.5 {
      sum = power.inputs.first
    }
    guard let sum, let line = line(sum), line.factor == 1, line.offset >= 0 else { return nil }
    return (line.inner, line.offset)
  }

  /// What a mean over the last axes is of, and those axes, counted from the end.
  private mutating func meanOverLastAxes(_ value: Draft.Value) -> (of: Draft.Value, axes: [Int])? {
    if let pool = draft.layer(of: value), pool.kind == "global_average_pool", pool.isOn("keep_dims", default: false),
      draft.layout == .pytorch, let operand = pool.inputs.first, sizes(operand).count > 1
    {
      cover(value)
      return (operand, Array(1 - sizes(operand).count..<0))
    }
    guard let mean = inner("mean", value), mean.isOn("keep_dims", default: false), let operand = mean.inputs.first,
      let axes = mean.integers("axes"), let rank = draft.type(of: operand).shape.fixedSizes?.count
    else { return nil }
    let fromEnd = axes.map { $0 < 0 ? $0 : $0 - rank }.sorted()
    return fromEnd == Array(-fromEnd.count..<0) ? (operand, fromEnd) : nil
  }

  /// Whether a value is `E(x²) - E(x)²`, held above 0 perhaps, as Flax reckons.
  private mutating func isVariance(_ value: Draft.Value, of x: Draft.Value, axes: [Int], mean: Draft.Value) -> Bool {
    var value = value
    if let other = inner("relu", value)?.inputs.first {
      value = other
    } else if let bound = inner("maximum", value), let zero = bound.inputs.first(where: { constant($0)?.floats() == [0] }),
      let other = bound.inputs.first(where: { $0 != zero })
    {
      value = other
    }
    guard let difference = inner("subtract", value), difference.inputs.count == 2,
      let squares = meanOverLastAxes(difference.inputs[0]), squares.axes == axes
    else { return false }
    return squareRoot(of: squares.of) == x && squareRoot(of: difference.inputs[1]) == mean
  }

  fileprivate func layerNorm(_ above: Draft.Value, _ below: Draft.Value, isRoot: Bool) -> Pattern.Match? {
    var sighting = self
    guard let centred = sighting.inner("subtract", above), centred.inputs.count == 2,
      let centre = sighting.meanOverLastAxes(centred.inputs[1]), centre.of == centred.inputs[0],
      let (variance, epsilon) = sighting.meanUnderRoot(below, isRoot: isRoot)
    else { return nil }
    var spread = sighting
    if let squares = spread.meanOverLastAxes(variance), squares.axes == centre.axes, spread.squareRoot(of: squares.of) == above
    {
      sighting = spread
    } else if !sighting.isVariance(variance, of: centre.of, axes: centre.axes, mean: centred.inputs[1]) {
      return nil
    }
    return sighting.match(
      "layer_norm",
      [centre.of],
      Self.axes(centre.axes) + [("epsilon", .number(epsilon)), ("scale", .boolean(false)), ("center", .boolean(false))]
    )
  }

  /// `x · m + (β - mean · m)` with `m = γ / √(variance + ε)`, as TensorFlow writes norms over the last axis.
  fileprivate func normAsLine() -> Pattern.Match? {
    guard layer.inputs.count == 2 else { return nil }
    for (left, right) in [(layer.inputs[0], layer.inputs[1]), (layer.inputs[1], layer.inputs[0])] {
      var sighting = self
      guard let product = sighting.inner("multiply", left), let shift = sighting.inner("add", right),
        let mean = shift.inputs.first(where: { constant($0) == nil }),
        let beta = shift.inputs.first(where: { constant($0) != nil }),
        let centre = sighting.inner("multiply", mean), let factor = centre.inputs.first(where: product.inputs.contains),
        let negative = centre.inputs.first(where: { $0 != factor }), let sign = sighting.inner("negate", negative),
        let source = product.inputs.first(where: { $0 != factor }), let scaled = sighting.inner("multiply", factor),
        let gamma = scaled.inputs.first(where: { constant($0) != nil }), let root = scaled.inputs.first(where: { $0 != gamma }),
        let (variance, epsilon) = sighting.meanUnderRoot(root, isRoot: false),
        let average = sign.inputs.first.flatMap({ sighting.meanOverLastAxes($0) }), average.of == source, average.axes == [-1],
        let spread = sighting.meanOverLastAxes(variance), spread.axes == [-1],
        let centred = sighting.squareRoot(of: spread.of), let difference = sighting.inner("subtract", centred),
        difference.inputs == [source] + sign.inputs,
        let size = sizes(source).last, let weight = constant(gamma)?.asList(size), let bias = constant(beta)?.asList(size)
      else { continue }
      return sighting.match(
        "layer_norm",
        name: weight.moduleName,
        [source],
        [("epsilon", .number(epsilon))],
        weights: [("weight", weight), ("bias", bias)]
      )
    }
    return nil
  }

  fileprivate func rootMeanSquareNorm(_ above: Draft.Value, _ below: Draft.Value, isRoot: Bool) -> Pattern.Match? {
    var sighting = self
    guard let (mean, epsilon) = sighting.meanUnderRoot(below, isRoot: isRoot),
      let spread = sighting.meanOverLastAxes(mean), sighting.squareRoot(of: spread.of) == above
    else { return nil }
    return sighting.match(
      "rms_norm",
      [above],
      Self.axes(spread.axes) + [("epsilon", .number(epsilon)), ("scale", .boolean(false))]
    )
  }

  /// Channels that were joined to groups, normalised each by itself, and taken apart again, as PyTorch writes `GroupNorm` for ONNX; it
  /// leaves the factors and offsets of channels for later.
  fileprivate func groupNorm() -> Pattern.Match? {
    var sighting = self
    guard draft.layout == .pytorch, let apart = layer.inputs.first, let norm = sighting.inner("instance_norm", apart),
      let joined = norm.inputs.first, let source = sighting.inner("reshape", joined)?.inputs.first,
      sizes(source) == sizes(value), sizes(source).count > 1,
      let channels = sizes(source).first, let groups = sizes(joined).first, groups > 0, channels % groups == 0,
      weights(of: norm).allSatisfy({ role, tensor in tensor.floats().allSatisfy { $0 == (role == "weight" ? 1 : 0) } })
    else { return nil }
    return sighting.match(
      "group_norm",
      name: norm.wanted,
      [source],
      [
        ("groups", .integer(groups)), ("epsilon", .number(norm.number("epsilon") ?? 1e-5)), ("scale", .boolean(false)),
        ("center", .boolean(false)),
      ]
    )
  }

  private static func axes(_ axes: [Int]) -> [(key: String, value: Setting)] {
    axes == [-1] ? [] : [("axes", .integers(axes))]
  }

  /// A norm that is combined with a constant of the shape of its axes, which becomes its parameter.
  ///
  /// - Parameter key: the option that the parameter is switched on by.
  fileprivate func norm(_ kinds: Set<String>, with key: String) -> Pattern.Match? {
    guard layer.inputs.count == 2 else { return nil }
    for (value, other) in [(layer.inputs[0], layer.inputs[1]), (layer.inputs[1], layer.inputs[0])] {
      guard let norm = draft.layer(of: value), kinds.contains(norm.kind), !norm.isOn(key, default: true),
        // The factor comes before the offset.
        key == "center" || !norm.isOn("center", default: norm.kind != "rms_norm"),
        let parameter = parameter(other, of: norm, draft.type(of: value).shape.fixedSizes ?? [])
      else { continue }
      var sighting = self
      _ = sighting.inner(norm.kind, value)
      return sighting.match(
        norm.kind,
        name: parameter.moduleName ?? norm.wanted,
        norm.inputs,
        norm.settings.filter { $0.key != key },
        weights: weights(of: norm) + [(roleName(key, norm.kind), parameter)]
      )
    }
    return nil
  }

  /// The elements of a constant as a parameter over the axes of a norm, or over channels, which come first.
  private func parameter(_ value: Draft.Value, of norm: Draft.Layer, _ sizes: [Int]) -> TensorEntry? {
    if norm.kind == "group_norm" {
      let shape = sizes.prefix(1) + sizes.dropFirst().map { _ in 1 }
      guard let tensor = constant(value), tensor.firstNonFiniteFloat() == nil, tensor.shape == Array(shape) else { return nil }
      return try? tensor.renamed(tensor.name, shape: Array(sizes.prefix(1)))
    }
    let own = Array(sizes.suffix(norm.integers("axes")?.count ?? 1))
    guard let tensor = constant(value), tensor.firstNonFiniteFloat() == nil, tensor.shape.count <= sizes.count,
      tensor.elementCount == own.product, Array(tensor.shape.drop { $0 == 1 }) == Array(own.drop { $0 == 1 })
    else { return nil }
    return try? tensor.renamed(tensor.name, shape: own)
  }

  private func roleName(_ key: String, _ kind: String) -> String {
    switch (draft.layout, key) {
    case (.pytorch, "scale"): "weight"
    case (.pytorch, _): "bias"
    case (.keras, "scale"): kind == "rms_norm" ? "scale" : "gamma"
    case (.keras, _): "beta"
    }
  }
}

extension TensorEntry {
  /// A parameter for each element of the last axis; nil where other axes have more than one, or it is not finite.
  fileprivate func asList(_ size: Int) -> TensorEntry? {
    guard elementCount == size, shape.last == size, firstNonFiniteFloat() == nil else { return nil }
    return try? renamed(name, shape: [size])
  }
}
