import ForgeJSON

/// What `torch.export.save` writes since PyTorch 2.8: a program as JSON, and its tensors as raw bytes that a second JSON text
/// describes. Nothing that is a pickle is opened.
///
/// Source: `torch/csrc/export/pt2_archive_constants.h` for the paths, `torch/export/pt2_archive/_package.py` and
/// `torch/_export/serde/schema.py` (schema 8.20, PyTorch 2.13) for the contents.
package struct PT2Archive: Sendable {
  /// The name under which the only model of the archive is kept, `model` unless somebody chose another.
  package let modelName: String
  /// The program: `models/<name>.json`, an `ExportedProgram` of the schema with major version 8.
  package let model: JSONValue
  /// Parameters, buffers and constants, sorted by the UTF-8 bytes of their names, which are unique.
  package let tensors: [PT2Tensor]
  /// Paths of entries that are there and are not read, since they are pickles: the example inputs.
  package let unreadPaths: [String]

  /// The major version of the schema that is read (`SCHEMA_VERSION`).
  package static let schemaMajor = 8

  package init(reading bytes: MappedBytes, limits: TensorLimits = .standard) throws(TensorFileError) {
    let archive = try TorchArchive(bytes: bytes, limits: limits)
    try Self.checkKind(of: archive)
    modelName = try Self.modelName(in: archive)
    model = try archive.json(at: "models/\(modelName).json", limits: limits)
    try Self.checkSchema(of: model)
    let weights = try PT2Payload.all(in: archive, folder: .weights, model: modelName, limits: limits)
    let constants = try PT2Payload.all(in: archive, folder: .constants, model: modelName, limits: limits)
    tensors = try Self.tensors(weights + constants, in: archive, limits: limits)
    let inputs = "data/sample_inputs/\(modelName).pt"
    unreadPaths = archive[inputs] == nil ? [] : [inputs]
  }

  private static func checkKind(of archive: TorchArchive) throws(TensorFileError) {
    guard let (format, entry) = try archive.word(at: "archive_format") else {
      let isOld = archive["serialized_exported_program.json"] != nil
      let isSaved = archive["data.pkl"] != nil
      throw TensorFileError(
        isOld
          ? "the file is in the form that torch.export.save wrote before PyTorch 2.8"
          : "the archive holds no 'archive_format', so torch.export.save did not write it",
        hint: isOld
          ? #"in Python, save it again: torch.export.save(torch.export.load("old.pt2"), "new.pt2")"#
          : isSaved ? "torch.save wrote it: its name should end in .pt" : nil
      )
    }
    guard format.hasSameUTF8(as: "pt2") else {
      throw TensorFileError(
        "the archive's format is \(format.quotedForMessage), wanted is 'pt2'",
        byteOffset: entry.dataRange.lowerBound
      )
    }
    // The first version does without the entry, too.
    guard let (version, entry) = try archive.word(at: "archive_version"), !version.hasSameUTF8(as: "0") else { return }
    throw TensorFileError(
      "the archive has version \(version.quotedForMessage) of the format 'pt2', only '0' is known",
      byteOffset: entry.dataRange.lowerBound
    )
  }

  private static func modelName(in archive: TorchArchive) throws(TensorFileError) -> String {
    let (prefix, suffix) = ("models/", ".json")
    let names = archive.paths.filter { $0.utf8.starts(with: prefix.utf8) && $0.hasSuffix(suffix) }
      .map { String(decoding: $0.utf8.dropFirst(prefix.utf8.count).dropLast(suffix.utf8.count), as: UTF8.self) }
    guard let name = names.first, !name.isEmpty else {
      throw TensorFileError(
        "the archive holds no model below 'models/'",
        hint: "a package of compiled code alone (AOTInductor) has no weights that can be read; save with torch.export.save"
      )
    }
    guard names.count == 1 else {
      let shown = names.prefix(8).map(\.quotedForMessage).joined(separator: ", ")
      throw TensorFileError(
        "the archive holds \(names.count) models: \(shown)\(names.count > 8 ? "…" : "")",
        hint: "save each of them to a file of its own: torch.export.save(program, \"model.pt2\")"
      )
    }
    return name
  }

  private static func checkSchema(of model: JSONValue) throws(TensorFileError) {
    guard case .integer(let major)? = model["schema_version"]?["major"] else {
      throw TensorFileError("the model does not tell the version of its schema")
    }
    guard major == schemaMajor else {
      throw TensorFileError(
        "the model follows schema version \(major), only \(schemaMajor) is read",
        hint: major < schemaMajor ? "save it again with PyTorch 2.13 or near" : nil
      )
    }
  }

  private static func tensors(
    _ payloads: [PT2Payload],
    in archive: TorchArchive,
    limits: TensorLimits
  ) throws(TensorFileError) -> [PT2Tensor] {
    guard payloads.count <= limits.tensors else {
      throw TensorFileError("the file holds \(payloads.count) tensors, the limit is \(limits.tensors)")
    }
    let payloads = payloads.sorted { $0.name.precedesInUTF8($1.name) }
    for (left, right) in zip(payloads, payloads.dropFirst()) where left.name.hasSameUTF8(as: right.name) {
      throw TensorFileError("a weight and a constant have this name", tensor: left.name)
    }
    try limits.checkTotal(of: payloads.lazy.map(\.layout.size), fileBytes: archive.zip.bytes.count)
    var storages = StorageContents()
    var tensors: [PT2Tensor] = []
    for payload in payloads {
      let content = try storages.contents(of: payload.entry, in: archive)
      tensors.append(PT2Tensor(kind: payload.kind, entry: payload.layout.entry(name: payload.name, storage: content)))
    }
    return tensors
  }
}

/// A tensor of an exported program under its fully qualified name.
package struct PT2Tensor: Sendable {
  package enum Kind: Sendable {
    case parameter
    /// A buffer that the state dict has.
    case buffer
    /// A tensor that the program holds as a constant, or a buffer that is not persistent; the model's signature tells which.
    case constant
  }

  package let kind: Kind
  package let entry: TensorEntry
}

extension TorchArchive {
  /// The JSON text in an entry.
  func json(at path: String, limits: TensorLimits) throws(TensorFileError) -> JSONValue {
    guard let entry = self[path] else {
      throw TensorFileError("the archive holds no \(path.quotedForMessage)")
    }
    guard entry.inflatedCount <= limits.headerBytes else {
      throw TensorFileError(
        "zip entry \(entry.name.quotedForMessage) is \(entry.inflatedCount) bytes long, the limit is \(limits.headerBytes)",
        byteOffset: entry.headerOffset
      )
    }
    let (owner, range) = try contents(of: entry)
    return try owner.withUnsafeBytes { (raw) throws(TensorFileError) in
      do throws(JSONError) {
        return try JSONValue(parsing: UnsafeRawBufferPointer(rebasing: raw[range]))
      } catch {
        throw TensorFileError(
          "zip entry \(entry.name.quotedForMessage) cannot be read: \(error.message)",
          byteOffset: owner === zip.bytes ? range.lowerBound + error.byteOffset : nil
        )
      }
    }
  }
}
