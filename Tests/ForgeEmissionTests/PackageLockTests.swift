import ForgeEmission
import Testing

@Suite struct PackageLockTests {
  @Test func tellsTheFilesOfTheLastBuild() {
    let text = #"{"schema": 1, "protoforge": "0.1.0", "inputs": {}, "files": ["Package.swift", "Sources/A/A.swift"]}"#
    #expect(PackageLock(Array(text.utf8))?.files == ["Package.swift", "Sources/A/A.swift"])
  }

  @Test(
    "takes no other file for a lock",
    arguments: [
      "", "{", "[]", "{}", #"{"schema": 2, "files": []}"#, #"{"schema": 1}"#, #"{"schema": 1, "files": "a"}"#, "\u{FFFD}",
    ]
  )
  func refusesOtherFiles(text: String) {
    #expect(PackageLock(Array(text.utf8)) == nil)
  }

  @Test func refusesAListThatHoldsMoreThanPaths() {
    let text = #"{"schema": 1, "files": ["a.swift", 7]}"#
    #expect(PackageLock(Array(text.utf8)) == nil)
  }
}

@Suite struct GeneratedFileTests {
  @Test func handsOutAText() {
    let file = GeneratedFile("a/b.swift", text: "größe\n")
    #expect(file.byteCount == 8)
    #expect(bytes(of: file) == Array("größe\n".utf8))
  }

  @Test func handsOutBytesPieceByPiece() {
    let file = GeneratedFile(
      "w.bin",
      .bytes(count: 5) { write in
        try write([1, 2])
        try write([])
        try write([3, 4, 5])
      }
    )
    #expect(file.byteCount == 5)
    #expect(bytes(of: file) == [1, 2, 3, 4, 5])
  }

  @Test func passesOnTheFaultOfItsReader() {
    struct Full: Error {}
    let file = GeneratedFile("w.bin", .bytes(count: 1) { write in try write([1]) })
    #expect(throws: Full.self) { try file.forEachPiece { _ in throw Full() } }
  }

  private func bytes(of file: GeneratedFile) -> [UInt8] {
    var bytes: [UInt8] = []
    file.forEachPiece { bytes += $0 }
    return bytes
  }
}
