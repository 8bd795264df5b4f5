import CZlib

/// The entries of a zip archive, to be changed one by one and put together again with every length and checksum right, so that
/// a change reaches the reader of the entry.
struct FuzzArchive {
  struct Entry {
    var name: [UInt8]
    var data: [UInt8]
  }

  var entries: [Entry] = []

  /// Nil unless all entries of the central directory are stored and can be found.
  init?(_ bytes: [UInt8]) {
    let end = bytes.count - 22
    guard end >= 0, bytes[end..<end + 4].elementsEqual([0x50, 0x4B, 5, 6]) else { return nil }
    var offset = Self.integer(bytes, end + 16, 4)
    while offset + 46 <= end, bytes[offset..<offset + 4].elementsEqual([0x50, 0x4B, 1, 2]) {
      let nameEnd = offset + 46 + Self.integer(bytes, offset + 28, 2)
      let header = Self.integer(bytes, offset + 42, 4)
      let count = Self.integer(bytes, offset + 20, 4)
      guard nameEnd <= end, header + 30 <= end, Self.integer(bytes, offset + 10, 2) == 0 else { return nil }
      let start = header + 30 + Self.integer(bytes, header + 26, 2) + Self.integer(bytes, header + 28, 2)
      guard start + count <= end else { return nil }
      entries.append(Entry(name: Array(bytes[offset + 46..<nameEnd]), data: Array(bytes[start..<start + count])))
      offset = nameEnd + Self.integer(bytes, offset + 30, 2) + Self.integer(bytes, offset + 32, 2)
    }
    guard !entries.isEmpty else { return nil }
  }

  /// The archive with stored entries, one behind the other.
  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    var directory: [UInt8] = []
    for entry in entries {
      let header = littleEndian(UInt32(bytes.count))
      let common = Self.common(entry)
      bytes += [0x50, 0x4B, 3, 4, 20, 0] + common + entry.name + entry.data
      directory += [0x50, 0x4B, 1, 2, 20, 0, 20, 0] + common + [UInt8](repeating: 0, count: 10) + header + entry.name
    }
    let count = littleEndian(UInt16(truncatingIfNeeded: entries.count))
    let place = littleEndian(UInt32(directory.count)) + littleEndian(UInt32(bytes.count))
    return bytes + directory + [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + count + count + place + [0, 0]
  }

  /// From the flags to the length of the extra field: the same in local headers and directory records.
  private static func common(_ entry: Entry) -> [UInt8] {
    let checksum = entry.data.withUnsafeBufferPointer { crc32(0, $0.baseAddress, UInt32($0.count)) }
    let size = littleEndian(UInt32(entry.data.count))
    return [0, 8, 0, 0, 0, 0, 0, 0] + littleEndian(UInt32(truncatingIfNeeded: checksum)) + size + size
      + littleEndian(UInt16(truncatingIfNeeded: entry.name.count)) + [0, 0]
  }

  private static func integer(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> Int {
    guard offset + count <= bytes.count else { return Int(Int32.max) }
    return bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
