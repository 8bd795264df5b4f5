import Testing

import ForgeTensors

@Suite struct SafetensorsReaderTests {
  @Test func readsTensorsInTheOrderOfTheirNames() throws {
    let header =
      #"{"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"#
      + #""__metadata__":{"z":"last","a":"first"},"a":{"shape":[1,2],"data_offsets":[8,12],"dtype":"I16"}}"#
    let file = try read(safetensors(header, data: [0, 0, 128, 63, 0, 0, 32, 192, 1, 0, 255, 255]), .safetensors)

    #expect(file.entries.map(\.name) == ["a", "b"])
    #expect(file.metadata == [TensorMetadata(key: "a", value: "first"), TensorMetadata(key: "z", value: "last")])
    #expect(file.format == .safetensors)
    #expect(file.byteCount == 8 + header.utf8.count + 12)
    let a = try #require(file["a"])
    #expect(a.shape == [1, 2])
    #expect(a.integers() == [1, -1])
    let b = try #require(file["b"])
    #expect(b.elementType == .float32)
    #expect(b.floats() == [1, -2.5])
    #expect(b.byteRange == file.byteCount - 12..<file.byteCount - 4)
    #expect(file["c"] == nil)
  }

  @Test func takesScalarsAndTensorsWithoutElements() throws {
    let header =
      #"{"e":{"dtype":"F32","shape":[0,9],"data_offsets":[4,4]},"s":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"#
      + #""d":{"dtype":"F64","shape":[0],"data_offsets":[0,0]}}   "#
    let file = try read(safetensors(header, data: [0, 0, 128, 63]), .safetensors)
    #expect(file["s"]?.shape == [])
    #expect(file["s"]?.floats() == [1])
    #expect(file["e"]?.floats() == [])
    #expect(file["e"]?.firstNonFinite() == nil)
    #expect(file["d"]?.doubles() == [])
  }

  @Test func tellsNamesApartByTheirBytes() throws {
    let header =
      "{\"e\u{301}\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,1]},"
      + "\"\u{E9}\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[1,2]}}"
    let file = try read(safetensors(header, data: [1, 2]), .safetensors)
    #expect(file["e\u{301}"]?.floats() == [1])
    #expect(file["\u{E9}"]?.floats() == [2])
  }

  private static let oneFloat = #""w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#

  private static func one(dtype: String = "\"F32\"", shape: String = "[1]", offsets: String = "[0,4]") -> [UInt8] {
    safetensors(#"{"w":{"dtype":\#(dtype),"shape":\#(shape),"data_offsets":\#(offsets)}}"#, data: [0, 0, 0, 0])
  }

  @Test(arguments: [
    BrokenFile(
      "empty",
      [],
      "the file is 0 bytes long, a safetensors file begins with 8 bytes of header length",
      at: 0
    ),
    BrokenFile(
      "seven bytes",
      [1, 0, 0, 0, 0, 0, 0],
      "the file is 7 bytes long, a safetensors file begins with 8 bytes of header length",
      at: 0
    ),
    BrokenFile(
      "header beyond the format",
      littleEndian(UInt64.max) + Array("{}".utf8),
      "the file declares a header of 18446744073709551615 bytes, the format allows 100000000",
      at: 0,
      hint: "check that this is a safetensors file"
    ),
    BrokenFile(
      "header beyond limit and file",
      littleEndian(UInt64(100_000_000)),
      "the file declares a header of 100000000 bytes, but only 0 follow",
      at: 0,
      hint: "the file may be cut short, or be no safetensors file"
    ),
    BrokenFile(
      "header beyond the file",
      littleEndian(UInt64(9)) + Array("{}".utf8),
      "the file declares a header of 9 bytes, but only 2 follow",
      at: 0,
      hint: "the file may be cut short, or be no safetensors file"
    ),
    BrokenFile(
      "empty header",
      safetensors(""),
      "the header is not a JSON object from '{' to '}', padded with spaces",
      at: 8
    ),
    BrokenFile(
      "blank header",
      safetensors("   "),
      "the header is not a JSON object from '{' to '}', padded with spaces",
      at: 8
    ),
    BrokenFile(
      "leading space",
      safetensors(" {}"),
      "the header is not a JSON object from '{' to '}', padded with spaces",
      at: 8
    ),
    BrokenFile(
      "padded with zeros",
      safetensors("{}\0"),
      "the header is not a JSON object from '{' to '}', padded with spaces",
      at: 8
    ),
    BrokenFile(
      "padded with a line",
      safetensors("{}\n"),
      "the header is not a JSON object from '{' to '}', padded with spaces",
      at: 8
    ),
    BrokenFile("array", safetensors("[]"), "the header is not a JSON object from '{' to '}', padded with spaces", at: 8),
    BrokenFile(
      "two objects",
      safetensors("{}{}"),
      "the header cannot be read: expected the end of the text, found '{'",
      at: 10
    ),
    BrokenFile(
      "broken JSON",
      safetensors(#"{"w":}"#),
      "the header cannot be read: expected a value, found '}'",
      at: 13
    ),
    BrokenFile(
      "same name twice",
      safetensors("{\(oneFloat),\(oneFloat)}", data: [0, 0, 0, 0]),
      "the header cannot be read: the key 'w' stands twice in one object",
      at: 62
    ),
    BrokenFile(
      "deep",
      safetensors(#"{"w":[[[[]]]]}"#),
      "the header cannot be read: nested deeper than 4 levels",
      at: 16
    ),
  ])
  func refusesHeaders(_ broken: BrokenFile) {
    #expect(refusal(of: broken.bytes, .safetensors) == broken.error)
  }

  @Test(arguments: [
    BrokenFile("not an object", safetensors(#"{"w":[]}"#), "its header entry is an array, it takes an object", tensor: "w"),
    BrokenFile(
      "unknown field",
      safetensors(#"{"w":{"dtype":"F32","shape":[],"data_offsets":[0,4],"offset":1}}"#),
      "unknown field 'offset' in its header entry",
      tensor: "w"
    ),
    BrokenFile(
      "no dtype",
      safetensors(#"{"w":{"shape":[],"data_offsets":[0,4]}}"#),
      "'dtype' is missing from its header entry",
      tensor: "w"
    ),
    BrokenFile(
      "no shape",
      safetensors(#"{"w":{"dtype":"F32","data_offsets":[0,4]}}"#),
      "'shape' is missing from its header entry",
      tensor: "w"
    ),
    BrokenFile(
      "no offsets",
      safetensors(#"{"w":{"dtype":"F32","shape":[]}}"#),
      "'data_offsets' is missing from its header entry",
      tensor: "w"
    ),
    BrokenFile("dtype a number", one(dtype: "32"), "'dtype' is a number, it takes a text", tensor: "w"),
    BrokenFile("dtype unknown", one(dtype: "\"f32\""), "unknown dtype 'f32'", tensor: "w"),
    BrokenFile(
      "dtype F8",
      one(dtype: "\"F8_E4M3\""),
      "elements of type 'F8_E4M3' are not supported",
      tensor: "w",
      hint: "save it as F32"
    ),
    BrokenFile(
      "dtype F4",
      one(dtype: "\"F4\""),
      "elements of type 'F4' are not supported",
      tensor: "w",
      hint: "save it as F32"
    ),
    BrokenFile(
      "dtype F6",
      one(dtype: "\"F6_E2M3\""),
      "elements of type 'F6_E2M3' are not supported",
      tensor: "w",
      hint: "save it as F32"
    ),
    BrokenFile(
      "dtype C64",
      one(dtype: "\"C64\""),
      "elements of type 'C64' are not supported",
      tensor: "w",
      hint: "save it as F32"
    ),
    BrokenFile("shape null", one(shape: "null"), "'shape' is null, it takes an array of whole numbers", tensor: "w"),
    BrokenFile("shape negative", one(shape: "[-1]"), "'shape' holds '-1', it takes whole numbers from 0", tensor: "w"),
    BrokenFile("shape fractional", one(shape: "[1.0]"), "'shape' holds '1.0', it takes whole numbers from 0", tensor: "w"),
    BrokenFile("shape minus zero", one(shape: "[-0]"), "'shape' holds '-0.0', it takes whole numbers from 0", tensor: "w"),
    BrokenFile(
      "shape beyond Int",
      one(shape: "[9223372036854775808]"),
      "'shape' holds '9.223372036854776e+18', it takes whole numbers from 0",
      tensor: "w"
    ),
    BrokenFile("shape of texts", one(shape: "[\"1\"]"), "'shape' holds '\"1\"', it takes whole numbers from 0", tensor: "w"),
    BrokenFile(
      "product beyond Int",
      one(shape: "[4294967296,4294967296]"),
      "shape [4294967296, 4294967296] is larger than any file",
      tensor: "w"
    ),
    BrokenFile(
      "product beyond Int, but empty",
      one(shape: "[0,4294967296,4294967296]"),
      "shape [0, 4294967296, 4294967296] is larger than any file",
      tensor: "w"
    ),
    BrokenFile(
      "bytes beyond Int",
      one(shape: "[4611686018427387904]"),
      "shape [4611686018427387904] is larger than any file",
      tensor: "w"
    ),
    BrokenFile(
      "nine axes",
      one(shape: "[1,1,1,1,1,1,1,1,1]"),
      "it has 9 axes, the limit is 8",
      tensor: "w"
    ),
    BrokenFile(
      "offsets text",
      one(offsets: "\"0\""),
      "'data_offsets' is a text, it takes an array of whole numbers",
      tensor: "w"
    ),
    BrokenFile(
      "offsets three",
      one(offsets: "[0,4,8]"),
      "'data_offsets' holds 3 numbers, it takes a begin and an end",
      tensor: "w"
    ),
    BrokenFile(
      "offsets reversed",
      one(offsets: "[4,0]"),
      "'data_offsets' end at 0, before they begin at 4",
      tensor: "w"
    ),
    BrokenFile(
      "too few bytes",
      one(shape: "[2]"),
      "shape [2] of float32 needs 8 bytes, but 'data_offsets' give it 4",
      tensor: "w"
    ),
    BrokenFile(
      "too many bytes",
      one(shape: "[0]"),
      "shape [0] of float32 needs 0 bytes, but 'data_offsets' give it 4",
      tensor: "w"
    ),
  ])
  func refusesTensors(_ broken: BrokenFile) {
    #expect(refusal(of: broken.bytes, .safetensors) == broken.error)
  }

  private static func two(_ a: String, _ b: String, dataCount: Int) -> [UInt8] {
    let header =
      #"{"a":{"dtype":"U8","shape":[2],"data_offsets":\#(a)},"b":{"dtype":"U8","shape":[2],"data_offsets":\#(b)}}"#
    return safetensors(header, data: [UInt8](repeating: 0, count: dataCount))
  }

  @Test(arguments: [
    BrokenFile(
      "beyond the file",
      two("[0,2]", "[2,4]", dataCount: 3),
      "'data_offsets' end at 4, but the file has 3 bytes of data",
      at: 115,
      tensor: "b",
      hint: "the file may be cut short"
    ),
    BrokenFile(
      "far beyond the file",
      two("[0,2]", "[9223372036854775805,9223372036854775807]", dataCount: 4),
      "'data_offsets' end at 9223372036854775807, but the file has 4 bytes of data",
      at: 153,
      tensor: "b",
      hint: "the file may be cut short"
    ),
    BrokenFile(
      "overlap",
      two("[0,2]", "[1,3]", dataCount: 3),
      "its bytes begin at 1, but those of tensor 'a' end at 2: tensors may not overlap",
      at: 114,
      tensor: "b"
    ),
    BrokenFile(
      "same place",
      two("[0,2]", "[0,2]", dataCount: 2),
      "its bytes begin at 0, but those of tensor 'a' end at 2: tensors may not overlap",
      at: 113,
      tensor: "b"
    ),
    BrokenFile(
      "gap",
      two("[0,2]", "[3,5]", dataCount: 5),
      "its bytes begin at 3, but those of tensor 'a' end at 2: there may be no gap",
      at: 116,
      tensor: "b"
    ),
    BrokenFile(
      "gap at the start",
      two("[5,7]", "[3,5]", dataCount: 7),
      "its bytes begin at 3, but the data begins at 0: there may be no gap",
      at: 116,
      tensor: "b"
    ),
    BrokenFile(
      "trailing bytes",
      two("[0,2]", "[2,4]", dataCount: 6),
      "the tensors end at 4, but the file has 6 bytes of data",
      at: 117
    ),
    BrokenFile(
      "bytes without tensors",
      safetensors("{}", data: [0]),
      "the tensors end at 0, but the file has 1 bytes of data",
      at: 10
    ),
  ])
  func refusesLayouts(_ broken: BrokenFile) {
    #expect(refusal(of: broken.bytes, .safetensors) == broken.error)
  }

  @Test(arguments: [
    BrokenFile("empty name", safetensors(#"{"":{}}"#), "a tensor has an empty name"),
    BrokenFile("name with NUL", safetensors(#"{"a\u0000":{}}"#), #"the tensor name 'a\u{0}' holds a control character"#),
    BrokenFile("name with ESC", safetensors(#"{"\u001b[2J":{}}"#), #"the tensor name '\u{1B}[2J' holds a control character"#),
    BrokenFile(
      "long name",
      safetensors("{\"\(String(repeating: "n", count: 1025))\":{}}"),
      "the tensor name '\(String(repeating: "n", count: 60))…' is 1025 bytes long, the limit is 1024"
    ),
    BrokenFile("metadata null", safetensors(#"{"__metadata__":null}"#), "'__metadata__' is null, it takes an object of texts"),
    BrokenFile(
      "metadata number",
      safetensors(#"{"__metadata__":{"epochs":3}}"#),
      "'epochs' in '__metadata__' is a number, only texts may stand there"
    ),
  ])
  func refusesNamesAndMetadata(_ broken: BrokenFile) {
    #expect(refusal(of: broken.bytes, .safetensors) == broken.error)
  }

  @Test func holdsToItsLimits() {
    var limits = TensorLimits()
    limits.tensors = 1
    let bytes = Self.two("[0,2]", "[2,4]", dataCount: 4)
    #expect(refusal(of: bytes, .safetensors, limits: limits)?.message == "the file holds 2 tensors, the limit is 1")
    limits.headerBytes = 50
    #expect(refusal(of: bytes, .safetensors, limits: limits)?.message == "the header is 105 bytes long, the limit is 50")
    limits.headerBytes = 16 << 20
    limits.totalBytes = 100
    #expect(refusal(of: bytes, .safetensors, limits: limits)?.message == "the file is 117 bytes long, the limit is 100")
    limits.totalBytes = .max
    limits.tensors = 2
    #expect(refusal(of: bytes, .safetensors, limits: limits) == nil)
  }
}
