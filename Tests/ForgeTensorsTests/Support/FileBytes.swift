import Testing

import ForgeTensors

/// The little-endian bytes of an integer.
func littleEndian<Integer: FixedWidthInteger>(_ value: Integer) -> [UInt8] {
  withUnsafeBytes(of: value.littleEndian) { Array($0) }
}

/// A safetensors file: header length, header, data.
func safetensors(_ header: String, data: [UInt8] = []) -> [UInt8] {
  littleEndian(UInt64(header.utf8.count)) + Array(header.utf8) + data
}

/// An `.npy` file of version 1.0: magic, version, header length, header, data.
func npy(_ header: String, data: [UInt8] = []) -> [UInt8] {
  [0x93] + Array("NUMPY".utf8) + [1, 0] + littleEndian(UInt16(header.utf8.count)) + Array(header.utf8) + data
}

/// A file that is broken in one way, and what is said about it.
struct BrokenFile: Sendable, CustomTestStringConvertible {
  let id: String
  let bytes: [UInt8]
  let error: TensorFileError

  init(
    _ id: String,
    _ bytes: [UInt8],
    _ message: String,
    at offset: Int? = nil,
    tensor: String? = nil,
    hint: String? = nil
  ) {
    self.id = id
    self.bytes = bytes
    error = TensorFileError(message, byteOffset: offset, tensor: tensor, hint: hint)
  }

  var testDescription: String { id }
}
