import ForgeJSON

/// The parts of a `.keras` file.
struct KerasZip {
  private let archive: ZipArchive
  private let limits: TensorLimits

  init(bytes: MappedBytes, limits: TensorLimits) throws(TensorFileError) {
    let isHDF5 = bytes.withUnsafeBytes { $0.starts(with: HDF5Reader.signature) }
    guard !isHDF5 else {
      throw TensorFileError("it is an HDF5 file, not a zip archive", byteOffset: 0, hint: "call it '.h5'")
    }
    archive = try ZipArchive(bytes: bytes, limits: limits)
    self.limits = limits
  }

  /// `config.json`: what the model is made of.
  func description() throws(TensorFileError) -> (text: String, model: KerasLayer) {
    guard let text = try text("config.json") else { throw missing("config.json") }
    return (text, try KerasLayer(describedBy: text, called: "'config.json'"))
  }

  /// The version of Keras, as `metadata.json` tells it.
  func version() throws(TensorFileError) -> String? {
    guard let text = try text("metadata.json") else { return nil }
    do throws(JSONError) {
      guard case .string(let version) = try JSONValue(parsing: Array(text.utf8))["keras_version"] else { return nil }
      return version
    } catch {
      throw TensorFileError("'metadata.json' cannot be read: \(error.message)")
    }
  }

  /// `model.weights.h5`.
  func weights() throws(TensorFileError) -> (owner: MappedBytes, range: Range<Int>) {
    if let entry = entry("model.weights.h5") { return try archive.contents(of: entry) }
    if entry("model.weights.npz") != nil {
      throw TensorFileError(
        "its weights are pickled in 'model.weights.npz'",
        hint: "save the model with weights_format='h5', which is the default"
      )
    }
    if entry("model.weights.json") != nil {
      throw TensorFileError("its weights are in several files", hint: "save the model without max_shard_size")
    }
    throw missing("model.weights.h5")
  }

  private func entry(_ name: String) -> ZipEntry? {
    archive.entries.first { $0.name.hasSameUTF8(as: name) }
  }

  private func text(_ name: String) throws(TensorFileError) -> String? {
    guard let entry = entry(name) else { return nil }
    guard entry.inflatedCount <= limits.headerBytes else {
      throw TensorFileError("'\(name)' is \(entry.inflatedCount) bytes long, the limit is \(limits.headerBytes)")
    }
    let (owner, range) = try archive.contents(of: entry)
    let text = owner.withUnsafeBytes { String(strictUTF8: UnsafeRawBufferPointer(rebasing: $0[range])) }
    guard let text else { throw TensorFileError("'\(name)' is not valid UTF-8", byteOffset: entry.headerOffset) }
    return text
  }

  private func missing(_ name: String) -> TensorFileError {
    TensorFileError("the zip archive has no '\(name)'", hint: "check that model.save(…) of Keras wrote this file")
  }
}
