import ForgeJSON

/// What a safetensors header says about one tensor: `{"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}`.
struct SafetensorsRecord {
  let name: String
  let elementType: ElementType
  let size: TensorSize
  /// Counted from the end of the header; not compared with the file yet.
  let dataRange: Range<Int>

  /// - Throws: unless `value` has just the three fields, of the right kinds, and the range is as long as the elements.
  init(name: String, value: JSONValue, limits: TensorLimits) throws(TensorFileError) {
    guard case .object(let fields) = value else {
      throw TensorFileError("its header entry is \(value.kind), it takes an object", tensor: name)
    }
    let known = ["dtype", "shape", "data_offsets"]
    for field in fields where !known.contains(where: { $0.hasSameUTF8(as: field.key) }) {
      throw TensorFileError("unknown field \(field.key.quotedForMessage) in its header entry", tensor: name)
    }
    for field in known where value[field] == nil {
      throw TensorFileError("'\(field)' is missing from its header entry", tensor: name)
    }
    self.name = name
    elementType = try Self.elementType(value["dtype"] ?? .null, tensor: name)
    let shape = try Self.wholeNumbers(value["shape"] ?? .null, field: "shape", tensor: name)
    guard shape.count <= limits.rank else {
      throw TensorFileError(
        "it has \(shape.count) axes, the limit is \(limits.rank)",
        tensor: name
      )
    }
    size = try TensorSize(shape: shape, elementType: elementType, tensor: name)
    let offsets = try Self.wholeNumbers(value["data_offsets"] ?? .null, field: "data_offsets", tensor: name)
    guard offsets.count == 2 else {
      throw TensorFileError("'data_offsets' holds \(offsets.count) numbers, it takes a begin and an end", tensor: name)
    }
    guard offsets[0] <= offsets[1] else {
      throw TensorFileError("'data_offsets' end at \(offsets[1]), before they begin at \(offsets[0])", tensor: name)
    }
    dataRange = offsets[0]..<offsets[1]
    guard dataRange.count == size.byteCount else {
      throw TensorFileError(
        "shape \(size.description) of \(elementType.rawValue) needs \(size.byteCount) bytes, "
          + "but 'data_offsets' give it \(dataRange.count)",
        tensor: name
      )
    }
  }

  private static func elementType(_ value: JSONValue, tensor: String) throws(TensorFileError) -> ElementType {
    guard case .string(let code) = value else {
      throw TensorFileError("'dtype' is \(value.kind), it takes a text", tensor: tensor)
    }
    if let type = ElementType(safetensorsCode: code) { return type }
    let isKnown = ["F4", "F6_", "F8_", "C64"].contains { code.utf8.starts(with: $0.utf8) }
    throw TensorFileError(
      isKnown ? "elements of type \(code.quotedForMessage) are not supported" : "unknown dtype \(code.quotedForMessage)",
      tensor: tensor,
      hint: isKnown ? "save it as F32" : nil
    )
  }

  private static func wholeNumbers(
    _ value: JSONValue,
    field: String,
    tensor: String
  ) throws(TensorFileError) -> [Int] {
    guard case .array(let elements) = value else {
      throw TensorFileError("'\(field)' is \(value.kind), it takes an array of whole numbers", tensor: tensor)
    }
    var numbers: [Int] = []
    numbers.reserveCapacity(elements.count)
    for element in elements {
      guard case .integer(let number) = element, number >= 0 else {
        throw TensorFileError(
          "'\(field)' holds \(element.text().quotedForMessage), it takes whole numbers from 0",
          tensor: tensor
        )
      }
      numbers.append(number)
    }
    return numbers
  }
}

extension ElementType {
  /// The type that safetensors calls `code`, where it is one of ours.
  init?(safetensorsCode code: String) {
    guard let type = Self.allCases.first(where: { $0.safetensorsCode.hasSameUTF8(as: code) }) else { return nil }
    self = type
  }

  /// The name of the type in safetensors (`Dtype` in `safetensors/src/tensor.rs`).
  var safetensorsCode: String {
    switch self {
    case .float16: "F16"
    case .bfloat16: "BF16"
    case .float32: "F32"
    case .float64: "F64"
    case .int8: "I8"
    case .int16: "I16"
    case .int32: "I32"
    case .int64: "I64"
    case .uint8: "U8"
    case .uint16: "U16"
    case .uint32: "U32"
    case .uint64: "U64"
    case .bool: "BOOL"
    }
  }
}
