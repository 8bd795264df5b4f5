import ForgeJSON

/// What a `.pt2` file says about one tensor, checked against the entry that holds its bytes:
///
///     "fc.weight": {"path_name": "weight_0", "is_param": true, "use_pickle": false, "tensor_meta": {"dtype": 7,
///       "sizes": [{"as_int": 3}, {"as_int": 4}], "strides": [{"as_int": 4}, {"as_int": 1}],
///       "storage_offset": {"as_int": 0}, "layout": 7, "requires_grad": true, "device": {"type": "cpu", "index": null}}}
///
/// Several tensors may share an entry, which is a whole storage; `storage_offset` and `strides` count elements in it.
struct PT2Payload {
  let name: String
  let kind: PT2Tensor.Kind
  let entry: ZipEntry
  let layout: StridedLayout

  enum Folder: String {
    case weights, constants
  }

  /// `Layout.Strided` of the schema.
  private static let stridedLayout = 7

  /// All tensors that one of the two configurations lists.
  static func all(
    in archive: TorchArchive,
    folder: Folder,
    model: String,
    limits: TensorLimits
  ) throws(TensorFileError) -> [PT2Payload] {
    let path = "data/\(folder.rawValue)/\(model)_\(folder.rawValue)_config.json"
    guard archive[path] != nil else { throw missing(path, folder, model, in: archive) }
    guard case .object(let members)? = try archive.json(at: path, limits: limits)["config"] else {
      throw TensorFileError("\(path.quotedForMessage) holds no object 'config'")
    }
    guard members.count <= limits.tensors else {
      throw TensorFileError("the file holds \(members.count) tensors, the limit is \(limits.tensors)")
    }
    return try members.map { (member) throws(TensorFileError) in
      try TensorName.check(member.key, limits: limits)
      do throws(TensorFileError) {
        return try PT2Payload(name: member.key, value: member.value, folder: folder, in: archive, limits: limits)
      } catch {
        var named = error
        named.tensor = member.key
        throw named
      }
    }
  }

  private static func missing(_ path: String, _ folder: Folder, _ model: String, in archive: TorchArchive) -> TensorFileError {
    let isPickled = archive["data/\(folder.rawValue)/\(model).pt"] != nil
    return TensorFileError(
      isPickled
        ? "the archive's \(folder.rawValue) are a pickle, as torch.export.save wrote them in PyTorch 2.8"
        : "the archive holds no \(path.quotedForMessage)",
      hint: isPickled ? #"in Python, save it again: torch.export.save(torch.export.load("old.pt2"), "new.pt2")"# : nil
    )
  }

  private init(
    name: String,
    value: JSONValue,
    folder: Folder,
    in archive: TorchArchive,
    limits: TensorLimits
  ) throws(TensorFileError) {
    guard case .boolean(let isPickled)? = value["use_pickle"], case .boolean(let isParameter)? = value["is_param"],
      case .string(let file)? = value["path_name"]
    else { throw TensorFileError("its description lacks 'path_name', 'is_param' or 'use_pickle'") }
    guard !isPickled else {
      throw TensorFileError(
        "it is kept as a pickle, which is not read: it is no plain tensor",
        hint: "nothing in a weights file is ever executed; export the model with plain tensors"
      )
    }
    let path = "data/\(folder.rawValue)/\(file)"
    guard let entry = archive[path], !path.hasSuffix("/") else {
      throw TensorFileError("its bytes should be in \(path.quotedForMessage), but the archive has no such entry")
    }
    guard let meta = value["tensor_meta"], case .object = meta else {
      throw TensorFileError("its description lacks 'tensor_meta'")
    }
    self.name = name
    self.entry = entry
    kind = folder == .constants ? .constant : isParameter ? .parameter : .buffer
    layout = try Self.layout(meta, storageBytes: entry.inflatedCount, limits: limits)
  }

  private static func layout(
    _ meta: JSONValue,
    storageBytes: Int,
    limits: TensorLimits
  ) throws(TensorFileError) -> StridedLayout {
    guard meta["layout"] == .integer(stridedLayout) else {
      throw TensorFileError(
        "it is sparse or of another layout than strided, which is not supported",
        hint: UnsupportedTensor.sparse.hint
      )
    }
    guard case .integer(let code)? = meta["dtype"], let type = TorchElementType(exportCode: code) else {
      throw TensorFileError("its 'dtype' is \(meta["dtype"]?.text().quotedForMessage ?? "missing"), which is unknown")
    }
    guard let elementType = type.elementType else {
      throw TensorFileError("its elements are \(type.refusal)", hint: type.hint)
    }
    let shape = try wholeNumbers(meta["sizes"], field: "sizes")
    guard shape.count <= limits.rank else {
      throw TensorFileError("it has \(shape.count) axes, the limit is \(limits.rank)")
    }
    return try StridedLayout(
      shape: shape,
      strides: try wholeNumbers(meta["strides"], field: "strides"),
      offset: try wholeNumber(meta["storage_offset"], field: "storage_offset"),
      elementType: elementType,
      storageBytes: storageBytes
    )
  }

  private static func wholeNumbers(_ value: JSONValue?, field: String) throws(TensorFileError) -> [Int] {
    guard case .array(let elements)? = value else {
      throw TensorFileError("its '\(field)' is \(value?.kind ?? "missing"), an array is wanted")
    }
    var numbers: [Int] = []
    for element in elements { numbers.append(try wholeNumber(element, field: field)) }
    return numbers
  }

  /// A number as `{"as_int": 3}`; sizes that are expressions belong to inputs, not to tensors that are kept.
  private static func wholeNumber(_ value: JSONValue?, field: String) throws(TensorFileError) -> Int {
    guard case .integer(let number)? = value?["as_int"] else {
      throw TensorFileError(
        "its '\(field)' holds \(value?.text().quotedForMessage ?? "nothing"), wanted are numbers such as {\"as_int\": 3}"
      )
    }
    return number
  }
}
