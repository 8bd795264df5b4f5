import Foundation
import Testing

@testable import ForgeTensors

/// The process that libhdf5 runs in: whatever happens there, the reader goes on with an error.
@Suite struct HDF5ProcessTests {
  /// Memory that nobody may read stands for a fault of libhdf5.
  @Test func tellsOfACrash() throws {
    let count = 1 << 16
    let memory = try #require(mmap(nil, count, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))
    defer { munmap(memory, count) }
    let error = #expect(throws: TensorFileError.self) {
      var stream = try HDF5Stream(reading: UnsafeRawBufferPointer(start: memory, count: count), limits: .standard)
      _ = try stream.byte()
    }
    #expect(error?.message == "libhdf5 crashed on this file (signal \(SIGSEGV), SIGSEGV)")
  }

  @Test func readsFromManyThreadsAtOnce() async throws {
    let good = try fixture("Keras/sequential.h5")
    let bad = try fixture("Keras/Hostile/external_link.h5")
    let names = try kerasHeld("sequential").entries.map(\.name)
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<16 {
        group.addTask {
          for _ in 0..<8 {
            if number % 4 == 0 {
              #expect(refusal(of: bad, .h5)?.message.contains("link to another file") == true)
            } else {
              #expect((try? read(good, .h5))?.entries.map(\.name) == names)
            }
            // Other threads take locks of the allocator all the time.
            _ = (0..<100).map { [UInt8](repeating: 0, count: $0 * 100) }
          }
        }
      }
    }
  }

  /// A process is ended when nobody wants to know more of it.
  @Test func endsWithTheStream() throws {
    for _ in 0..<20 {
      let bytes = MappedBytes(try fixture("Keras/every_layer.h5"))
      try bytes.withUnsafeBytes { raw in
        var stream = try HDF5Stream(reading: raw, limits: .standard)
        #expect(try stream.byte() == 1)
      }
    }
  }

  /// Single bytes of a file that bring libhdf5 1.10.8 down: it reads beyond its memory, or never ends. Other versions, and other
  /// memory, may let it notice.
  @Test(arguments: [(2072, 16), (2121, 255), (3240, 16), (3216, 255), (2120, 254)] as [(Int, UInt8)])
  func refusesWhatBringsTheLibraryDown(_ place: Int, _ value: UInt8) throws {
    var bytes = try fixture("Keras/small_legacy.h5")
    #expect(throws: Never.self) { try read(bytes, .h5) }
    bytes[place] = value
    #expect(refusal(of: bytes, .h5, limits: Self.impatient) != nil)
  }

  private static let impatient: TensorLimits = {
    var limits = TensorLimits.standard
    limits.processorSeconds = 1
    return limits
  }()

  /// The files are in the first and in the latest version of the format. In both most bytes are room that is not used yet, all
  /// zeros; of those some are tried.
  private static let files = ["Hostile/latest.h5", "small.weights.h5"]

  @Test(arguments: files)
  func refusesEveryPrefix(_ name: String) throws {
    let bytes = try fixture("Keras/\(name)")
    let lengths = bytes.indices.filter { bytes[$0] != 0 || $0 % 64 == 0 }
    #expect(lengths.filter { refusal(of: Array(bytes[..<$0]), .h5, limits: Self.impatient) == nil } == [])
  }

  @Test(arguments: files)
  func survivesEveryChangedByte(_ name: String) throws {
    let bytes = try fixture("Keras/\(name)")
    for index in bytes.indices where bytes[index] != 0 || index % 64 == 0 {
      var broken = bytes
      broken[index] ^= 0xFF
      guard let file = try? read(broken, .h5, limits: Self.impatient) else { continue }
      for entry in file.entries { #expect(entry.doubles().count == entry.elementCount) }
    }
  }
}
