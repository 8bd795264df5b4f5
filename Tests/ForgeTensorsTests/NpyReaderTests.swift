import Testing

import ForgeTensors

@Suite struct NpyReaderTests {
  @Test(arguments: [
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }   \n",
    "{\"shape\":(2,1,),\n'fortran_order':False,'descr':\"<f4\"}",
    "  { 'descr' : '=f4' , 'fortran_order' : True , 'shape' : ( 2 , 1 ) , }",
  ])
  func readsHeaders(_ header: String) throws {
    let file = try read(npy(header, data: [0, 0, 128, 63, 0, 0, 32, 192]), .npy)
    let entry = try #require(file["model"])
    #expect(file.entries.count == 1)
    #expect(entry.shape == [2, 1])
    #expect(entry.elementType == .float32)
    #expect(entry.floats() == [1, -2.5])
  }

  @Test func readsScalarsAndArraysWithoutElements() throws {
    let scalar = try read(npy("{'descr': '|u1', 'fortran_order': False, 'shape': ()}", data: [9]), .npy)
    #expect(scalar["model"]?.shape == [])
    #expect(scalar["model"]?.integers() == [9])
    let empty = try read(npy("{'descr': '>f8', 'fortran_order': True, 'shape': (0, 3, 2)}"), .npy)
    #expect(empty["model"]?.shape == [0, 3, 2])
    #expect(empty["model"]?.doubles() == [])
  }

  @Test func readsFortranOrderAndBigEndian() throws {
    // Columns (1, 2), (3, 4), (5, 6) one after the other.
    let bytes: [UInt8] = (1...6).flatMap { [0, UInt8($0)] }
    let file = try read(npy("{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3)}", data: bytes), .npy)
    let entry = try #require(file["model"])
    #expect(entry.integers() == [1, 3, 5, 2, 4, 6])
    #expect(entry.withUnsafeBytes { Array($0.prefix(4)) } == [1, 0, 3, 0])
  }

  private static func header(descr: String = "'<f4'", fortran: String = "False", shape: String = "(1,)") -> [UInt8] {
    npy("{'descr': \(descr), 'fortran_order': \(fortran), 'shape': \(shape)}", data: [0, 0, 0, 0])
  }

  private static let cutShort = "the file may be cut short"

  @Test(arguments: [
    BrokenFile(
      "empty",
      [],
      "it does not begin with NumPy's magic bytes and a version",
      at: 0,
      tensor: "model",
      hint: "check that this is an .npy file"
    ),
    BrokenFile(
      "zip",
      Array("PK\u{3}\u{4}12345678".utf8),
      "it does not begin with NumPy's magic bytes and a version",
      at: 0,
      tensor: "model",
      hint: "check that this is an .npy file"
    ),
    BrokenFile(
      "version 4",
      Array(npy("").prefix(6)) + [4, 0, 0, 0],
      "format version 4.0 is unknown, versions 1.0 to 3.0 are read",
      at: 6,
      tensor: "model"
    ),
    BrokenFile(
      "version 1.1",
      Array(npy("").prefix(6)) + [1, 1, 0, 0],
      "format version 1.1 is unknown, versions 1.0 to 3.0 are read",
      at: 6,
      tensor: "model"
    ),
    BrokenFile("no length", Array(npy("").prefix(9)), "it ends within the header length", at: 8, tensor: "model"),
    BrokenFile(
      "half a length",
      Array(npy("").prefix(6)) + [2, 0, 0, 0, 0],
      "it ends within the header length",
      at: 8,
      tensor: "model"
    ),
    BrokenFile(
      "long header",
      Array(npy("").prefix(6)) + [2, 0, 255, 255, 255, 255],
      "it declares a header of 4294967295 bytes, the limit is 10000",
      at: 8,
      tensor: "model"
    ),
    BrokenFile(
      "header beyond the file",
      Array(npy("").prefix(8)) + [2, 0, 32],
      "it declares a header of 2 bytes, but only 1 follow",
      at: 8,
      tensor: "model",
      hint: cutShort
    ),
    BrokenFile("empty header", npy(""), "the header is malformed: expected '{', found its end", at: 10, tensor: "model"),
    BrokenFile("no keys", npy("{}"), "the key 'descr' is missing from the header", at: 10, tensor: "model"),
    BrokenFile(
      "no order",
      npy("{'descr': '<f4', 'shape': ()}"),
      "the key 'fortran_order' is missing from the header",
      at: 10,
      tensor: "model"
    ),
    BrokenFile(
      "no shape",
      npy("{'descr': '<f4', 'fortran_order': True}"),
      "the key 'shape' is missing from the header",
      at: 10,
      tensor: "model"
    ),
    BrokenFile("unknown key", npy("{'order': 'C'}"), "unknown key 'order' in the header", at: 11, tensor: "model"),
    BrokenFile(
      "same key twice",
      npy("{'shape': (), 'shape': (1,)}"),
      "the key 'shape' stands twice in the header",
      at: 24,
      tensor: "model"
    ),
    BrokenFile(
      "no comma",
      npy("{'shape': () 'descr': '<f4'}"),
      "the header is malformed: expected '}', found '''",
      at: 23,
      tensor: "model"
    ),
    BrokenFile(
      "no end",
      npy("{'shape': (),"),
      "the header is malformed: expected a text in quotes, found its end",
      at: 23,
      tensor: "model"
    ),
    BrokenFile(
      "text without end",
      npy("{'shape: ()}"),
      "the header is malformed: expected a text in quotes that ends, found '''",
      at: 11,
      tensor: "model"
    ),
    BrokenFile(
      "escape",
      npy("{'descr\\n': ''}"),
      "the header is malformed: expected a text of plain ASCII, found '''",
      at: 11,
      tensor: "model"
    ),
    BrokenFile(
      "bytes behind",
      npy("{'descr': '<f4', 'fortran_order': True, 'shape': ()} x"),
      "the header is malformed: expected its end, found 'x'",
      at: 63,
      tensor: "model"
    ),
    BrokenFile(
      "tabulator",
      npy("{\t}"),
      "the header is malformed: expected a text in quotes, found byte 0x9",
      at: 11,
      tensor: "model"
    ),
  ])
  func refusesFiles(_ broken: BrokenFile) {
    #expect(refusal(of: broken.bytes, .npy) == broken.error)
  }

  @Test(arguments: [
    BrokenFile(
      "order a number",
      header(fortran: "0"),
      "the header is malformed: expected True or False, found '0'",
      at: 44,
      tensor: "model"
    ),
    BrokenFile(
      "shape a number",
      header(shape: "1"),
      "the header is malformed: expected '(', found '1'",
      at: 60,
      tensor: "model"
    ),
    BrokenFile(
      "shape a list",
      header(shape: "[1]"),
      "the header is malformed: expected '(', found '['",
      at: 60,
      tensor: "model"
    ),
    BrokenFile(
      "shape in parentheses",
      header(shape: "(1)"),
      "the header is malformed: expected ',' after the only number of a tuple, found ')'",
      at: 62,
      tensor: "model"
    ),
    BrokenFile(
      "shape negative",
      header(shape: "(-1,)"),
      "the header is malformed: expected a whole number from 0 in the shape, found '-'",
      at: 61,
      tensor: "model"
    ),
    BrokenFile(
      "shape of Python 2",
      header(shape: "(1L,)"),
      "the header is malformed: expected ',' after the only number of a tuple, found 'L'",
      at: 62,
      tensor: "model"
    ),
    BrokenFile(
      "shape with leading zero",
      header(shape: "(01,)"),
      "the header is malformed: expected a whole number from 0 in the shape, found '0'",
      at: 61,
      tensor: "model"
    ),
    BrokenFile(
      "shape beyond Int",
      header(shape: "(9223372036854775808,)"),
      "the shape holds a size of 19 digits, beyond 64 bits",
      at: 61,
      tensor: "model"
    ),
    BrokenFile(
      "product beyond Int",
      header(shape: "(4294967296, 4294967296)"),
      "shape [4294967296, 4294967296] is larger than any file",
      tensor: "model"
    ),
    BrokenFile(
      "nine axes",
      header(shape: "(1, 1, 1, 1, 1, 1, 1, 1, 1)"),
      "it has 9 axes, the limit is 8",
      tensor: "model"
    ),
    BrokenFile(
      "too little data",
      header(shape: "(2,)"),
      "shape [2] of float32 needs 8 bytes, but 4 follow the header",
      at: 65,
      tensor: "model",
      hint: cutShort
    ),
    BrokenFile(
      "too much data",
      header(shape: "(0,)"),
      "shape [0] of float32 needs 0 bytes, but 4 follow the header",
      at: 65,
      tensor: "model"
    ),
  ])
  func refusesShapes(_ broken: BrokenFile) {
    #expect(refusal(of: broken.bytes, .npy) == broken.error)
  }

  @Test(arguments: [
    BrokenFile(
      "structured",
      header(descr: "[('a', '<f4')]"),
      "its elements are structured, only plain numbers are read",
      at: 20,
      tensor: "model",
      hint: "save one array for each field"
    ),
    BrokenFile(
      "subarray",
      header(descr: "('<f4', (2,))"),
      "its elements are structured, only plain numbers are read",
      at: 20,
      tensor: "model",
      hint: "save one array for each field"
    ),
    BrokenFile(
      "objects",
      header(descr: "'|O'"),
      "its elements ('|O') are Python objects, which only pickle can read",
      tensor: "model",
      hint: "save numbers: numpy.asarray(x, dtype=numpy.float32)"
    ),
    BrokenFile(
      "complex",
      header(descr: "'<c8'"),
      "its elements ('<c8') are complex numbers",
      tensor: "model",
      hint: "save real and imaginary parts as two arrays"
    ),
    BrokenFile(
      "texts",
      header(descr: "'<U5'"),
      "its elements ('<U5') are texts",
      tensor: "model",
      hint: "save numbers; texts belong into the spec"
    ),
    BrokenFile(
      "bfloat16 of ml_dtypes",
      header(descr: "'<V2'"),
      "its elements ('<V2') are raw bytes, as extension types like bfloat16 are saved",
      tensor: "model",
      hint: "save them as float32, or in a safetensors file"
    ),
    BrokenFile(
      "long double",
      header(descr: "'<f16'"),
      "its elements ('<f16') are floating-point numbers of a width that is not 2, 4 or 8 bytes",
      tensor: "model",
      hint: "save them as float32 or float64"
    ),
    BrokenFile("unknown", header(descr: "'<x4'"), "its elements ('<x4') are of an unknown type", tensor: "model"),
    BrokenFile("no kind", header(descr: "'<'"), "its elements ('<') are of an unknown type", tensor: "model"),
    BrokenFile("no byte order", header(descr: "'f4'"), "the dtype 'f4' does not begin with a byte order", tensor: "model"),
    BrokenFile(
      "no order for two bytes",
      header(descr: "'|f4'"),
      "the dtype '|f4' needs a byte order, '<' or '>'",
      tensor: "model"
    ),
    BrokenFile("empty", header(descr: "''"), "the dtype '' does not begin with a byte order", tensor: "model"),
  ])
  func refusesElementTypes(_ broken: BrokenFile) {
    #expect(refusal(of: broken.bytes, .npy) == broken.error)
  }

  @Test func checksTheNameThatItIsGiven() {
    let bytes = Self.header()
    #expect(throws: TensorFileError("a tensor has an empty name")) {
      try TensorFile(reading: MappedBytes(bytes), format: .npy, name: "")
    }
  }
}
