import Testing

import ForgeTensors

/// Files that numpy and safetensors wrote; the numbers are those of `Fixtures/make_fixtures.py`.
@Suite struct FixtureTests {
  @Test(
    arguments: [
      ("all_types.safetensors", .safetensors), ("all_types.npz", .npz), ("all_types_compressed.npz", .npz),
    ] as [(String, TensorFileFormat)]
  )
  func readsEveryType(_ name: String, _ format: TensorFileFormat) throws {
    let file = try read(try fixture(name), format)
    let names = [
      "bool", "empty", "float16", "float32", "float64", "grid/é", "int16", "int32", "int64", "int8", "scalar", "uint16",
      "uint32", "uint64", "uint8",
    ]
    #expect(file.entries.map(\.name).filter { $0 != "bfloat16" } == names)
    for entry in file.entries {
      #expect(entry.elementType == ElementType(rawValue: entry.name) ?? .float32)
    }
    #expect(file["float32"]?.shape == [2, 3])
    #expect(file["float32"]?.floats() == [0.1, -2.5, 3e38, .leastNonzeroMagnitude, 7, -0.0])
    #expect(file["float64"]?.doubles() == [0.1, 1e300, -.leastNonzeroMagnitude])
    #expect(file["float16"]?.floats() == [1.5, -0.0, 65504, 0x1p-24, .infinity])
    #expect(file["scalar"]?.shape == [])
    #expect(file["scalar"]?.floats() == [42])
    #expect(file["empty"]?.shape == [0, 3])
    #expect(file["empty"]?.floats() == [])
    #expect(file["grid/é"]?.floats() == [0, 1, 2, 3, 4, 5])
  }

  @Test(
    arguments: [
      ("all_types.safetensors", .safetensors), ("all_types.npz", .npz), ("all_types_compressed.npz", .npz),
    ] as [(String, TensorFileFormat)]
  )
  func readsEveryIntegerType(_ name: String, _ format: TensorFileFormat) throws {
    let file = try read(try fixture(name), format)
    #expect(file["bool"]?.integers() == [1, 0, 1])
    #expect(file["int8"]?.integers() == [-128, 127])
    #expect(file["int16"]?.integers() == [-32768, 32767])
    #expect(file["int32"]?.integers() == [-2_147_483_648, 2_147_483_647])
    #expect(file["int64"]?.integers() == [.min, .max])
    #expect(file["uint8"]?.integers() == [0, 255])
    #expect(file["uint16"]?.integers() == [0, 65535])
    #expect(file["uint32"]?.integers() == [0, 4_294_967_295])
    #expect(file["uint64"]?.doubles() == [0, 0x1p64])
  }

  @Test func readsBfloat16AndMetadata() throws {
    let file = try read(try fixture("all_types.safetensors"), .safetensors)
    let floats = try #require(file["bfloat16"]?.floats())
    #expect(floats.dropLast() == [1, -2.5, 3.140625])
    #expect(floats.last?.isNaN == true)
    #expect(file.metadata == [TensorMetadata(key: "framework", value: "none")])
  }

  @Test(arguments: [
    "grid.npy", "grid_fortran.npy", "grid_big_endian.npy", "grid_version_2.npy", "grid_version_3.npy",
  ])
  func readsArraysOfEveryLayout(_ name: String) throws {
    let entry = try #require(try read(try fixture(name), .npy)["model"])
    #expect(entry.shape == [2, 3])
    #expect(entry.elementType == (name == "grid_big_endian.npy" ? .float64 : .float32))
    #expect(entry.floats() == [0, 1, 2, 3, 4, 5])
  }

  @Test func readsACubeInFortranOrderAndBigEndian() throws {
    let entry = try #require(try read(try fixture("cube_fortran_big_endian.npy"), .npy)["model"])
    #expect(entry.shape == [2, 3, 4])
    #expect(entry.integers() == Array(0..<24))
  }

  @Test(arguments: ["data_descriptors.npz", "zip64.npz"])
  func readsArchivesOfEveryLayout(_ name: String) throws {
    let file = try read(try fixture(name), .npz)
    #expect(file.entries.map(\.name) == ["a", "b"])
    #expect(file["a"]?.floats() == [0, 1, 2, 3, 4, 5])
    #expect(file["b"]?.floats() == [0, 1, 2, 3, 4, 5])
  }

  @Test func readsFilesWithoutTensors() throws {
    #expect(try read(try fixture("no_tensors.safetensors"), .safetensors).entries.isEmpty)
    #expect(try read(try fixture("no_tensors.npz"), .npz).entries.isEmpty)
  }

  @Test(arguments: [
    ("objects.npy", "its elements ('|O') are Python objects, which only pickle can read"),
    ("structured.npy", "its elements are structured, only plain numbers are read"),
    ("complex.npy", "its elements ('<c16') are complex numbers"),
    ("texts.npy", "its elements ('<U2') are texts"),
    ("bytes.npy", "its elements ('|S2') are texts"),
    ("dates.npy", "its elements ('<M8[D]') are dates or times"),
  ])
  func refusesWhatIsNoNumber(_ name: String, _ message: String) throws {
    #expect(refusal(of: try fixture(name), .npy)?.message == message)
  }
}
