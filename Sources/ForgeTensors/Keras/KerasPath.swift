import ForgeJSON

/// Where something stands in a file, and the names of the layers that lead there.
struct KerasPath {
  private var groups: [String] = []
  private(set) var names: [String] = []

  func entering(_ group: String) -> KerasPath {
    var path = self
    path.groups.append(group)
    return path
  }

  /// The layer that has just been entered by this name, or by that of its group.
  func naming(_ name: String?) -> KerasPath {
    var path = self
    path.names.append(name ?? groups.last ?? "")
    return path
  }

  func fault(_ message: String) -> TensorFileError {
    let place = groups.joined(separator: "/").quotedForMessage
    return TensorFileError("\(place): \(message)", hint: "check that Keras wrote this file")
  }
}
