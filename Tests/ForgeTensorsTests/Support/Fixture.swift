import Foundation

import ForgeTensors

/// A file that `Fixtures/make_fixtures.py` wrote.
func fixture(_ name: String) throws -> [UInt8] {
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  return Array(try Data(contentsOf: folder.appendingPathComponent("Fixtures").appendingPathComponent(name)))
}

/// Reads bytes as the file `model.<format>`.
func read(
  _ bytes: [UInt8],
  _ format: TensorFileFormat,
  limits: TensorLimits = .standard
) throws(TensorFileError) -> TensorFile {
  try TensorFile(reading: MappedBytes(bytes), format: format, name: "model", limits: limits)
}

/// The error that reading gives, or nil.
func refusal(
  of bytes: [UInt8],
  _ format: TensorFileFormat,
  limits: TensorLimits = .standard
) -> TensorFileError? {
  do {
    _ = try read(bytes, format, limits: limits)
    return nil
  } catch {
    return error
  }
}
