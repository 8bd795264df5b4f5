@testable import ForgeTensors

/// A zip archive to be broken: its bytes and where its parts are.
struct ZipSketch {
  /// One entry as it goes into the archive.
  struct Part {
    var name: String
    var data: [UInt8]
    var method: UInt16 = 0
    var flags: UInt16 = 0
    var inflatedCount: Int?
    var checksum: UInt32?
  }

  var bytes: [UInt8] = []
  /// Where each local header, each directory record and the end record begin.
  private(set) var headers: [Int] = []
  private(set) var records: [Int] = []
  private(set) var end = 0

  init(_ parts: [Part]) {
    for part in parts {
      headers.append(bytes.count)
      bytes += littleEndian(UInt32(0x0403_4B50)) + littleEndian(UInt16(20)) + Self.common(part)
      bytes += Array(part.name.utf8) + part.data
    }
    let directory = bytes.count
    for (part, header) in zip(parts, headers) {
      records.append(bytes.count)
      bytes += littleEndian(UInt32(0x0201_4B50)) + littleEndian(UInt16(20)) + littleEndian(UInt16(20)) + Self.common(part)
      bytes += [UInt8](repeating: 0, count: 10) + littleEndian(UInt32(header)) + Array(part.name.utf8)
    }
    end = bytes.count
    let count = littleEndian(UInt16(parts.count))
    bytes += littleEndian(UInt32(0x0605_4B50)) + [0, 0, 0, 0] + count + count
    bytes += littleEndian(UInt32(end - directory)) + littleEndian(UInt32(directory)) + [0, 0]
  }

  /// From the flags to the length of the extra field: the same in local headers and directory records.
  private static func common(_ part: Part) -> [UInt8] {
    let checksum = part.checksum ?? part.data.withUnsafeBytes { Inflater.checksum(of: $0) }
    return littleEndian(part.flags) + littleEndian(part.method) + [0, 0, 0, 0] + littleEndian(checksum)
      + littleEndian(UInt32(part.data.count)) + littleEndian(UInt32(part.inflatedCount ?? part.data.count))
      + littleEndian(UInt16(part.name.utf8.count)) + [0, 0]
  }

  /// Two stored arrays of one byte, 3 and 4, called `a` and `b`.
  static func pair() -> ZipSketch {
    ZipSketch([Part(name: "a.npy", data: byteArray(3)), Part(name: "b.npy", data: byteArray(4))])
  }

  /// An `.npy` file of one `uint8`.
  static func byteArray(_ value: UInt8) -> [UInt8] {
    npy("{'descr': '|u1', 'fortran_order': False, 'shape': ()}", data: [value])
  }

  /// A copy with `change` made to it.
  func changed(_ change: (inout ZipSketch) -> Void) -> [UInt8] {
    var copy = self
    change(&copy)
    return copy.bytes
  }

  mutating func set<Integer: FixedWidthInteger>(_ value: Integer, at offset: Int) {
    bytes.replaceSubrange(offset..<offset + MemoryLayout<Integer>.size, with: littleEndian(value))
  }
}
