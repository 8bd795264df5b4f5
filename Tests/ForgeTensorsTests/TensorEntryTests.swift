import Testing

import ForgeTensors

@Suite struct TensorEntryTests {
  /// The bytes of a type, and what they are as `Double`.
  private static let conversions: [(ElementType, [UInt8], [Double])] = [
    (.float16, [0x00, 0x3C, 0x01, 0x80, 0xFF, 0x7B], [1, -0x1p-24, 65504]),
    (.bfloat16, [0x80, 0x3F, 0x20, 0xC0], [1, -2.5]),
    (.float32, [0, 0, 0x80, 0x3F, 0xCD, 0xCC, 0xCC, 0x3D], [1, 0x1.99999Ap-4]),
    (.float64, [0, 0, 0, 0, 0, 0, 0xF8, 0xBF], [-1.5]),
    (.int8, [0x80, 0x7F], [-128, 127]),
    (.int16, [0x00, 0x80, 0xFF, 0x7F], [-32768, 32767]),
    (.int32, [0, 0, 0, 0x80, 0xFE, 0xFF, 0xFF, 0xFF], [-2_147_483_648, -2]),
    (.int64, [0, 0, 0, 0, 0, 0, 0, 0x80], [-0x1p63]),
    (.uint8, [0, 255], [0, 255]),
    (.uint16, [0xFF, 0xFF, 1, 0], [65535, 1]),
    (.uint32, [0xFF, 0xFF, 0xFF, 0xFF], [4_294_967_295]),
    (.uint64, [1, 0, 0, 0, 0, 0, 0, 0], [1]),
    (.bool, [0, 1, 2, 255], [0, 1, 1, 1]),
  ]

  @Test(arguments: conversions)
  func converts(_ type: ElementType, _ bytes: [UInt8], _ expected: [Double]) throws {
    let entry = try TensorEntry(name: "t", elementType: type, shape: [expected.count], bytes: bytes)
    #expect(entry.doubles() == expected)
    #expect(entry.floats() == expected.map { Float($0) })
    #expect(entry.integers() == (type.isFloatingPoint ? nil : expected.map { Int64($0) }))
  }

  @Test func coversEveryType() {
    #expect(Self.conversions.map(\.0) == ElementType.allCases)
  }

  @Test func roundsToTheNearestFloat() throws {
    let doubles: [Double] = [0x1.000001p0, 0x1.000003p0, 1e39, -1e-60]
    let bytes = doubles.flatMap { littleEndian($0.bitPattern) }
    let entry = try TensorEntry(name: "t", elementType: .float64, shape: [4], bytes: bytes)
    #expect(entry.floats() == [1, 0x1.000004p0, .infinity, -0.0])
    let odd = try TensorEntry(name: "t", elementType: .int32, shape: [1], bytes: littleEndian(Int32(16_777_217)))
    #expect(odd.floats() == [16_777_216])
  }

  @Test func hasNoIntegersBeyondInt64() throws {
    let bytes = littleEndian(UInt64(5)) + littleEndian(UInt64(1) << 63)
    let entry = try TensorEntry(name: "t", elementType: .uint64, shape: [2], bytes: bytes)
    #expect(entry.integers() == nil)
    #expect(entry.doubles() == [5, 0x1p63])
  }

  @Test func copiesARange() throws {
    let entry = try TensorEntry(name: "t", shape: [2, 3], floats: [0, 1, 2, 3, 4, 5])
    var target: [Float] = [9, 9, 9, 9]
    target.withUnsafeMutableBufferPointer { entry.copyFloats(2..<5, into: $0) }
    #expect(target == [2, 3, 4, 9])
    target.withUnsafeMutableBufferPointer { entry.copyFloats(6..<6, into: $0) }
    #expect(target == [2, 3, 4, 9])
    let small = try TensorEntry(name: "t", elementType: .int16, shape: [3], bytes: [1, 0, 2, 0, 3, 0])
    target.withUnsafeMutableBufferPointer { small.copyFloats(1..<3, into: $0) }
    #expect(target == [2, 3, 4, 9])
    var doubles: [Double] = [9, 9]
    doubles.withUnsafeMutableBufferPointer { small.copyDoubles(2..<3, into: $0) }
    #expect(doubles == [3, 9])
  }

  @Test func readsFloatsThatAreNotAligned() throws {
    for shift in 0..<8 {
      let name = String(repeating: "n", count: shift + 1)
      let header = #"{"\#(name)":{"dtype":"F32","shape":[5],"data_offsets":[0,20]}}"#
      let floats: [Float] = [1, -2, .infinity, 4, 5]
      let file = try read(safetensors(header, data: floats.flatMap { littleEndian($0.bitPattern) }), .safetensors)
      let entry = try #require(file[name])
      #expect(entry.floats() == floats)
      #expect(entry.doubles() == [1, -2, .infinity, 4, 5])
      #expect(entry.firstNonFinite()?.index == 2)
    }
  }

  @Test func refusesBytesThatAreNotThoseOfTheShape() {
    #expect(throws: TensorFileError("shape [3] of int16 needs 6 bytes, found 5", tensor: "t")) {
      try TensorEntry(name: "t", elementType: .int16, shape: [3], bytes: [0, 0, 0, 0, 0])
    }
    #expect(throws: TensorFileError("shape [-1, 2] has a negative axis", tensor: "t")) {
      try TensorEntry(name: "t", shape: [-1, 2], floats: [])
    }
    #expect(throws: TensorFileError("shape [0, -1] has a negative axis", tensor: "t")) {
      try TensorEntry(name: "t", shape: [0, -1], floats: [])
    }
  }
}
