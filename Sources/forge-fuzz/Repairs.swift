import CZlib

// Lengths and checksums made right again, so that a change reaches what lies behind them.

/// Sets the header length to reach up to the first place where an object can end: behind `]}}` or `{}`.
func repairSafetensors(_ bytes: inout [UInt8]) {
  guard bytes.count > 10 else { return }
  for end in 10...bytes.count {
    let text = bytes[8..<end]
    guard text.suffix(3).elementsEqual("]}}".utf8) || text.elementsEqual("{}".utf8) else { continue }
    let padding = bytes[end...].prefix { $0 == UInt8(ascii: " ") }.count
    bytes.replaceSubrange(0..<8, with: littleEndian(UInt64(end - 8 + padding)))
    return
  }
}

/// Sets the header length of version 1.0 to reach behind the first line feed.
func repairNpy(_ bytes: inout [UInt8]) {
  guard bytes.count > 10, let end = bytes[10...].firstIndex(of: 0x0A) else { return }
  bytes.replaceSubrange(8..<10, with: littleEndian(UInt16(truncatingIfNeeded: end - 9)))
}

/// Sets the place of the central directory, also in a zip64 end record, and the checksums of stored entries, as far as they can
/// be found.
func repairZip(_ bytes: inout [UInt8]) {
  let end = bytes.count - 22
  guard end >= 0 else { return }
  let record64 = end - 76
  let has64 = record64 >= 0 && bytes[record64..<record64 + 4].elementsEqual([0x50, 0x4B, 6, 6])
  let directoryEnd = has64 ? record64 : end
  guard let directory = directoryStart(bytes, endingAt: directoryEnd) else { return }
  bytes.replaceSubrange(end + 12..<end + 16, with: littleEndian(UInt32(directoryEnd - directory)))
  bytes.replaceSubrange(end + 16..<end + 20, with: littleEndian(UInt32(directory)))
  for record in records(bytes, from: directory, upTo: directoryEnd) { repairChecksum(&bytes, record: record) }
  guard has64 else { return }
  bytes.replaceSubrange(record64 + 40..<record64 + 48, with: littleEndian(UInt64(directoryEnd - directory)))
  bytes.replaceSubrange(record64 + 48..<record64 + 56, with: littleEndian(UInt64(directory)))
  bytes.replaceSubrange(record64 + 64..<record64 + 72, with: littleEndian(UInt64(record64)))
}

/// Where the records of the central directory begin: an archive may hold other archives, whose records end elsewhere.
private func directoryStart(_ bytes: [UInt8], endingAt end: Int) -> Int? {
  var first: Int?
  var from = 0
  while let start = bytes[from..<end].firstRange(of: [0x50, 0x4B, 1, 2])?.lowerBound {
    first = first ?? start
    let last = records(bytes, from: start, upTo: end).last
    if let last, last + recordBytes(bytes, last) == end { return start }
    from = start + 4
  }
  return first
}

/// Where each record begins, of those that stand one behind the other.
private func records(_ bytes: [UInt8], from start: Int, upTo end: Int) -> [Int] {
  var records: [Int] = []
  var offset = start
  while offset + 46 <= end, bytes[offset..<offset + 4].elementsEqual([0x50, 0x4B, 1, 2]) {
    records.append(offset)
    offset += recordBytes(bytes, offset)
  }
  return records
}

private func recordBytes(_ bytes: [UInt8], _ record: Int) -> Int {
  46 + integer(bytes, record + 28, 2) + integer(bytes, record + 30, 2) + integer(bytes, record + 32, 2)
}

private func repairChecksum(_ bytes: inout [UInt8], record: Int) {
  let header = integer(bytes, record + 42, 4)
  guard integer(bytes, record + 10, 2) == 0, header + 30 <= record else { return }
  let start = header + 30 + integer(bytes, header + 26, 2) + integer(bytes, header + 28, 2)
  let count = integer(bytes, record + 20, 4)
  guard start + count <= record else { return }
  let checksum = bytes[start..<start + count].withUnsafeBufferPointer { crc32(0, $0.baseAddress, UInt32($0.count)) }
  for place in [record + 16, header + 14] {
    bytes.replaceSubrange(place..<place + 4, with: littleEndian(UInt32(truncatingIfNeeded: checksum)))
  }
}

private func integer(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> Int {
  bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | Int($1) }
}

func littleEndian<Integer: FixedWidthInteger>(_ value: Integer) -> [UInt8] {
  withUnsafeBytes(of: value.littleEndian) { Array($0) }
}
