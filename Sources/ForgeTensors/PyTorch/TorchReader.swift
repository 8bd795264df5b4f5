import ForgeJSON

/// Reads the zip archives that `torch.save` writes since PyTorch 1.6: a pickle `data.pkl` that describes tensors, and a
/// storage of raw numbers for each `data/<key>`. Tensors that stand in C order are read in place.
///
/// Source: `torch/serialization.py` (`_save`, `_load`) of PyTorch 2.13. The pickle is run by ``PickleMachine``, which executes
/// nothing; ``StateDictionary`` tells which of its tensors are the model's.
struct TorchReader {
  private let bytes: MappedBytes
  private let limits: TensorLimits

  init(bytes: MappedBytes, limits: TensorLimits) {
    self.bytes = bytes
    self.limits = limits
  }

  func entries() throws(TensorFileError) -> [TensorEntry] {
    if let refusal = bytes.withUnsafeBytes({ TorchOldForm.refusal(of: $0) }) { throw refusal }
    let archive = try TorchArchive(bytes: bytes, limits: limits)
    try checkKind(of: archive)
    guard let pickle = archive["data.pkl"] else {
      throw TensorFileError(
        "the archive holds no 'data.pkl', so torch.save did not write it",
        hint: StateDictionary.hint
      )
    }
    guard pickle.inflatedCount <= limits.headerBytes else {
      throw TensorFileError(
        "the pickle is \(pickle.inflatedCount) bytes long, the limit is \(limits.headerBytes)",
        byteOffset: pickle.headerOffset
      )
    }
    let (owner, range) = try archive.contents(of: pickle)
    let (tensors, storages) = try owner.withUnsafeBytes { (raw) throws(TensorFileError) in
      let bytes = PickleBytes(
        UnsafeRawBufferPointer(rebasing: raw[range]),
        at: owner === self.bytes ? range.lowerBound : nil
      )
      var machine = PickleMachine(bytes: bytes, archive: archive)
      let objects = try machine.run()
      var dictionary = StateDictionary(objects, limits: limits)
      return (try dictionary.tensors(), objects.storages)
    }
    return try entries(of: tensors, storages, in: archive)
  }

  private func checkKind(of archive: TorchArchive) throws(TensorFileError) {
    if archive["constants.pkl"] != nil || archive.paths.contains(where: { $0.hasPrefix("code/") }) {
      throw TensorFileError(
        "the file is a TorchScript archive, a program with its weights",
        hint: #"in Python, save its parameters: torch.save(torch.jit.load("old.pt").state_dict(), "new.pt")"#
      )
    }
    if archive["archive_format"] != nil {
      throw TensorFileError("the file was written by torch.export", hint: "its name should end in .pt2")
    }
  }

  private func entries(
    of tensors: [NamedTensor],
    _ storages: [TorchStorage],
    in archive: TorchArchive
  ) throws(TensorFileError) -> [TensorEntry] {
    let layouts = try tensors.map { (tensor) throws(TensorFileError) in
      (name: tensor.name, place: try place(of: tensor))
    }
    try limits.checkTotal(of: layouts.lazy.map(\.place.layout.size), fileBytes: bytes.count)
    var contents = StorageContents()
    var entries: [TensorEntry] = []
    for (name, (storage, layout)) in layouts {
      let content = try contents.contents(of: storages[storage].entry, in: archive)
      entries.append(layout.entry(name: name, storage: content))
    }
    return entries
  }

  private func place(of tensor: NamedTensor) throws(TensorFileError) -> (storage: Int, layout: StridedLayout) {
    switch tensor.tensor {
    case .unsupported(let reason): throw TensorFileError(reason.message, tensor: tensor.name, hint: reason.hint)
    case .strided(let storage, let layout):
      guard layout.size.shape.count <= limits.rank else {
        throw TensorFileError(
          "it has \(layout.size.shape.count) axes, the limit is \(limits.rank)",
          tensor: tensor.name
        )
      }
      return (storage, layout)
    }
  }
}
