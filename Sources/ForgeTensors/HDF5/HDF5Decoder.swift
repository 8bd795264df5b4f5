import CForgeHDF5
import ForgeJSON

/// Makes groups of the records about an HDF5 file, and checks every one of them as if the file had written it itself.
struct HDF5Decoder: ~Copyable {
  private var stream: HDF5Stream
  private let bytes: MappedBytes
  private let range: Range<Int>
  private let limits: TensorLimits
  /// Groups, datasets, attributes and their texts so far; bytes of names and texts; bytes of datasets.
  private var objectCount = 0
  private var textBytes = 0
  private var totalBytes = 0

  /// - Parameter range: the file's part of `bytes`.
  init(stream: consuming HDF5Stream, bytes: MappedBytes, range: Range<Int>, limits: TensorLimits) {
    self.stream = stream
    self.bytes = bytes
    self.range = range
    self.limits = limits
  }

  /// The root, after all records have come.
  mutating func root() throws(TensorFileError) -> HDF5Group {
    var open: [HDF5Group] = []
    while true {
      switch Int(try stream.byte()) {
      case FORGE_HDF5_GROUP:
        try countObject()
        guard open.count <= limits.groupDepth else { throw HDF5Stream.contradiction }
        open.append(HDF5Group(name: try text(limit: limits.nameBytes)))
      case FORGE_HDF5_GROUP_END:
        guard let group = open.popLast() else { throw HDF5Stream.contradiction }
        if open.isEmpty { return try ended(group) }
        open[open.count - 1].append(group)
      case FORGE_HDF5_TEXTS where !open.isEmpty:
        let (attribute, values) = try texts()
        open[open.count - 1].append(values, to: attribute)
      case FORGE_HDF5_DATASET where !open.isEmpty:
        let path = open.dropFirst().map(\.name)
        let dataset = try dataset(in: path)
        open[open.count - 1].append(dataset)
      case FORGE_HDF5_FAULT: throw try fault()
      default: throw HDF5Stream.contradiction
      }
    }
  }

  private mutating func ended(_ root: HDF5Group) throws(TensorFileError) -> HDF5Group {
    guard Int(try stream.byte()) == FORGE_HDF5_END else { throw HDF5Stream.contradiction }
    return root
  }

  private mutating func countObject() throws(TensorFileError) {
    objectCount += 1
    guard objectCount <= 8 * limits.tensors else {
      throw TensorFileError("it holds more than \(8 * limits.tensors) groups, datasets and texts")
    }
  }

  private mutating func texts() throws(TensorFileError) -> (attribute: String, values: [String]) {
    try countObject()
    let name = try text(limit: Self.longestDetail)
    let count = Int(try stream.number(UInt32.self))
    var values: [String] = []
    for _ in 0..<count {
      try countObject()
      values.append(try text(limit: limits.headerBytes))
    }
    return (name, values)
  }

  private mutating func text(limit: Int) throws(TensorFileError) -> String {
    let text = try stream.text(limit: limit)
    textBytes += text.utf8.count
    guard textBytes <= limits.headerBytes else {
      throw TensorFileError("its names and texts take more than \(limits.headerBytes) bytes")
    }
    return text
  }

  private mutating func dataset(in path: [String]) throws(TensorFileError) -> HDF5Dataset {
    try countObject()
    let name = try text(limit: limits.nameBytes)
    let place = (path + [name]).joined(separator: "/").escapedForOneLine
    guard let elementType = ElementType(hdf5Code: Int(try stream.byte())) else { throw HDF5Stream.contradiction }
    let rank = Int(try stream.byte())
    guard rank <= limits.rank else { throw HDF5Stream.contradiction }
    var shape: [Int] = []
    for _ in 0..<rank {
      guard let axis = Int(exactly: try stream.number(UInt64.self)) else { throw HDF5Stream.contradiction }
      shape.append(axis)
    }
    let size = try TensorSize(shape: shape, elementType: elementType, tensor: place)
    guard try stream.number(UInt64.self) == UInt64(size.byteCount) else { throw HDF5Stream.contradiction }
    try count(bytes: size.byteCount)
    let (byteRange, owner) = try elements(byteCount: size.byteCount, place: place)
    return HDF5Dataset(name: name, elementType: elementType, size: size, byteRange: byteRange, owner: owner)
  }

  private mutating func count(bytes: Int) throws(TensorFileError) {
    let (sum, isTooLarge) = totalBytes.addingReportingOverflow(bytes)
    guard !isTooLarge, sum <= min(limits.totalBytes, limits.inflatedBytes(from: range.count)) else {
      throw HDF5Stream.contradiction
    }
    totalBytes = sum
  }

  /// The elements where the file has them, or those that follow in the stream.
  private mutating func elements(
    byteCount: Int,
    place: String
  ) throws(TensorFileError) -> (range: Range<Int>, owner: MappedBytes) {
    let offset = try stream.number(UInt64.self)
    if offset == .max {
      let owner = try MappedBytes(count: byteCount) { (target) throws(TensorFileError) in try stream.fill(target) }
      return (0..<byteCount, owner)
    }
    guard offset <= UInt64(range.count), byteCount <= range.count - Int(offset) else {
      throw TensorFileError(
        "its \(byteCount) bytes begin at \(offset), but the file has \(range.count)",
        byteOffset: nil,
        tensor: place,
        hint: "the file may be cut short"
      )
    }
    let start = range.lowerBound + Int(offset)
    return (start..<start + byteCount, bytes)
  }

  /// Bytes of the path and of the text that a fault carries, and of the names of attributes: all are the process's own.
  private static let longestPath = 4096
  private static let longestDetail = 256

  private mutating func fault() throws(TensorFileError) -> TensorFileError {
    let code = Int(try stream.byte())
    let path = try stream.text(limit: Self.longestPath)
    let detail = try stream.text(limit: Self.longestDetail)
    let (a, b) = (try stream.number(UInt64.self), try stream.number(UInt64.self))
    guard let fault = HDF5Fault(code: code, detail: detail, a: a, b: b) else { return HDF5Stream.contradiction }
    return fault.error(at: path)
  }
}

extension ElementType {
  /// The type that `CForgeHDF5.h` calls `code`.
  fileprivate init?(hdf5Code code: Int) {
    switch code {
    case FORGE_HDF5_FLOAT16: self = .float16
    case FORGE_HDF5_BFLOAT16: self = .bfloat16
    case FORGE_HDF5_FLOAT32: self = .float32
    case FORGE_HDF5_FLOAT64: self = .float64
    case FORGE_HDF5_INT8: self = .int8
    case FORGE_HDF5_INT16: self = .int16
    case FORGE_HDF5_INT32: self = .int32
    case FORGE_HDF5_INT64: self = .int64
    case FORGE_HDF5_UINT8: self = .uint8
    case FORGE_HDF5_UINT16: self = .uint16
    case FORGE_HDF5_UINT32: self = .uint32
    case FORGE_HDF5_UINT64: self = .uint64
    case FORGE_HDF5_BOOL: self = .bool
    default: return nil
    }
  }
}
