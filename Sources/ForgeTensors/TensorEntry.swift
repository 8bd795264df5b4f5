/// One named tensor of a file.
///
/// Its bytes are always little-endian and in C order (the last axis varies fastest): a reader converts what a file holds
/// in another way. They need not be aligned.
package struct TensorEntry: Sendable {
  package let name: String
  package let elementType: ElementType
  /// Sizes of the axes, outermost first; empty for a scalar.
  package let shape: [Int]
  /// The product of `shape`.
  package let elementCount: Int
  /// Where the elements stand in `owner`.
  package let byteRange: Range<Int>
  package let owner: MappedBytes

  /// `byteRange` must lie within `owner` and hold just the elements of `shape`; readers have checked that.
  init(name: String, elementType: ElementType, size: TensorSize, byteRange: Range<Int>, owner: MappedBytes) {
    precondition(byteRange.lowerBound >= 0 && byteRange.upperBound <= owner.count, "a tensor lies within its owner")
    precondition(byteRange.count == size.byteCount, "a tensor's bytes are those of its elements")
    self.name = name
    self.elementType = elementType
    shape = size.shape
    elementCount = size.elementCount
    self.byteRange = byteRange
    self.owner = owner
  }

  /// A tensor in memory.
  /// - Parameter bytes: the elements, little-endian and in C order.
  /// - Throws: when the shape is negative or too large, or `bytes` holds another number of elements.
  package init(name: String, elementType: ElementType, shape: [Int], bytes: [UInt8]) throws(TensorFileError) {
    let size = try TensorSize(shape: shape, elementType: elementType, tensor: name)
    guard bytes.count == size.byteCount else {
      throw TensorFileError(
        "shape \(size.description) of \(elementType.rawValue) needs \(size.byteCount) bytes, found \(bytes.count)",
        tensor: name
      )
    }
    self.init(
      name: name,
      elementType: elementType,
      size: size,
      byteRange: 0..<bytes.count,
      owner: MappedBytes(bytes)
    )
  }

  /// A tensor of float32 in memory; `floats` are in C order.
  package init(name: String, shape: [Int], floats: [Float]) throws(TensorFileError) {
    let words = floats.map { $0.bitPattern.littleEndian }
    try self.init(name: name, elementType: .float32, shape: shape, bytes: words.withUnsafeBytes(Array.init))
  }

  /// A tensor of int64 in memory; `integers` are in C order.
  package init(name: String, shape: [Int], integers: [Int64]) throws(TensorFileError) {
    let words = integers.map(\.littleEndian)
    try self.init(name: name, elementType: .int64, shape: shape, bytes: words.withUnsafeBytes(Array.init))
  }

  /// A tensor of truth values in memory; `truths` are in C order.
  package init(name: String, shape: [Int], truths: [Bool]) throws(TensorFileError) {
    try self.init(name: name, elementType: .bool, shape: shape, bytes: truths.map { $0 ? 1 : 0 })
  }

  /// The same elements under another name, and perhaps another shape with as many.
  package func renamed(_ name: String, shape: [Int]? = nil) throws(TensorFileError) -> TensorEntry {
    try TensorName.check(name, limits: .standard)
    let size = try TensorSize(shape: shape ?? self.shape, elementType: elementType, tensor: name)
    guard size.elementCount == elementCount else {
      throw TensorFileError("\(elementCount) elements do not fill shape \(size.description)", tensor: name)
    }
    return TensorEntry(name: name, elementType: elementType, size: size, byteRange: byteRange, owner: owner)
  }

  /// Some of the rows along the first axis, under another name; nothing is copied.
  package func rows(_ range: Range<Int>, name: String) -> TensorEntry {
    precondition(!shape.isEmpty && range.lowerBound >= 0 && range.upperBound <= shape[0], "the rows are there")
    let rowBytes = shape[0] == 0 ? 0 : byteRange.count / shape[0]
    let size = TensorSize(rows: range.count, of: shape, elementType)
    let start = byteRange.lowerBound + range.lowerBound * rowBytes
    return TensorEntry(
      name: name,
      elementType: elementType,
      size: size,
      byteRange: start..<start + range.count * rowBytes,
      owner: owner
    )
  }

  /// Whether the elements of another tensor are the same bytes.
  package func hasSameBytes(as other: TensorEntry) -> Bool {
    guard elementType == other.elementType, elementCount == other.elementCount else { return false }
    return withUnsafeBytes { own in
      other.withUnsafeBytes { own.baseAddress == $0.baseAddress || own.elementsEqual($0) }
    }
  }

  /// Lends the bytes of the elements, little-endian and in C order, perhaps not aligned.
  package func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try owner.withUnsafeBytes { (bytes) throws(Failure) -> Result in
      try body(UnsafeRawBufferPointer(rebasing: bytes[byteRange]))
    }
  }
}
