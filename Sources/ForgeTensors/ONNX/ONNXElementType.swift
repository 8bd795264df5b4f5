/// The element types of ONNX tensors that can be read, by their numbers in `TensorProto.DataType`.
package enum ONNXElementType {
  /// The type of a number; nil for those that are not read.
  package static func type(_ number: Int64) -> ElementType? {
    switch number {
    case 1: .float32
    case 2: .uint8
    case 3: .int8
    case 4: .uint16
    case 5: .int16
    case 6: .int32
    case 7: .int64
    case 9: .bool
    case 10: .float16
    case 11: .float64
    case 12: .uint32
    case 13: .uint64
    case 16: .bfloat16
    default: nil
    }
  }

  /// What the format calls a number, for messages.
  package static func name(_ number: Int64) -> String {
    let names = [
      "undefined", "float", "uint8", "int8", "uint16", "int16", "int32", "int64", "string", "bool", "float16", "double",
      "uint32",
      "uint64", "complex64", "complex128", "bfloat16", "float8e4m3fn", "float8e4m3fnuz", "float8e5m2", "float8e5m2fnuz",
      "uint4",
      "int4", "float4e2m1", "float8e8m0", "uint2", "int2",
    ]
    return Int(exactly: number).flatMap { names.indices.contains($0) ? names[$0] : nil } ?? "type \(number)"
  }
}
