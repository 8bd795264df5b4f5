import ForgeJSON

/// Reads NumPy's format of one array: magic, version, header length, header, elements.
///
/// Source: `numpy/lib/_format_impl.py` (NumPy 2), "Format Version 1.0" to "3.0". Elements come out little-endian and in C
/// order. Python objects, structured types, texts, dates and complex numbers are refused.
struct NpyReader {
  private let bytes: MappedBytes
  private let range: Range<Int>
  private let name: String
  private let limits: TensorLimits

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// NumPy's own default for untrusted files (`_MAX_HEADER_SIZE`).
  static let longestHeader = 10_000

  /// - Parameter range: the array's part of `bytes`, all of it; offsets in errors count from its start.
  init(bytes: MappedBytes, range: Range<Int>, name: String, limits: TensorLimits) {
    self.bytes = bytes
    self.range = range
    self.name = name
    self.limits = limits
  }

  func entry() throws(TensorFileError) -> TensorEntry {
    do {
      return try bytes.withUnsafeBytes { (raw) throws(TensorFileError) in
        try entry(in: UnsafeRawBufferPointer(rebasing: raw[range]))
      }
    } catch {
      var named = error
      named.tensor = name
      throw named
    }
  }

  private func entry(in raw: UnsafeRawBufferPointer) throws(TensorFileError) -> TensorEntry {
    let headerRange = try headerRange(in: raw)
    let header = try NpyHeader(parsing: [UInt8](raw[headerRange]), at: headerRange.lowerBound)
    let type = try NpyElementType(dtype: header.dtype)
    guard header.shape.count <= limits.rank else {
      throw TensorFileError("it has \(header.shape.count) axes, the limit is \(limits.rank)")
    }
    let size = try TensorSize(shape: header.shape, elementType: type.elementType, tensor: name)
    let data = UnsafeRawBufferPointer(rebasing: raw[headerRange.upperBound...])
    guard data.count == size.byteCount else {
      throw TensorFileError(
        "shape \(size.description) of \(type.elementType.rawValue) needs \(size.byteCount) bytes, "
          + "but \(data.count) follow the header",
        byteOffset: headerRange.upperBound,
        hint: data.count < size.byteCount ? "the file may be cut short" : nil
      )
    }
    let order = NpyOrder(isBigEndian: type.isBigEndian, isFortran: header.isFortranOrder)
    if let ordered = order.converted(data, size: size, elementBytes: type.elementType.byteCount) {
      return TensorEntry(
        name: name,
        elementType: type.elementType,
        size: size,
        byteRange: 0..<ordered.count,
        owner: ordered
      )
    }
    let start = range.lowerBound + headerRange.upperBound
    return TensorEntry(
      name: name,
      elementType: type.elementType,
      size: size,
      byteRange: start..<range.upperBound,
      owner: bytes
    )
  }

  private func headerRange(in raw: UnsafeRawBufferPointer) throws(TensorFileError) -> Range<Int> {
    guard raw.count >= 8, raw.starts(with: Self.magic) else {
      throw TensorFileError(
        "it does not begin with NumPy's magic bytes and a version",
        byteOffset: 0,
        hint: "check that this is an .npy file"
      )
    }
    let (major, minor) = (raw[6], raw[7])
    let declared: UInt32?
    let start: Int
    switch (major, minor) {
    case (1, 0): (declared, start) = (raw.littleEndian(UInt16.self, at: 8).map(UInt32.init), 10)
    case (2, 0), (3, 0): (declared, start) = (raw.littleEndian(UInt32.self, at: 8), 12)
    default:
      throw TensorFileError("format version \(major).\(minor) is unknown, versions 1.0 to 3.0 are read", byteOffset: 6)
    }
    guard let declared else { throw TensorFileError("it ends within the header length", byteOffset: 8) }
    guard declared <= Self.longestHeader else {
      throw TensorFileError("it declares a header of \(declared) bytes, the limit is \(Self.longestHeader)", byteOffset: 8)
    }
    guard Int(declared) <= raw.count - start else {
      throw TensorFileError(
        "it declares a header of \(declared) bytes, but only \(raw.count - start) follow",
        byteOffset: 8,
        hint: "the file may be cut short"
      )
    }
    return start..<start + Int(declared)
  }
}
