/// Reads an HDF5 file with libhdf5, in a process of its own: a file that crashes the library gives an error (`CForgeHDF5.h`).
///
/// Source: "HDF5 File Format Specification", version 3. Read are groups, datasets of numbers, and the attributes that Keras
/// writes. Links that lead elsewhere, external and virtual datasets, and filters other than deflate and shuffle are refused.
/// Elements that stand in the file as they are wanted stay there; only others are copied.
struct HDF5Reader {
  private let bytes: MappedBytes
  private let range: Range<Int>
  private let limits: TensorLimits

  /// The first bytes of a file (section II.A).
  static let signature: [UInt8] = [0x89] + Array("HDF\r\n".utf8) + [0x1A, 0x0A]

  /// - Parameter range: the file's part of `bytes`, all of it.
  init(bytes: MappedBytes, range: Range<Int>, limits: TensorLimits) {
    self.bytes = bytes
    self.range = range
    self.limits = limits
  }

  /// The root of the file.
  func root() throws(TensorFileError) -> HDF5Group {
    try bytes.withUnsafeBytes { (raw) throws(TensorFileError) in
      let file = UnsafeRawBufferPointer(rebasing: raw[range])
      if file.starts(with: Array("PK".utf8)) {
        throw TensorFileError("it is a zip archive, not an HDF5 file", byteOffset: 0, hint: "call it '.keras'")
      }
      guard file.starts(with: Self.signature) else {
        throw TensorFileError(
          "it does not begin with the signature of HDF5",
          byteOffset: 0,
          hint: "check that Keras wrote this file"
        )
      }
      var decoder = HDF5Decoder(
        stream: try HDF5Stream(reading: file, limits: limits),
        bytes: bytes,
        range: range,
        limits: limits
      )
      return try decoder.root()
    }
  }
}
