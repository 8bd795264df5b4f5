import Testing

import ForgeJSON

@Suite struct UTF8TextTests {
  /// Every byte, and every sequence of up to four bytes at the borders of table 3-7, against Swift's own decoder, which
  /// repairs.
  @Test func agreesWithTheStandardLibrary() {
    let borders: [UInt8] = [0x41, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC2, 0xE0, 0xED, 0xF0, 0xF4]
    var sequences: [[UInt8]] = [[]] + (UInt8.min...UInt8.max).map { [$0, 0x80] }
    var longest: [[UInt8]] = [[]]
    for _ in 0..<4 {
      longest = longest.flatMap { head in borders.map { head + [$0] } }
      sequences += longest
    }
    #expect(sequences.count == 257 + 12 + 144 + 1728 + 20_736)
    var disagreements: [[UInt8]] = []
    for bytes in sequences {
      let isSound = bytes.withUnsafeBytes { UTF8Text.firstFault(in: $0) == nil }
      let isUnrepaired = String(decoding: bytes, as: UTF8.self).utf8.elementsEqual(bytes)
      if isSound != isUnrepaired { disagreements.append(bytes) }
    }
    #expect(disagreements == [])
  }

  @Test func tellsWhereTheFaultIs() {
    let offset = [0x61, 0xC3, 0xA9, 0x62, 0xFF, 0x63].withUnsafeBytes { UTF8Text.firstFault(in: $0) }
    #expect(offset == 4)
  }

  @Test func makesTextOnlyOfSoundBytes() {
    #expect([0xC3, 0xA9].withUnsafeBytes { String(strictUTF8: $0) } == "é")
    #expect([0xC3].withUnsafeBytes { String(strictUTF8: $0) } == nil)
    #expect(String(strictUTF8: UnsafeRawBufferPointer(start: nil, count: 0)) == "")
  }

  @Test func comparesByBytes() {
    #expect("e\u{301}" == "\u{E9}")
    #expect(!"e\u{301}".hasSameUTF8(as: "\u{E9}"))
    #expect("é".hasSameUTF8(as: "é"))
    #expect(Set([ExactText("e\u{301}"), ExactText("\u{E9}"), ExactText("\u{E9}")]).count == 2)
    #expect("B".precedesInUTF8("a"))
    #expect("a".precedesInUTF8("ab"))
    #expect(!"a".precedesInUTF8("a"))
    #expect("z".precedesInUTF8("é"))
  }

  @Test func quotesForMessages() {
    #expect("plain é".quotedForMessage == "'plain é'")
    #expect("a\n\u{1B}[31m\u{202E}".quotedForMessage == #"'a\u{A}\u{1B}[31m\u{202E}'"#)
    #expect(String(repeating: "x", count: 61).quotedForMessage == "'" + String(repeating: "x", count: 60) + "…'")
  }
}

extension [Int] {
  fileprivate func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    map { UInt8($0) }.withUnsafeBytes(body)
  }
}
