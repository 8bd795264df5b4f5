import Testing

import ForgeTensors

@Suite struct FirstNonFiniteTests {
  private static let largest: [(ElementType, finite: [UInt8], infinite: [UInt8], notANumber: [UInt8])] = [
    (.float16, [0xFF, 0xFB], [0x00, 0xFC], [0x01, 0x7C]),
    (.bfloat16, [0x7F, 0xFF], [0x80, 0xFF], [0x81, 0x7F]),
    (.float32, [0xFF, 0xFF, 0x7F, 0xFF], [0, 0, 0x80, 0xFF], [1, 0, 0x80, 0x7F]),
    (
      .float64, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xEF, 0xFF], [0, 0, 0, 0, 0, 0, 0xF0, 0xFF],
      [1, 0, 0, 0, 0, 0, 0xF0, 0x7F]
    ),
  ]

  /// Every place in the words and runs that are scanned at once.
  @Test(arguments: largest)
  func findsTheFirst(_ type: ElementType, _ finite: [UInt8], _ infinite: [UInt8], _ notANumber: [UInt8]) throws {
    for count in [1, 2, 3, 4, 5, 7, 8, 9, 3000] {
      let clean = Array(repeatElement(finite, count: count).joined())
      let entry = try TensorEntry(name: "t", elementType: type, shape: [count], bytes: clean)
      #expect(entry.firstNonFinite() == nil)
      for index in [0, 1, 2, 3, 511, 512, 1023, 1024, 2047, 2048, count - 1] where index < count {
        var bytes = clean
        bytes.replaceSubrange(index * finite.count..<(index + 1) * finite.count, with: infinite)
        if index + 1 < count {
          bytes.replaceSubrange((index + 1) * finite.count..<(index + 2) * finite.count, with: notANumber)
        }
        let entry = try TensorEntry(name: "t", elementType: type, shape: [count], bytes: bytes)
        let found = try #require(entry.firstNonFinite())
        #expect(found == (index, -.infinity))
      }
    }
  }

  @Test(arguments: largest)
  func findsWhatIsNotANumber(_ type: ElementType, _ finite: [UInt8], _ infinite: [UInt8], _ notANumber: [UInt8]) throws {
    let entry = try TensorEntry(name: "t", elementType: type, shape: [2], bytes: finite + notANumber)
    let found = try #require(entry.firstNonFinite())
    #expect(found.index == 1)
    #expect(found.value.isNaN)
  }

  @Test func findsNothingAmongIntegers() throws {
    let entry = try TensorEntry(name: "t", elementType: .uint32, shape: [1], bytes: [0xFF, 0xFF, 0xFF, 0xFF])
    #expect(entry.firstNonFinite() == nil)
  }

  @Test func findsAFloat64BeyondFloat32() throws {
    let largest = Double(Float.greatestFiniteMagnitude)
    let halfAStepFurther = 0x1p128 - 0x1p103
    for (value, isBeyond) in [(largest, false), (halfAStepFurther.nextDown, false), (halfAStepFurther, true), (-1e300, true)] {
      let bytes = withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) }
      let entry = try TensorEntry(name: "t", elementType: .float64, shape: [2], bytes: [UInt8](repeating: 0, count: 8) + bytes)
      #expect(entry.firstNonFiniteFloat()?.index == (isBeyond ? 1 : nil))
    }
  }
}
