import ForgeJSON

/// The layers of a Python list, and which of them the groups of the list in a file belong to: by the user's name, which newer
/// files give, or by class and number: `dense` is the first dense layer, `dense_1` the second.
struct KerasLayerList {
  private var byName: [ExactText: KerasLayer] = [:]
  private var byGroup: [ExactText: KerasLayer] = [:]

  init(_ layers: [KerasLayer], groups: [HDF5Group]) {
    let numbered = Self.numbered(groups)
    var classes: [ExactText: [KerasLayer]] = [:]
    for layer in layers {
      if let name = layer.name { byName[ExactText(name)] = layer }
      if let group = layer.groupName { classes[ExactText(group), default: []].append(layer) }
    }
    for (name, members) in classes {
      var names = members.indices.map { $0 == 0 ? name.text : "\(name.text)_\($0)" }
      // Keras 2.13 counts layers with variables twice.
      if let found = numbered[name], found.count == members.count { names = found.sorted { $0.number < $1.number }.map(\.name) }
      for (name, layer) in zip(names, members) { byGroup[ExactText(name)] = layer }
    }
  }

  func layer(of group: HDF5Group) -> KerasLayer? {
    group.layerName.map { byName[ExactText($0)] } ?? byGroup[ExactText(group.name)]
  }

  /// The groups by what their names begin with: `dense_2` is number 2 of `dense`, and number 0 of `dense_2`.
  private static func numbered(_ groups: [HDF5Group]) -> [ExactText: [(number: Int, name: String)]] {
    var numbered: [ExactText: [(number: Int, name: String)]] = [:]
    for group in groups {
      numbered[ExactText(group.name), default: []].append((0, group.name))
      let base = withoutNumber(group.name)
      guard let number = Int(String(decoding: group.name.utf8.dropFirst(base.utf8.count + 1), as: UTF8.self)) else { continue }
      numbered[ExactText(base), default: []].append((number, group.name))
    }
    return numbered
  }
}

extension HDF5Group {
  /// The user's name for the layer whose group this is.
  var layerName: String? { group("vars")?.text("name") }
}
