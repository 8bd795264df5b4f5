#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Files that are written as a whole, or not at all.
enum OutputFile {
  /// Writes a new file and brings it to disk; a fault removes it again. `pieces` hands out its bytes in order.
  static func write(_ path: String, pieces: (([UInt8]) -> Void) -> Void) throws(FileFault) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileFault("write", path) }
    var fault: FileFault?
    pieces { piece in
      guard fault == nil else { return }
      if !writeAll(piece, to: descriptor) { fault = FileFault("write", path) }
    }
    if fault == nil, fsync(descriptor) != 0 { fault = FileFault("write", path) }
    if close(descriptor) != 0, fault == nil { fault = FileFault("write", path) }
    guard let fault else { return }
    unlink(path)
    throw fault
  }

  /// Writes a file in place of one that may be there: the old one stays whole until the new one is on disk.
  static func replace(_ path: String, pieces: (([UInt8]) -> Void) -> Void) throws(FileFault) {
    let temporary = "\(path).\(getpid()).new"
    try write(temporary, pieces: pieces)
    guard rename(temporary, path) == 0 else {
      let fault = FileFault("write", path)
      unlink(temporary)
      throw fault
    }
  }
}

/// Writes bytes to a descriptor; false, with `errno` set, when it takes no more.
func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
  bytes.withUnsafeBytes { buffer in
    var rest = UnsafeRawBufferPointer(buffer)
    while !rest.isEmpty {
      let written = write(descriptor, rest.baseAddress, rest.count)
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { return false }
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
    }
    return true
  }
}
