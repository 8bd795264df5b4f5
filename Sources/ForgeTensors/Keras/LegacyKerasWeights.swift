import ForgeJSON

/// The names of the variables in legacy files, which tell them: `dense/dense/kernel:0` is `dense/kernel`.
///
/// Each layer has a group with the attribute `weight_names`; the group above lists the layers in `layer_names`
/// (`keras/src/legacy/saving/legacy_h5_format.py`). It is `model_weights`, or the root where weights were saved alone.
struct LegacyKerasWeights {
  private let group: HDF5Group
  private let layerNames: [String]
  private let model: KerasLayer?

  /// The group of a model's own variables, which are in none of its layers.
  private static let ownGroup = "top_level_model_weights"

  /// Nil when the file is of another format.
  init?(root: HDF5Group, model: KerasLayer?) {
    group = root.group("model_weights") ?? root
    guard let layerNames = group.texts("layer_names") else { return nil }
    self.layerNames = layerNames
    self.model = model
  }

  var version: String? { group.text("keras_version") }

  func entries() throws(TensorFileError) -> [TensorEntry] {
    let simpleNames = (model?.layers ?? []).filter(KerasVariables.isKnown).compactMap(\.name)
    let simple = Set(simpleNames.map { ExactText($0) })
    var seen: Set<ExactText> = []
    var variables: [Variable] = []
    for name in layerNames {
      guard seen.insert(ExactText(name)).inserted else {
        throw TensorFileError("it names the layer \(name.quotedForMessage) twice", hint: Self.hint)
      }
      guard let group = group.group(at: Self.components(name)) else {
        throw TensorFileError("it names a layer \(name.quotedForMessage), but has no group for it", hint: Self.hint)
      }
      variables += try self.variables(of: group, layer: name, isSimple: simple.contains(ExactText(name)))
    }
    if let own = group.group(Self.ownGroup) { variables += try self.variables(of: own, layer: nil, isSimple: false) }
    let listed = Set(variables.map { ExactText($0.path) })
    if let stray = group.datasetPaths.first(where: { !listed.contains(ExactText($0)) }) {
      throw TensorFileError("\(stray.quotedForMessage): no layer lists it among its variables", hint: Self.hint)
    }
    return variables.map(\.entry)
  }

  private struct Variable {
    /// Where it stands, from the group of all layers on.
    let path: String
    let entry: TensorEntry
  }

  private static let hint = "check that Keras wrote this file"

  /// - Parameters:
  ///   - layer: the layer's name; nil for the model itself.
  ///   - isSimple: whether the layer is known to have no layers in it.
  private func variables(of group: HDF5Group, layer: String?, isSimple: Bool) throws(TensorFileError) -> [Variable] {
    let owner = layer ?? Self.ownGroup
    guard let names = group.texts("weight_names") else {
      throw TensorFileError("layer \(owner.quotedForMessage) has no list of its variables", hint: Self.hint)
    }
    let isSeparable = names.contains { $0.contains("pointwise_kernel") }
    var variables: [Variable] = []
    for name in names {
      let path = Self.components(name)
      guard let last = path.last, let dataset = group.group(at: path.dropLast())?.dataset(last) else {
        throw TensorFileError(
          "layer \(owner.quotedForMessage) names a variable \(name.quotedForMessage) that is not there",
          hint: Self.hint
        )
      }
      var parts = Self.parts(path, layer: layer, isSimple: isSimple)
      // Keras 2 calls the weights of a depthwise convolution so, Keras 3 just `kernel`; both have two in separable ones.
      if !isSeparable, parts.last == "depthwise_kernel" { parts[parts.count - 1] = "kernel" }
      let entry = dataset.entry(named: parts.joined(separator: "/"))
      variables.append(Variable(path: ([owner] + path).joined(separator: "/"), entry: entry))
    }
    return variables
  }

  /// What a variable of a layer is called: `classifier/dense/kernel:0` of layer `dense` is `dense/kernel`.
  ///
  /// The path of a variable goes through the layer or, in a model that is a layer, through layers of that. A layer that was
  /// called something else when its variables were made is not on their path.
  private static func parts(_ path: [String], layer: String?, isSimple: Bool) -> [String] {
    var path = path
    if let last = path.popLast() { path.append(String(last.prefix { $0 != ":" })) }
    guard let layer else { return path }
    let own = components(layer).map { ExactText($0) }
    let starts = path.indices.dropLast(own.count).filter { path[$0..<$0 + own.count].map { ExactText($0) } == own }
    let rest = starts.first.map { path[($0 + own.count)...] } ?? (isSimple ? path.suffix(1) : path[...])
    return [layer] + rest
  }

  /// The names of links in a path. Empty ones stay, so that a place has one path.
  private static func components(_ path: String) -> [String] {
    path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map { String(Substring($0)) }
  }
}

extension HDF5Group {
  /// The datasets in this group and those below it, by the names of the links that lead there.
  fileprivate var datasetPaths: [String] {
    datasets.map(\.name) + groups.flatMap { group in group.datasetPaths.map { "\(group.name)/\($0)" } }
  }
}
