import ForgeJSON

/// The named tensors of one file, checked in full: every name, shape and byte range is sound.
package struct TensorFile: Sendable {
  package let format: TensorFileFormat
  /// Bytes of the file.
  package let byteCount: Int
  /// Sorted by the UTF-8 bytes of their names, which are unique.
  package private(set) var entries: [TensorEntry]
  /// The texts that a safetensors file carries beside its tensors, sorted by key.
  package let metadata: [TensorMetadata]

  /// Reads a file that was mapped or loaded. The tensors refer to `bytes` where they can and keep them alive.
  ///
  /// - Parameters:
  ///   - name: the name of the only tensor of an `.npy` file, which carries none: the file's name without its extension.
  ///   - siblings: opens a file that this one refers to.
  package init(
    reading bytes: MappedBytes,
    format: TensorFileFormat,
    name: String,
    limits: TensorLimits = .standard,
    siblings: @escaping Siblings = TensorFile.noSiblings
  ) throws(TensorFileError) {
    guard bytes.count <= limits.totalBytes else {
      throw TensorFileError("the file is \(bytes.count) bytes long, the limit is \(limits.totalBytes)", hint: TensorLimits.hint)
    }
    var metadata: [TensorMetadata] = []
    let entries: [TensorEntry]
    switch format {
    case .safetensors: (entries, metadata) = try SafetensorsReader(bytes: bytes, limits: limits).contents()
    case .npz: entries = try NpzReader(bytes: bytes, limits: limits).entries()
    case .npy:
      try TensorName.check(name, limits: limits)
      entries = [try NpyReader(bytes: bytes, range: 0..<bytes.count, name: name, limits: limits).entry()]
    case .keras: entries = try KerasArchive(readingArchive: bytes, limits: limits).tensors
    case .h5: entries = try KerasArchive(readingHDF5: bytes, limits: limits).tensors
    case .onnx: entries = try ONNXReader(bytes: bytes, limits: limits, siblings: siblings).entries()
    case .pt: entries = try TorchReader(bytes: bytes, limits: limits).entries()
    case .pt2: entries = try PT2Archive(reading: bytes, limits: limits).tensors.map(\.entry)
    }
    self.format = format
    byteCount = bytes.count
    self.entries = entries.sorted { $0.name.precedesInUTF8($1.name) }
    self.metadata = metadata.sorted { $0.key.precedesInUTF8($1.key) }
  }

  /// The file with fewer tensors.
  package func without(_ names: [String]) -> TensorFile {
    let leftOut = Set(names.map(ExactText.init))
    var rest = self
    rest.entries.removeAll { leftOut.contains(ExactText($0.name)) }
    return rest
  }

  /// The file with some tensors under other names, which no tensor has.
  package func renaming(_ names: [(original: String, name: String)]) throws(TensorFileError) -> TensorFile {
    var renamed = self
    for (original, name) in names {
      guard let place = renamed.entries.firstIndex(where: { $0.name.hasSameUTF8(as: original) }) else { continue }
      renamed.entries[place] = try renamed.entries[place].renamed(name)
    }
    renamed.entries.sort { $0.name.precedesInUTF8($1.name) }
    return renamed
  }

  /// Opens a file beside this one for a tensor: `location` is what the file says, with whatever tricks it may hold.
  package typealias Siblings = (_ location: String, _ tensor: String) throws(TensorFileError) -> MappedBytes

  /// Refuses tensors that stand in other files.
  package static func noSiblings(_ location: String, _ tensor: String) throws(TensorFileError) -> MappedBytes {
    throw TensorFileError(
      "its elements are in another file, \(location.quotedForMessage), which is not read here",
      tensor: tensor
    )
  }

  /// The tensor whose name has the same UTF-8 bytes, or nil. O(log number of tensors).
  package subscript(name: String) -> TensorEntry? {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].name.precedesInUTF8(name) { low = middle + 1 } else { high = middle }
    }
    return low < entries.count && entries[low].name.hasSameUTF8(as: name) ? entries[low] : nil
  }
}

/// A text that a safetensors file carries under `__metadata__`.
package struct TensorMetadata: Sendable, Equatable {
  package let key: String
  package let value: String

  package init(key: String, value: String) {
    self.key = key
    self.value = value
  }
}
