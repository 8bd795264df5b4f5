#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Reads a file from its start on, a piece at a time: a large one never stands in memory as a whole.
struct SequentialReader: ~Copyable {
  /// The bytes of the whole file.
  let count: Int
  private let descriptor: Int32

  /// Opens a regular file; anything else is a fault.
  init(_ path: String) throws(FileFault) { (descriptor, count) = try InputFile.open(path) }

  deinit { close(descriptor) }

  /// Whether the next bytes of the file are these; reads on behind them.
  func continues(with wanted: [UInt8]) -> Bool {
    var offset = 0
    var buffer = [UInt8](repeating: 0, count: min(max(1, wanted.count), 1 << 16))
    while offset < wanted.count {
      let got = read(descriptor, &buffer, min(buffer.count, wanted.count - offset))
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { return false }
      let isSame = wanted[offset...].withUnsafeBytes { rest in rest.baseAddress.map { memcmp($0, buffer, got) == 0 } ?? true }
      guard isSame else { return false }
      offset += got
    }
    return true
  }
}
