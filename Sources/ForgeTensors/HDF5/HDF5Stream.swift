import CForgeHDF5
import ForgeJSON

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The numbers and texts that a process tells about an HDF5 file. The process does not outlive this value.
///
/// What is read is as trustworthy as the file: the process may be subverted by it.
struct HDF5Stream: ~Copyable {
  private let process: forge_hdf5_process
  private let processorSeconds: UInt64
  private var isFinished: Bool
  private var buffer: [UInt8]
  /// The bytes of `buffer` that are not read yet.
  private var unread: Range<Int>

  /// Starts reading a file, which must stay as it is for as long as this value lives.
  init(reading file: UnsafeRawBufferPointer, limits: TensorLimits) throws(TensorFileError) {
    guard let start = file.baseAddress else { throw TensorFileError("it is empty") }
    var asked = forge_hdf5_limits(limits, fileBytes: file.count)
    var process = forge_hdf5_process()
    let number = forge_hdf5_start(start, file.count, &asked, &process)
    if number < 0, let fault = HDF5Fault(code: -Int(number)) { throw fault.error(at: "") }
    guard number == 0 else {
      throw TensorFileError("no process can be started to read it: \(String(cString: strerror(number)))")
    }
    self.process = process
    processorSeconds = asked.processor_seconds
    isFinished = false
    buffer = [UInt8](repeating: 0, count: 1 << 16)
    unread = 0..<0
  }

  deinit {
    if !isFinished { _ = forge_hdf5_finish(process, 0) }
  }

  mutating func byte() throws(TensorFileError) -> UInt8 { try number() }

  /// A number that was written little-endian.
  mutating func number<Number: FixedWidthInteger & BitwiseCopyable>(
    _: Number.Type = Number.self
  ) throws(TensorFileError) -> Number {
    var bits = Number.zero
    for place in 0..<MemoryLayout<Number>.size {
      if unread.isEmpty { try receive() }
      bits |= Number(truncatingIfNeeded: buffer[unread.lowerBound]) << Number(truncatingIfNeeded: 8 * place)
      unread = unread.dropFirst()
    }
    return bits
  }

  /// A text of `limit` bytes at most, without NUL.
  mutating func text(limit: Int) throws(TensorFileError) -> String {
    let count = Int(try number(UInt32.self))
    guard count <= limit else { throw Self.contradiction }
    var bytes = [UInt8](repeating: 0, count: count)
    try bytes.withUnsafeMutableBufferPointer { (target) throws(TensorFileError) in
      try fill(UnsafeMutableRawBufferPointer(target))
    }
    let text = bytes.withUnsafeBytes { String(strictUTF8: $0) }
    guard let text else { throw TensorFileError("it holds a name or text that is not valid UTF-8") }
    guard !bytes.contains(0) else { throw Self.contradiction }
    return text
  }

  /// Reads just as many bytes as there is room for.
  mutating func fill(_ target: UnsafeMutableRawBufferPointer) throws(TensorFileError) {
    var filled = 0
    while filled < target.count {
      if unread.isEmpty { try receive() }
      let piece = unread.prefix(target.count - filled)
      let rest = UnsafeMutableRawBufferPointer(rebasing: target[filled...])
      buffer.withUnsafeBytes { rest.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[piece])) }
      filled += piece.count
      unread = piece.upperBound..<unread.upperBound
    }
  }

  /// Fills the buffer again.
  private mutating func receive() throws(TensorFileError) {
    let count = buffer.withUnsafeMutableBytes { target in
      target.baseAddress.map { forge_hdf5_read(process, $0, target.count) } ?? 0
    }
    guard count > 0 else { throw end(wasSilent: count < 0) }
    unread = 0..<count
  }

  /// Why no more comes.
  private mutating func end(wasSilent: Bool) -> TensorFileError {
    let ending = forge_hdf5_finish(process, wasSilent ? 0 : 1)
    isFinished = true
    let hint = "the file is damaged or made to do harm: write it again with Keras"
    if wasSilent || ending.was_too_slow != 0 {
      return TensorFileError("libhdf5 takes more than \(processorSeconds) s of processor time on this file", hint: hint)
    }
    if ending.signal != 0 {
      return TensorFileError("libhdf5 crashed on this file (signal \(Self.name(ofSignal: ending.signal)))", hint: hint)
    }
    return TensorFileError("libhdf5 gave up on this file without a reason", hint: hint)
  }

  /// Such as “11, SIGSEGV”.
  private static func name(ofSignal number: Int32) -> String {
    let names = [
      (SIGSEGV, "SIGSEGV"), (SIGBUS, "SIGBUS"), (SIGABRT, "SIGABRT"), (SIGFPE, "SIGFPE"), (SIGILL, "SIGILL"),
      (SIGTRAP, "SIGTRAP"), (SIGKILL, "SIGKILL"),
    ]
    return "\(number)" + (names.first { $0.0 == number }.map { ", \($0.1)" } ?? "")
  }

  /// What is said of a process that does not keep to the rules: only one that its file has taken over breaks them.
  static let contradiction = TensorFileError(
    "libhdf5 contradicts itself on this file",
    hint: "the file is damaged or made to do harm: write it again with Keras"
  )
}

extension forge_hdf5_limits {
  /// The limits for a file of so many bytes.
  fileprivate init(_ limits: TensorLimits, fileBytes: Int) {
    self.init(
      objects: UInt64(limits.tensors),
      depth: UInt64(limits.groupDepth),
      name_bytes: UInt64(limits.nameBytes),
      text_bytes: UInt64(limits.headerBytes),
      rank: UInt64(limits.rank),
      inflate_ratio: UInt64(limits.inflateRatio),
      freely_inflated_bytes: UInt64(limits.freelyInflatedBytes),
      total_bytes: UInt64(min(limits.totalBytes, limits.inflatedBytes(from: fileBytes))),
      // The largest growth makes 200 MiB of 2 MiB, which zlib writes in less than a second.
      processor_seconds: UInt64(limits.processorSeconds + fileBytes >> 21)
    )
  }
}
