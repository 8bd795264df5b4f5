/// How much a file of tensors may ask for. The defaults are generous for real models; a flag raises `totalBytes`, specs cannot.
package struct TensorLimits: Sendable, Equatable {
  /// Bytes of a safetensors header. The format itself allows 100 000 000.
  package var headerBytes = 16 << 20
  package var tensors = 100_000
  /// Axes of one tensor.
  package var rank = 8
  /// UTF-8 bytes of one tensor's name.
  package var nameBytes = 1024
  /// Bytes of the file, and of all tensors together once they are inflated.
  package var totalBytes = 4 << 30
  package var zipEntries = 65_535
  /// A zip archive or entry that inflates to more than `freelyInflatedBytes` may grow by this factor at most.
  package var inflateRatio = 100
  package var freelyInflatedBytes = 16 << 20

  package init() {}

  package static let standard = TensorLimits()

  /// What to do about a file that passes `totalBytes`, the limit that a flag raises.
  static let hint = "raise the limit if you trust the file"
}
