/// How much a file of tensors may ask for. The defaults are generous for real models; a flag raises `totalBytes`, specs cannot.
package struct TensorLimits: Sendable, Equatable {
  /// Bytes of a safetensors header (the format itself allows 100 000 000), of a Keras configuration, and of all names and texts
  /// in an HDF5 file.
  package var headerBytes = 16 << 20
  package var tensors = 100_000
  /// Axes of one tensor.
  package var rank = 8
  /// UTF-8 bytes of one tensor's name.
  package var nameBytes = 1024
  /// Bytes of the file, and of all tensors together once they are inflated.
  package var totalBytes = 4 << 30
  package var zipEntries = 65_535
  /// A zip archive, entry or HDF5 dataset that inflates to more than `freelyInflatedBytes` may grow by this factor at most.
  package var inflateRatio = 100
  package var freelyInflatedBytes = 16 << 20
  /// Groups of an HDF5 file inside each other.
  package var groupDepth = 64
  /// Seconds of processor time for reading an HDF5 file, besides one for every 2 MiB.
  package var processorSeconds = 5

  package init() {}

  /// How far `count` compressed bytes may inflate.
  func inflatedBytes(from count: Int) -> Int {
    let (product, isTooLarge) = count.multipliedReportingOverflow(by: inflateRatio)
    return isTooLarge ? .max : max(product, freelyInflatedBytes)
  }

  package static let standard = TensorLimits()

  /// What to do about a file that passes `totalBytes`, the limit that a flag raises.
  static let hint = "raise the limit if you trust the file"
}
