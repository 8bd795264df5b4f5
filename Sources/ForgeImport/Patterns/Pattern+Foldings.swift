import ForgeGraph
import ForgeTensors

extension Pattern {
  /// Moves and padding that the layer behind them does by itself.
  static let foldings: [Pattern] = [
    Pattern(["conv1d", "conv2d"]) { $0.paddingWithin() },
    Pattern(["reshape"]) { $0.rowOfImage() },
    Pattern(["dense"]) { $0.denseBeforeMove() },
    Pattern(functions) { $0.functionBeforeMove() },
  ]

  /// Functions of each element that activations are, or are made of.
  fileprivate static let functions: Set<String> = [
    "power", "square", "scale", "relu", "relu6", "leaky_relu", "elu", "selu", "gelu", "silu", "mish", "hard_swish",
    "hard_sigmoid", "sigmoid", "tanh", "softplus",
    "softsign", "clip",
  ]

  fileprivate static let imageLayers: Set<String> = [
    "conv2d", "conv_transpose2d", "batch_norm", "max_pool2d", "average_pool2d",
  ]
}

extension Sighting {
  /// Zeros around a value that only a convolution reads.
  fileprivate func paddingWithin() -> Pattern.Match? {
    var sighting = self
    guard draft.layout == .pytorch, let input = layer.inputs.first, let pad = sighting.inner("pad", input),
      let rank = spatialRank,
      !pad.settings.contains(where: { $0.key != "padding" }), let outer = pad.sides(of: rank), let own = layer.sides(of: rank)
    else { return nil }
    let sides = zip(outer, own).map(+)
    var settings = layer.settings.filter { $0.key != "padding" }
    let place = settings.lastIndex { ["kernel", "stride"].contains($0.key) } ?? settings.endIndex - 1
    settings.insert(("padding", .sides(sides)), at: place + 1)
    return sighting.match(layer.kind, name: layer.wanted, pad.inputs, settings, weights: weights(of: layer))
  }

  /// The number of axes that a window slides along.
  private var spatialRank: Int? { layer.kind.hasSuffix("1d") ? 1 : layer.kind.hasSuffix("2d") ? 2 : nil }

  /// A sequence that was made an image of one row for a window to slide along, and is a sequence again.
  fileprivate func rowOfImage() -> Pattern.Match? {
    var sighting = self
    guard draft.layout == .pytorch, let input = layer.inputs.first, let image = draft.layer(of: input),
      let kind = ["conv2d": "conv1d", "max_pool2d": "max_pool1d", "average_pool2d": "average_pool1d"][image.kind],
      let source = image.inputs.first, let row = sighting.inner("reshape", source), let sequence = row.inputs.first
    else { return nil }
    let (from, to) = (sizes(source), sizes(input))
    guard from.count == 3, from[1] == 1, to.count == 3, to[1] == 1, sizes(value) == [to[0], to[2]],
      sizes(sequence) == [from[0], from[2]], let settings = image.settingsOfRow()
    else { return nil }
    sighting.cover(input)
    var parameters: [(role: String, tensor: TensorEntry)] = []
    for (role, tensor) in weights(of: image) {
      let shape = tensor.shape.count == 4 ? [tensor.shape[0], tensor.shape[1], tensor.shape[3]] : tensor.shape
      guard let narrow = try? tensor.renamed(tensor.name, shape: shape) else { return nil }
      parameters.append((role, narrow))
    }
    return sighting.match(kind, name: image.wanted, [sequence], settings, weights: parameters)
  }

  /// A function of an image whose channels are moved to the end: an activation belongs to the layer before.
  fileprivate func functionBeforeMove() -> Pattern.Match? {
    var sighting = self
    guard let input = layer.inputs.first, layer.inputs.count == 1, let move = sighting.inner("transpose", input),
      move.integers("axes") == [1, 2, 0], let source = move.inputs.first, let image = draft.layer(of: source),
      Pattern.imageLayers.contains(image.kind) || Pattern.functions.contains(image.kind)
    else { return nil }
    let active = Draft.NewLayer(kind: layer.kind, name: layer.wanted, inputs: [.value(source)], settings: layer.settings)
    return sighting.match("transpose", name: move.wanted, [.layer(active)], move.settings)
  }

  /// Channels that are moved behind the pixels before a dense layer reads all of them: its weight is moved instead.
  fileprivate func denseBeforeMove() -> Pattern.Match? {
    var sighting = self
    guard draft.layout == .pytorch, let input = layer.inputs.first, let flat = draft.layer(of: input),
      flat.kind == "flatten" || flat.kind == "reshape", sizes(input).count == 1, let moved = flat.inputs.first,
      let move = sighting.inner("transpose", moved), let axes = move.integers("axes"), let source = move.inputs.first,
      let kernel = weights(of: layer).first(where: { $0.role == "weight" })?.tensor
    else { return nil }
    sighting.cover(input)
    let order = [0] + axes.indices.map { axis in 1 + (axes.firstIndex(of: axis) ?? axis) }
    let floats = transposedValues(kernel.floats(), shape: [kernel.shape[0]] + sizes(moved), order: order)
    guard let weight = try? TensorEntry(name: kernel.name, shape: kernel.shape, floats: floats) else { return nil }
    let flattened = Draft.NewLayer(kind: "flatten", name: flat.wanted, inputs: [.value(source)])
    let others = weights(of: layer).filter { $0.role != "weight" }
    return sighting.match(
      "dense",
      name: layer.wanted,
      [.layer(flattened)],
      layer.settings,
      weights: [("weight", weight)] + others
    )
  }
}

extension Draft.Layer {
  /// What stands before and after each of one or two axes: `[top, bottom, left, right]`.
  fileprivate func sides(of rank: Int) -> [Int]? {
    guard settings.contains(where: { $0.key == "padding" }) else { return .init(repeating: 0, count: 2 * rank) }
    guard let numbers = integers("padding") else { return nil }
    if numbers.count == 1 { return .init(repeating: numbers[0], count: 2 * rank) }
    return numbers.count == 2 * rank ? numbers : numbers.count == rank ? numbers.flatMap { [$0, $0] } : nil
  }

  /// The settings of a window over an image of one row, as those over a sequence.
  fileprivate func settingsOfRow() -> [(key: String, value: Setting)]? {
    guard let kernel = integers("kernel"), kernel.first == 1, let sides = sides(of: 2), sides[0] == 0, sides[1] == 0 else {
      return nil
    }
    return settings.compactMap { key, value in
      switch key {
      case "kernel", "stride", "dilation": integers(key)?.last.map { (key, .integer($0)) }
      case "padding": (key, .sides(Array(sides[2...])))
      default: (key, value)
      }
    }
  }
}

extension Setting {
  /// Padding on the sides of each axis, as short as can be.
  fileprivate static func sides(_ sides: [Int]) -> Setting {
    if sides.allSatisfy({ $0 == sides[0] }) { return .integer(sides[0]) }
    if sides.count == 4, sides[0] == sides[1], sides[2] == sides[3] { return .integers([sides[0], sides[2]]) }
    return .integers(sides)
  }
}
