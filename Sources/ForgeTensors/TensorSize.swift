/// A shape whose number of elements and bytes are known to fit into `Int`.
struct TensorSize: Equatable {
  let shape: [Int]
  let elementCount: Int
  let byteCount: Int

  /// - Throws: when an axis is negative, or the product of the axes that are not 0, times the bytes of an element,
  ///   passes `Int`. An axis of 0 does not excuse the others, so that the order of the axes does not matter.
  init(shape: [Int], elementType: ElementType, tensor: String?) throws(TensorFileError) {
    self.shape = shape
    var bytes = elementType.byteCount
    for axis in shape where axis != 0 {
      let (product, isTooLarge) = bytes.multipliedReportingOverflow(by: axis)
      guard axis > 0 else {
        throw TensorFileError("shape \(Self.describe(shape)) has a negative axis", tensor: tensor)
      }
      guard !isTooLarge else {
        throw TensorFileError("shape \(Self.describe(shape)) is larger than any file", tensor: tensor)
      }
      bytes = product
    }
    byteCount = shape.contains(0) ? 0 : bytes
    elementCount = byteCount / elementType.byteCount
  }

  /// A list of elements that are in memory already.
  init(listOf count: Int, _ elementType: ElementType) {
    shape = [count]
    elementCount = count
    byteCount = count * elementType.byteCount
  }

  /// No more rows than a tensor that is in memory already has.
  init(rows: Int, of shape: [Int], _ elementType: ElementType) {
    self.shape = [rows] + shape.dropFirst()
    elementCount = self.shape.reduce(1, *)
    byteCount = elementCount * elementType.byteCount
  }

  /// The shape as `[3, 64, 64]`.
  var description: String { Self.describe(shape) }

  private static func describe(_ shape: [Int]) -> String {
    "[" + shape.map(String.init).joined(separator: ", ") + "]"
  }
}
