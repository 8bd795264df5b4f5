import ForgeJSON

/// A `TensorProto`: a tensor as ONNX stores it, read but for its elements.
///
/// Source: onnx/onnx.proto, message TensorProto. Elements stand in one of `raw_data` (little-endian, C order), the field of their
/// type, or a file beside the model.
package struct ONNXTensor: Sendable {
  package let name: String
  package let shape: [Int]
  /// The number in `TensorProto.DataType`.
  package let dataType: Int64
  /// Where the message stands, for errors.
  package let offset: Int
  /// The elements of a tensor of texts; nil for others. Of texts beyond the limit only the first are kept.
  package let texts: [[UInt8]]?
  fileprivate var elements: Elements

  fileprivate enum Elements: Sendable {
    /// Parts of fields, in order, all of one kind.
    case raw(Range<Int>)
    case fixed([Range<Int>])
    case varints([Range<Int>])
    case external(location: String, offset: Int, length: Int?)
    case texts
    case none
  }

  init(of bytes: MappedBytes, in range: Range<Int>, limits: TensorLimits) throws(TensorFileError) {
    var parts = Parts()
    var fields = ProtobufFields(of: bytes, in: range, message: "a tensor")
    while let field = try fields.next() { try parts.read(field, of: bytes, limits: limits) }
    name = parts.name
    shape = parts.shape
    dataType = parts.dataType
    offset = range.lowerBound
    texts = dataType == 8 ? parts.texts : nil
    elements = try parts.elements(at: range.lowerBound)
  }

  /// What has been seen of a message.
  private struct Parts {
    var name = ""
    var shape: [Int] = []
    var dataType: Int64 = 0
    var raw: Range<Int>?
    var fixed: [Range<Int>] = []
    var varints: [Range<Int>] = []
    var texts: [[UInt8]] = []
    /// The most texts that are kept: each costs far more memory than the two bytes that it may take in the file.
    static let mostTexts = 1 << 16
    var isExternal = false
    var external: [(key: String, value: String)] = []

    mutating func read(_ field: ProtobufFields.Field, of bytes: MappedBytes, limits: TensorLimits) throws(TensorFileError) {
      switch field.number {
      case 1: try readSizes(field, of: bytes, limits: limits)
      case 2: dataType = try field.integer("a tensor's data_type")
      case 4, 10: try readFixed(field)
      case 5, 7, 11: varints.append(try packed(field))
      case 6:
        let text = try field.range("a tensor's text")
        if texts.count < Self.mostTexts { texts.append(bytes.withUnsafeBytes { Array($0[text]) }) }
      case 8: name = try field.text("a tensor's name", of: bytes)
      case 9: raw = try field.range("a tensor's raw_data")
      case 13: external.append(try ONNXEntry(of: bytes, in: field.range("external_data")).pair)
      case 14: isExternal = try field.integer("a tensor's data_location") == 1
      case 3:
        throw TensorFileError("tensor \(name.quotedForMessage) is a segment, which is not supported", byteOffset: field.offset)
      default: break
      }
    }

    /// Sizes come packed or one by one.
    private mutating func readSizes(
      _ field: ProtobufFields.Field,
      of bytes: MappedBytes,
      limits: TensorLimits
    ) throws(TensorFileError) {
      var sizes: [UInt64] = []
      switch field.value {
      case .varint(let size): sizes = [size]
      case .bytes(let range):
        guard range.count <= 10 * limits.rank, bytes.forEachVarint(in: range, { sizes.append($0) }) else {
          throw TensorFileError("a tensor's dims are cut short, or too many", byteOffset: field.offset)
        }
      default:
        throw TensorFileError("a tensor's dims have another wire type than the format gives them", byteOffset: field.offset)
      }
      for size in sizes {
        guard let size = Int(exactly: size) else {
          throw TensorFileError("a tensor has a negative size", byteOffset: field.offset)
        }
        shape.append(size)
      }
      guard shape.count <= limits.rank else {
        throw TensorFileError("a tensor has \(shape.count) axes, the limit is \(limits.rank)", byteOffset: field.offset)
      }
    }

    private mutating func readFixed(_ field: ProtobufFields.Field) throws(TensorFileError) {
      guard case .bytes(let range) = field.value else {
        throw TensorFileError(
          "a tensor's numbers stand one by one in the file, only the packed form is supported",
          byteOffset: field.offset,
          hint: "onnx.save(onnx.load(path), path) packs them"
        )
      }
      fixed.append(range)
    }

    private func packed(_ field: ProtobufFields.Field) throws(TensorFileError) -> Range<Int> {
      guard case .bytes(let range) = field.value else {
        throw TensorFileError(
          "a tensor's numbers stand one by one in the file, only the packed form is supported",
          byteOffset: field.offset,
          hint: "onnx.save(onnx.load(path), path) packs them"
        )
      }
      return range
    }

    func elements(at offset: Int) throws(TensorFileError) -> Elements {
      let present = [raw != nil, !fixed.isEmpty, !varints.isEmpty, isExternal, !texts.isEmpty].filter { $0 }.count
      guard present <= 1 else {
        throw TensorFileError("tensor \(name.quotedForMessage) holds its elements in several ways", byteOffset: offset)
      }
      if isExternal { return try externalElements(at: offset) }
      if !texts.isEmpty { return .texts }
      if let raw { return .raw(raw) }
      return !fixed.isEmpty ? .fixed(fixed) : !varints.isEmpty ? .varints(varints) : .none
    }

    private func externalElements(at offset: Int) throws(TensorFileError) -> Elements {
      func number(_ key: String) throws(TensorFileError) -> Int? {
        guard let text = external.last(where: { $0.key == key })?.value else { return nil }
        guard let number = Int(text), number >= 0 else {
          throw TensorFileError(
            "tensor \(name.quotedForMessage) has \(text.quotedForMessage) as its external \(key), which is no size",
            byteOffset: offset
          )
        }
        return number
      }
      guard let location = external.last(where: { $0.key == "location" })?.value, !location.isEmpty else {
        throw TensorFileError("tensor \(name.quotedForMessage) is in another file, but names none", byteOffset: offset)
      }
      return .external(location: location, offset: try number("offset") ?? 0, length: try number("length"))
    }
  }
}

/// A `StringStringEntryProto`.
struct ONNXEntry {
  let pair: (key: String, value: String)

  init(of bytes: MappedBytes, in range: Range<Int>) throws(TensorFileError) {
    var (key, value) = ("", "")
    var fields = ProtobufFields(of: bytes, in: range, message: "an entry")
    while let field = try fields.next() {
      switch field.number {
      case 1: key = try field.text("an entry's key", of: bytes)
      case 2: value = try field.text("an entry's value", of: bytes)
      default: break
      }
    }
    pair = (key, value)
  }
}

extension ONNXTensor {
  /// The tensor with its elements.
  ///
  /// - Parameters:
  ///   - name: what it is called where the message does not say.
  ///   - bytes: the file that the message stands in.
  ///   - siblings: opens a file beside the model.
  package func entry(
    name fallback: String? = nil,
    of bytes: MappedBytes,
    siblings: TensorFile.Siblings
  ) throws(TensorFileError) -> TensorEntry {
    let name = fallback ?? name
    guard let type = ONNXElementType.type(dataType) else {
      throw TensorFileError(
        "its elements are \(ONNXElementType.name(dataType)), which is not supported",
        byteOffset: offset,
        tensor: name
      )
    }
    let size = try TensorSize(shape: shape, elementType: type, tensor: name)
    switch elements {
    case .raw(let range):
      try check(range.count, size, name)
      return TensorEntry(name: name, elementType: type, size: size, byteRange: range, owner: bytes)
    case .fixed(let ranges):
      guard type == .float32 || type == .float64 else { throw misplaced(type, name) }
      try check(ranges.reduce(0) { $0 + $1.count }, size, name)
      if ranges.count == 1 {
        return TensorEntry(name: name, elementType: type, size: size, byteRange: ranges[0], owner: bytes)
      }
      let joined = bytes.withUnsafeBytes { raw in ranges.flatMap { Array(raw[$0]) } }
      return try TensorEntry(name: name, elementType: type, shape: shape, bytes: joined)
    case .varints(let ranges):
      return try TensorEntry(name: name, elementType: type, shape: shape, bytes: integers(ranges, type, size, name, of: bytes))
    case .external(let location, let start, let length):
      let file = try siblings(location, name)
      let count = length ?? size.byteCount
      guard start <= file.count, count <= file.count - start else {
        throw TensorFileError(
          "it takes \(count) bytes from \(start) on of \(location.quotedForMessage), which has \(file.count)",
          byteOffset: offset,
          tensor: name
        )
      }
      try check(count, size, name)
      return TensorEntry(name: name, elementType: type, size: size, byteRange: start..<start + count, owner: file)
    case .none:
      try check(0, size, name)
      return TensorEntry(name: name, elementType: type, size: size, byteRange: 0..<0, owner: bytes)
    case .texts: throw misplaced(type, name)
    }
  }

  private func check(_ count: Int, _ size: TensorSize, _ name: String) throws(TensorFileError) {
    guard count == size.byteCount else {
      throw TensorFileError(
        "shape \(size.description) needs \(size.byteCount) bytes, found \(count)",
        byteOffset: offset,
        tensor: name
      )
    }
  }

  private func misplaced(_ type: ElementType, _ name: String) -> TensorFileError {
    TensorFileError("its elements are \(type.rawValue), but stand in a field of another type", byteOffset: offset, tensor: name)
  }

  /// Integers of up to 64 bits as varints: of `int32_data` all small types and the bits of halves, of `int64_data` and
  /// `uint64_data` the large ones.
  private func integers(
    _ ranges: [Range<Int>],
    _ type: ElementType,
    _ size: TensorSize,
    _ name: String,
    of bytes: MappedBytes
  ) throws(TensorFileError) -> [UInt8] {
    guard type != .float32, type != .float64 else { throw misplaced(type, name) }
    // A varint takes a byte at least, so this is no more than eight times the file.
    guard size.elementCount <= ranges.reduce(0, { $0 + $1.count }) else {
      throw TensorFileError("shape \(size.description) has more elements than there are", byteOffset: offset, tensor: name)
    }
    var result: [UInt8] = []
    result.reserveCapacity(size.byteCount)
    var isWhole = true
    for range in ranges {
      isWhole =
        isWhole
        && bytes.forEachVarint(in: range) { value in
          withUnsafeBytes(of: value.littleEndian) { result.append(contentsOf: $0.prefix(type.byteCount)) }
        }
    }
    guard isWhole, result.count == size.byteCount else {
      throw TensorFileError(
        "shape \(size.description) needs \(size.elementCount) elements, found \(result.count / type.byteCount)"
          + (isWhole ? "" : " and a part of one"),
        byteOffset: offset,
        tensor: name
      )
    }
    return result
  }
}

extension TensorEntry {
  /// A tensor that stands alone in a file, as the standard's test data do (`input_0.pb`).
  package init(onnxTensor bytes: MappedBytes, name: String) throws(TensorFileError) {
    let tensor = try ONNXTensor(of: bytes, in: 0..<bytes.count, limits: .standard)
    self = try tensor.entry(name: name, of: bytes) { location, tensor throws(TensorFileError) in
      throw TensorFileError("it stands in \(location.quotedForMessage), which is not there", tensor: tensor)
    }
  }
}
