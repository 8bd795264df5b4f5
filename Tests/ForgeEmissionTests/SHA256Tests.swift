import ForgeEmission
import ForgeJSON
import Foundation
import Testing

@Suite struct SHA256Tests {
  /// NIST's example values for FIPS 180-4, and two of the short messages of CAVS.
  static let standard: [(id: String, message: [UInt8], digest: String)] = [
    ("empty", [], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("24 bits", Array("abc".utf8), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "448 bits", Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8),
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "896 bits",
      Array(
        ("abcdefghbcdefghicdefghijdefghijkefghijklfghijklm" + "ghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu")
          .utf8
      ),
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
    ("8 bits", [0xD3], "28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1"),
    ("16 bits", [0x11, 0xAF], "5ca7133fa735326081558ac312c620eeca9970d1e70a4b95533d956f072d1f98"),
  ]

  @Test("hashes NIST's messages", arguments: standard)
  func hashesStandardMessages(_ example: (id: String, message: [UInt8], digest: String)) {
    #expect(SHA256.hex(example.message) == example.digest)
  }

  @Test func hashesAMillionLetters() {
    let digest = SHA256.hex([UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000))
    #expect(digest == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test("hashes messages of any length as hashlib does", arguments: try Self.recorded)
  func hashesAnyLength(_ example: Recorded) {
    #expect(SHA256.hex(example.message) == example.digest)
  }

  @Test("takes a message in pieces of any size", arguments: [1, 3, 7, 31, 55, 56, 63, 64, 65, 127, 128, 129])
  func takesPieces(size: Int) throws {
    for example in try Self.recorded where example.length <= 4096 {
      let message = example.message
      var hash = SHA256()
      for start in stride(from: 0, to: message.count, by: size) {
        hash.update(Array(message[start..<min(start + size, message.count)]))
      }
      #expect(hash.finish() == example.digest, "\(example.length) bytes")
    }
  }

  @Test("takes pieces of sizes that change", arguments: 1...20)
  func takesUnevenPieces(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let example = try #require(try Self.recorded.first { $0.length == 4096 })
    var hash = SHA256()
    var rest = example.message[...]
    while !rest.isEmpty {
      let piece = rest.prefix(Int.random(in: 0...200, using: &random))
      hash.update(Array(piece))
      rest = rest.dropFirst(piece.count)
    }
    #expect(hash.finish() == example.digest)
  }

  @Test func takesEmptyPieces() {
    var hash = SHA256()
    hash.update([UInt8]())
    hash.update(Array("ab".utf8))
    hash.update([UInt8]())
    hash.update(Array("c".utf8))
    #expect(hash.finish() == SHA256.hex(Array("abc".utf8)))
  }

  @Test func readsMemoryThatIsNotAligned() throws {
    let example = try #require(try Self.recorded.first { $0.length == 257 })
    for offset in 1...7 {
      let shifted = [UInt8](repeating: 0, count: offset) + example.message
      shifted.withUnsafeBytes { bytes in
        #expect(SHA256.hex(UnsafeRawBufferPointer(rebasing: bytes[offset...])) == example.digest)
      }
    }
  }

  /// A message whose digest hashlib told: `Scripts/expected/sha256.py`.
  struct Recorded: Sendable, CustomTestStringConvertible {
    let length: Int
    let digest: String

    var message: [UInt8] { (0..<length).map { UInt8(truncatingIfNeeded: 7 * $0 + 3) } }
    var testDescription: String { "\(length) bytes" }
  }

  static var recorded: [Recorded] {
    get throws {
      let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Expected/sha256.json")
      guard case .object(let digests)? = try JSONValue(parsing: Array(Data(contentsOf: file)))["digests"] else { return [] }
      return digests.compactMap { member in
        guard case .string(let digest) = member.value, let length = Int(member.key) else { return nil }
        return Recorded(length: length, digest: digest)
      }
    }
  }
}
