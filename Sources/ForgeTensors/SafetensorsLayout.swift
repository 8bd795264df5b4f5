import ForgeJSON

/// The rule that the tensors of a safetensors file fill its data part: in the order of their offsets each begins where the
/// one before it ends, and the last ends with the file.
struct SafetensorsLayout {
  /// Where the data part begins in the file.
  let dataStart: Int
  /// Bytes of the data part.
  let dataCount: Int
  private var records: [SafetensorsRecord] = []

  init(dataStart: Int, dataCount: Int) {
    self.dataStart = dataStart
    self.dataCount = dataCount
  }

  mutating func add(_ record: SafetensorsRecord) {
    records.append(record)
  }

  func entries(owner: MappedBytes) throws(TensorFileError) -> [TensorEntry] {
    var end = 0
    var before: SafetensorsRecord?
    var entries: [TensorEntry] = []
    entries.reserveCapacity(records.count)
    for record in records.sorted(by: Self.standsBefore) {
      try check(record, beginsAt: end, before: before)
      end = record.dataRange.upperBound
      before = record
      let fileRange = dataStart + record.dataRange.lowerBound..<dataStart + end
      entries.append(
        TensorEntry(
          name: record.name,
          elementType: record.elementType,
          size: record.size,
          byteRange: fileRange,
          owner: owner
        )
      )
    }
    guard end == dataCount else {
      throw TensorFileError(
        "the tensors end at \(end), but the file has \(dataCount) bytes of data",
        byteOffset: dataStart + end
      )
    }
    return entries
  }

  /// Tensors without elements come before a tensor that begins at the same place.
  private static func standsBefore(_ left: SafetensorsRecord, _ right: SafetensorsRecord) -> Bool {
    let (a, b) = (left.dataRange, right.dataRange)
    if (a.lowerBound, a.upperBound) != (b.lowerBound, b.upperBound) {
      return (a.lowerBound, a.upperBound) < (b.lowerBound, b.upperBound)
    }
    return left.name.precedesInUTF8(right.name)
  }

  private func check(
    _ record: SafetensorsRecord,
    beginsAt end: Int,
    before: SafetensorsRecord?
  ) throws(TensorFileError) {
    let range = record.dataRange
    guard range.upperBound <= dataCount else {
      throw TensorFileError(
        "'data_offsets' end at \(range.upperBound), but the file has \(dataCount) bytes of data",
        byteOffset: dataStart + min(range.lowerBound, dataCount),
        tensor: record.name,
        hint: "the file may be cut short"
      )
    }
    let neighbour = before.map { "those of tensor \($0.name.quotedForMessage) end" } ?? "the data begins"
    guard range.lowerBound == end else {
      let rule = range.lowerBound < end ? "tensors may not overlap" : "there may be no gap"
      throw TensorFileError(
        "its bytes begin at \(range.lowerBound), but \(neighbour) at \(end): \(rule)",
        byteOffset: dataStart + range.lowerBound,
        tensor: record.name
      )
    }
  }
}
