/// Where the elements of a tensor stand in a storage: the one with the index (i, j, …) is the storage's element number
/// `offset + i·strides[0] + j·strides[1] + …`. Transposed, sliced and expanded (stride 0) tensors are all of this form.
struct StridedLayout {
  let size: TensorSize
  let strides: [Int]
  let offset: Int
  let elementType: ElementType

  /// - Parameter storageBytes: of the storage that all elements must lie in.
  /// - Throws: without place and tensor, when the layout is impossible or leaves the storage.
  init(
    shape: [Int],
    strides: [Int],
    offset: Int,
    elementType: ElementType,
    storageBytes: Int
  ) throws(TensorFileError) {
    guard strides.count == shape.count else {
      throw TensorFileError("it has \(shape.count) axes, but \(strides.count) strides")
    }
    size = try TensorSize(shape: shape, elementType: elementType, tensor: nil)
    self.strides = strides
    self.offset = offset
    self.elementType = elementType
    guard offset >= 0, strides.allSatisfy({ $0 >= 0 }) else {
      throw TensorFileError("its offset \(offset) or one of its strides \(strides) is negative")
    }
    guard size.elementCount > 0 else { return }
    let storageCount = storageBytes / elementType.byteCount
    guard let last = Self.lastElement(shape: shape, strides: strides, offset: offset), last < storageCount else {
      throw TensorFileError(
        "shape \(size.description) with strides \(strides) from element \(offset) passes the end of its storage, "
          + "which holds \(storageCount) \(storageCount == 1 ? "element" : "elements") of \(elementType.rawValue)"
      )
    }
  }

  /// The number of the last element in the storage, or nil when it passes `Int`. No axis is 0.
  private static func lastElement(shape: [Int], strides: [Int], offset: Int) -> Int? {
    var last = offset
    for (axis, stride) in zip(shape, strides) {
      let (distance, isTooFar) = (axis - 1).multipliedReportingOverflow(by: stride)
      let (sum, isTooLarge) = last.addingReportingOverflow(distance)
      guard !isTooFar, !isTooLarge else { return nil }
      last = sum
    }
    return last
  }

  /// Whether the elements stand one behind the other in C order.
  private var isContiguous: Bool {
    var next = 1
    for (axis, stride) in zip(size.shape, strides).reversed() where axis != 1 {
      guard stride == next else { return false }
      next *= axis
    }
    return true
  }

  /// The tensor: it refers to the storage where its elements stand in C order, else to a copy of them.
  ///
  /// - Parameter storage: where the storage is, which has the bytes that the layout was made for.
  func entry(name: String, storage: (owner: MappedBytes, range: Range<Int>)) -> TensorEntry {
    let start = storage.range.lowerBound + (size.elementCount > 0 ? offset * elementType.byteCount : 0)
    if size.elementCount == 0 || isContiguous {
      return TensorEntry(
        name: name,
        elementType: elementType,
        size: size,
        byteRange: start..<start + size.byteCount,
        owner: storage.owner
      )
    }
    let copy = storage.owner.withUnsafeBytes { raw in
      copied(UnsafeRawBufferPointer(rebasing: raw[start..<storage.range.upperBound]))
    }
    return TensorEntry(name: name, elementType: elementType, size: size, byteRange: 0..<copy.count, owner: copy)
  }

  private func copied(_ source: UnsafeRawBufferPointer) -> MappedBytes {
    // The stride of an axis of size 1 is never walked, and may be anything.
    let axes = zip(size.shape, strides).filter { $0.0 != 1 }
    let walk = StridedWalk(shape: axes.map(\.0), strides: axes.map(\.1))
    return MappedBytes(count: size.byteCount) { target in
      switch elementType.byteCount {
      case 1: walk.copy(UInt8.self, from: source, to: target)
      case 2: walk.copy(UInt16.self, from: source, to: target)
      case 4: walk.copy(UInt32.self, from: source, to: target)
      default: walk.copy(UInt64.self, from: source, to: target)
      }
    }
  }
}

extension TensorLimits {
  /// Checks that tensors which may share their bytes, or repeat them, do not ask for more than a file of their size may.
  func checkTotal(of sizes: some Sequence<TensorSize>, fileBytes: Int) throws(TensorFileError) {
    let mostRepeated = inflatedBytes(from: fileBytes)
    var total = 0
    for size in sizes {
      let (sum, isTooLarge) = total.addingReportingOverflow(size.byteCount)
      guard !isTooLarge, sum <= min(totalBytes, mostRepeated) else {
        throw TensorFileError(
          "the tensors of the file of \(fileBytes) bytes take more than the limits allow "
            + "(\(totalBytes) bytes, a factor of \(inflateRatio))",
          hint: isTooLarge || sum > mostRepeated ? "save tensors that are not expanded: x.contiguous()" : TensorLimits.hint
        )
      }
      total = sum
    }
  }
}
