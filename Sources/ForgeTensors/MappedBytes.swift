/// Bytes that never change and stay where they are for as long as this object lives: a mapped file, or a copy in memory.
package final class MappedBytes: @unchecked Sendable {
  private let storage: UnsafeRawBufferPointer
  private let release: @Sendable () -> Void

  /// A copy of `bytes`.
  package convenience init(_ bytes: [UInt8]) {
    self.init(count: bytes.count) { $0.copyBytes(from: bytes) }
  }

  /// Bytes that somebody else mapped. They must stay readable and unchanged until `release` is called, which happens
  /// once, when the last tensor that reads them is gone.
  package init(unsafeMapped bytes: UnsafeRawBufferPointer, release: @escaping @Sendable () -> Void) {
    storage = bytes
    self.release = release
  }

  /// `count` bytes of memory, all zero until `fill` has set them.
  convenience init<Failure: Error>(
    count: Int,
    filledBy fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 64)
    memory.initializeMemory(as: UInt8.self, repeating: 0)
    do {
      try fill(memory)
    } catch {
      memory.deallocate()
      throw error
    }
    nonisolated(unsafe) let owned = memory
    self.init(unsafeMapped: UnsafeRawBufferPointer(memory)) { owned.deallocate() }
  }

  deinit {
    release()
  }

  package var count: Int { storage.count }

  /// Lends the bytes to `body`; the pointer is not valid afterwards.
  package func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withExtendedLifetime(self) { () throws(Failure) -> Result in try body(storage) }
  }
}
