/// The types of numbers that PyTorch knows, under its own names without `torch.`. Those that ``ElementType`` has are read.
enum TorchElementType: String, CaseIterable {
  case float16, bfloat16, float32, float64, int8, int16, int32, int64, uint8, uint16, uint32, uint64, bool
  case complex32, complex64, complex128
  case qint8, qint32, quint8, quint4x2, quint2x4
  case float8E5M2 = "float8_e5m2"
  case float8E4M3FN = "float8_e4m3fn"
  case float8E5M2FNUZ = "float8_e5m2fnuz"
  case float8E4M3FNUZ = "float8_e4m3fnuz"
  case float8E8M0FNU = "float8_e8m0fnu"
  case float4E2M1FNx2 = "float4_e2m1fn_x2"
  case bits8, bits16, bits1x8, bits2x4, bits4x2

  /// The type as tensors have it, or nil for one that is not read.
  var elementType: ElementType? { ElementType(rawValue: rawValue) }

  /// Bytes of one element in a storage.
  var byteCount: Int {
    switch self {
    case .float16, .bfloat16, .int16, .uint16, .bits16: 2
    case .float32, .int32, .uint32, .qint32, .complex32: 4
    case .float64, .int64, .uint64, .complex64: 8
    case .complex128: 16
    default: 1
    }
  }

  /// Why a tensor of this type is refused, after "its elements are".
  var refusal: String {
    let kind: String =
      switch self {
      case .complex32, .complex64, .complex128: "complex numbers"
      case .qint8, .qint32, .quint8, .quint4x2, .quint2x4: "quantised"
      case .float8E5M2, .float8E4M3FN, .float8E5M2FNUZ, .float8E4M3FNUZ, .float8E8M0FNU: "floating-point numbers of 8 bits"
      case .float4E2M1FNx2: "floating-point numbers of 4 bits"
      default: "raw bits"
      }
    return "\(kind) (torch.\(rawValue)), which are not supported"
  }

  /// What to do about a tensor of this type.
  var hint: String {
    switch self {
    case .complex32, .complex64, .complex128: "save real and imaginary parts as two tensors: torch.view_as_real(x)"
    case .qint8, .qint32, .quint8, .quint4x2, .quint2x4: "save the model before it is quantised, or x.dequantize()"
    default: "save it as float32: x.to(torch.float32)"
    }
  }

  /// The types of the numbers in PyTorch's storage classes, as in `torch.FloatStorage` (`_dtype_to_storage_type_map` in
  /// `torch/storage.py`, PyTorch 2.13). Numbers of other types are kept in storages without a type.
  static let storageClasses: [String: TorchElementType] = [
    "DoubleStorage": .float64, "FloatStorage": .float32, "HalfStorage": .float16, "BFloat16Storage": .bfloat16,
    "LongStorage": .int64, "IntStorage": .int32, "ShortStorage": .int16, "CharStorage": .int8, "ByteStorage": .uint8,
    "BoolStorage": .bool, "ComplexDoubleStorage": .complex128, "ComplexFloatStorage": .complex64, "QInt8Storage": .qint8,
    "QInt32Storage": .qint32, "QUInt8Storage": .quint8, "QUInt4x2Storage": .quint4x2, "QUInt2x4Storage": .quint2x4,
  ]

  /// The type behind a number in files of `torch.export` (`ScalarType` in `torch/_export/serde/schema.py`, schema 8).
  init?(exportCode: Int) {
    switch exportCode {
    case 1: self = .uint8
    case 2: self = .int8
    case 3: self = .int16
    case 4: self = .int32
    case 5: self = .int64
    case 6: self = .float16
    case 7: self = .float32
    case 8: self = .float64
    case 9: self = .complex32
    case 10: self = .complex64
    case 11: self = .complex128
    case 12: self = .bool
    case 13: self = .bfloat16
    case 28: self = .uint16
    case 29: self = .float8E4M3FN
    case 30: self = .float8E5M2
    case 31: self = .float8E4M3FNUZ
    case 32: self = .float8E5M2FNUZ
    case 33: self = .float8E8M0FNU
    case 34: self = .uint32
    case 35: self = .uint64
    default: return nil
    }
  }
}

extension ElementType {
  /// The type behind a number in files of `torch.export`; nil for one that is not read.
  package init?(exportCode: Int) {
    guard let type = TorchElementType(exportCode: exportCode)?.elementType else { return nil }
    self = type
  }
}
