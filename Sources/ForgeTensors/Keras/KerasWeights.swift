import ForgeJSON

/// The names of the variables in the weights of Keras 3, which tell their places only: `layers/conv2d_1/vars/0`.
///
/// A tensor is called by the user's names of the layers that lead to it, and the variable's: `encoder/conv/kernel`. Layers that
/// Keras makes itself go by its names for them: `bidirectional/forward_lstm/lstm_cell/kernel`. Variables of a class that is not
/// known go by their number: `mine/vars/0`. A layer's name is an attribute of its group `vars`; where early versions wrote none,
/// it stands in the configuration.
struct KerasWeights {
  private let limits: TensorLimits
  private var entries: [TensorEntry] = []
  /// How many layers in lists were looked at in the configuration so far.
  private var describedCount = 0

  /// - Parameter model: the model as its configuration describes it; nil where there is none.
  static func entries(
    of root: HDF5Group,
    model: KerasLayer?,
    limits: TensorLimits
  ) throws(TensorFileError) -> [TensorEntry] {
    guard root.holdsVariables else {
      throw TensorFileError(
        "the HDF5 file has neither groups 'vars', as Keras 3 writes, nor a list 'layer_names', as Keras 2 does",
        hint: "check that Keras wrote this file"
      )
    }
    var weights = KerasWeights(limits: limits)
    try weights.collect(root, path: KerasPath(), layer: model ?? .unknown)
    return weights.entries
  }

  private init(limits: TensorLimits) { self.limits = limits }

  /// Takes the variables of a layer or model, and of all layers in it.
  private mutating func collect(_ group: HDF5Group, path: KerasPath, layer: KerasLayer) throws(TensorFileError) {
    try checkThatNothingIsLoose(in: group, path: path)
    for child in group.groups {
      let childPath = path.entering(child.name)
      if child.name.hasSameUTF8(as: "vars") {
        entries += try variables(child, path: childPath, layer: layer)
      } else if child.isLayer {
        let part = layer.part(child.name)
        try collect(child, path: childPath.naming(child.layerName ?? part.name), layer: part)
      } else {
        try collect(list: child, path: childPath, known: layer.list(child.name))
      }
    }
  }

  /// Takes the variables of layers that stand in a Python list.
  /// - Parameter known: those layers as the configuration describes them; nil where it does not.
  private mutating func collect(list: HDF5Group, path: KerasPath, known: [KerasLayer]?) throws(TensorFileError) {
    try checkThatNothingIsLoose(in: list, path: path)
    describedCount += known?.count ?? 0
    guard describedCount <= 8 * limits.tensors else { throw path.fault("the configuration describes too many layers") }
    let layers = known.map { KerasLayerList($0, groups: list.groups) }
    var taken: Set<ExactText> = []
    for child in list.groups {
      let childPath = path.entering(child.name)
      if child.isList {
        try collect(list: child, path: childPath, known: nil)
        continue
      }
      let found = layers.map { $0.layer(of: child) } ?? KerasLayer(groupName: child.name)
      guard let layer = found else { throw childPath.fault("the configuration has no such layer") }
      let name = child.layerName ?? layer.name
      if let name, layers != nil, !taken.insert(ExactText(name)).inserted {
        throw childPath.fault("another layer is called \(name.quotedForMessage), too")
      }
      try collect(child, path: childPath.naming(name), layer: layer)
    }
  }

  private func checkThatNothingIsLoose(in group: HDF5Group, path: KerasPath) throws(TensorFileError) {
    guard let dataset = group.datasets.first else { return }
    throw path.entering(dataset.name).fault("it is a dataset outside of a group 'vars'")
  }

  private func variables(
    _ group: HDF5Group,
    path: KerasPath,
    layer: KerasLayer
  ) throws(TensorFileError) -> [TensorEntry] {
    if let stray = group.groups.first { throw path.entering(stray.name).fault("it is a group among variables") }
    let count = group.datasets.count
    // Quantised layers keep whole numbers under the names that others have for their weights.
    let areUsual = group.datasets.allSatisfy { $0.elementType.isFloatingPoint } || layer.className == "Normalization"
    let areNumbered = (0..<count).allSatisfy { group.dataset("\($0)") != nil }
    let roles = areUsual && areNumbered ? KerasVariables.names(of: layer, count: count) : nil
    return group.datasets.map { dataset in
      let role = Int(dataset.name).flatMap { number in roles?[number] }
      return dataset.entry(named: (path.names + (role.map { [$0] } ?? ["vars", dataset.name])).joined(separator: "/"))
    }
  }
}

extension HDF5Group {
  /// Whether there is a group `vars` here or further down.
  fileprivate var holdsVariables: Bool {
    group("vars") != nil || groups.contains(where: \.holdsVariables)
  }

  /// Whether this is the group of a layer that is the value of an attribute, and not of a list.
  fileprivate var isLayer: Bool {
    // Versions without names leave out `vars` where there are no variables.
    let known = ["layer", "forward_layer", "backward_layer", "cell"]
    return group("vars") != nil || known.contains { $0.hasSameUTF8(as: name) }
  }

  /// Whether this is a list in a list.
  fileprivate var isList: Bool {
    group("vars") == nil && withoutNumber(name).hasSameUTF8(as: "container")
  }
}
