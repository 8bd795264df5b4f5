import ForgeJSON

/// What NumPy's text for an element type means: byte order, kind, bytes, as in `<f4`
/// (NumPy reference, "The array interface protocol", `typestr`).
struct NpyElementType {
  let elementType: ElementType
  let isBigEndian: Bool

  init(dtype: String) throws(TensorFileError) {
    guard let order = dtype.first, "<>|=".contains(order) else {
      throw TensorFileError("the dtype \(dtype.quotedForMessage) does not begin with a byte order")
    }
    let code = String(dtype.dropFirst())
    guard let type = Self.elementType(code) else { throw Self.refusal(of: dtype, kind: code.first) }
    // Without a byte order ('|') only single bytes make sense; native ('=') is little-endian wherever NumPy is common.
    guard order != "|" || type.byteCount == 1 else {
      throw TensorFileError("the dtype \(dtype.quotedForMessage) needs a byte order, '<' or '>'")
    }
    elementType = type
    isBigEndian = order == ">" && type.byteCount > 1
  }

  private static func elementType(_ code: String) -> ElementType? {
    switch code {
    case "f2": .float16
    case "f4": .float32
    case "f8": .float64
    case "i1": .int8
    case "i2": .int16
    case "i4": .int32
    case "i8": .int64
    case "u1": .uint8
    case "u2": .uint16
    case "u4": .uint32
    case "u8": .uint64
    case "b1": .bool
    default: nil
    }
  }

  private static func refusal(of dtype: String, kind: Character?) -> TensorFileError {
    let (what, hint): (String, String?) =
      switch kind {
      case "O": ("Python objects, which only pickle can read", "save numbers: numpy.asarray(x, dtype=numpy.float32)")
      case "c": ("complex numbers", "save real and imaginary parts as two arrays")
      case "U", "S", "a": ("texts", "save numbers; texts belong into the spec")
      case "M", "m": ("dates or times", "save numbers")
      case "V": ("raw bytes, as extension types like bfloat16 are saved", "save them as float32, or in a safetensors file")
      case "f": ("floating-point numbers of a width that is not 2, 4 or 8 bytes", "save them as float32 or float64")
      default: ("of an unknown type", nil)
      }
    return TensorFileError("its elements (\(dtype.quotedForMessage)) are \(what)", hint: hint)
  }
}
