import ForgeJSON

/// A file that Keras saved: the model's description and its tensors.
///
/// Sources: `keras/src/saving/saving_lib.py` of Keras 3.15 for `.keras` and `.weights.h5`, and
/// `keras/src/legacy/saving/legacy_h5_format.py` for the `.h5` that Keras 2 and tf.keras write. A `.keras` file is a zip
/// archive with `config.json` and `model.weights.h5`.
package struct KerasArchive: Sendable {
  /// The description as JSON: `config.json`, or the attribute `model_config` of a legacy file. Nil where a file has weights alone.
  package let configuration: String?
  /// The version of Keras that wrote the file, where it says so.
  package let version: String?
  /// The model's variables without the optimizer's, called as in ``KerasWeights`` or ``LegacyKerasWeights``; names are unique.
  package let tensors: [TensorEntry]

  /// Reads a `.keras` file.
  package init(readingArchive bytes: MappedBytes, limits: TensorLimits = .standard) throws(TensorFileError) {
    let archive = try KerasZip(bytes: bytes, limits: limits)
    let description = try archive.description()
    let weights = try archive.weights()
    let root: HDF5Group
    do {
      root = try HDF5Reader(bytes: weights.owner, range: weights.range, limits: limits).root()
    } catch {
      throw error.inside("model.weights.h5")
    }
    configuration = description.text
    version = try archive.version()
    tensors = try Self.checked(KerasWeights.entries(of: root, model: description.model, limits: limits), limits: limits)
  }

  /// Reads a `.h5` file: the weights of Keras 3 (`.weights.h5`), or a model or weights in the legacy format.
  package init(readingHDF5 bytes: MappedBytes, limits: TensorLimits = .standard) throws(TensorFileError) {
    let root = try HDF5Reader(bytes: bytes, range: 0..<bytes.count, limits: limits).root()
    configuration = root.text("model_config")
    let model: KerasLayer? =
      if let configuration { try KerasLayer(describedBy: configuration, called: "the attribute 'model_config'") } else { nil }
    if let weights = LegacyKerasWeights(root: root, model: model) {
      version = weights.version
      tensors = try Self.checked(weights.entries(), limits: limits)
    } else {
      version = nil
      tensors = try Self.checked(KerasWeights.entries(of: root, model: nil, limits: limits), limits: limits)
    }
  }

  /// Names of files are unique and fit for messages; layers could be called anything.
  private static func checked(_ tensors: [TensorEntry], limits: TensorLimits) throws(TensorFileError) -> [TensorEntry] {
    guard tensors.count <= limits.tensors else {
      throw TensorFileError("the file holds \(tensors.count) tensors, the limit is \(limits.tensors)")
    }
    var seen: Set<ExactText> = []
    for tensor in tensors {
      try TensorName.check(tensor.name, limits: limits)
      guard seen.insert(ExactText(tensor.name)).inserted else {
        throw TensorFileError(
          "two tensors are called \(tensor.name.quotedForMessage)",
          hint: "give every layer of the model a name of its own, and save it again"
        )
      }
    }
    return tensors
  }
}

extension TensorFileError {
  /// The same about a file in an archive: a place in it means nothing outside.
  fileprivate func inside(_ entry: String) -> TensorFileError {
    TensorFileError("'\(entry)': \(message)", tensor: tensor, hint: hint)
  }
}
