import ForgeJSON

/// The header of an `.npy` file: a Python dictionary with just three keys, as in
/// `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`, padded with spaces and a line feed.
struct NpyHeader {
  /// NumPy's text for the element type.
  let dtype: String
  let isFortranOrder: Bool
  let shape: [Int]

  /// - Parameter start: where `bytes` stands in the file, for the places of errors.
  init(parsing bytes: [UInt8], at start: Int) throws(TensorFileError) {
    var literal = PythonLiteral(bytes: bytes, start: start)
    var dtype: String?
    var isFortranOrder: Bool?
    var shape: [Int]?
    try literal.expect("{")
    while !literal.skip("}") {
      let keyOffset = literal.fileOffset
      let key = try literal.string()
      try literal.expect(":")
      let isFirst: Bool
      switch key {
      case "descr": (isFirst, dtype) = (dtype == nil, try Self.dtype(&literal))
      case "fortran_order": (isFirst, isFortranOrder) = (isFortranOrder == nil, try literal.boolean())
      case "shape": (isFirst, shape) = (shape == nil, try literal.tuple())
      default:
        throw TensorFileError("unknown key \(key.quotedForMessage) in the header", byteOffset: keyOffset)
      }
      guard isFirst else { throw TensorFileError("the key '\(key)' stands twice in the header", byteOffset: keyOffset) }
      if !literal.skip(",") {
        try literal.expect("}")
        break
      }
    }
    try literal.expectEnd()
    self.dtype = try Self.value(dtype, of: "descr", at: start)
    self.isFortranOrder = try Self.value(isFortranOrder, of: "fortran_order", at: start)
    self.shape = try Self.value(shape, of: "shape", at: start)
  }

  private static func dtype(_ literal: inout PythonLiteral) throws(TensorFileError) -> String {
    guard literal.next != UInt8(ascii: "["), literal.next != UInt8(ascii: "(") else {
      throw TensorFileError(
        "its elements are structured, only plain numbers are read",
        byteOffset: literal.fileOffset,
        hint: "save one array for each field"
      )
    }
    return try literal.string()
  }

  private static func value<Value>(_ value: Value?, of key: String, at start: Int) throws(TensorFileError) -> Value {
    guard let value else { throw TensorFileError("the key '\(key)' is missing from the header", byteOffset: start) }
    return value
  }
}
