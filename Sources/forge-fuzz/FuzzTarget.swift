/// One reader under test. To add a reader, add a line to `all` and a file with its `exercise`.
struct FuzzTarget: Sendable {
  let name: String
  /// Good inputs, besides those in seed files.
  var seeds: [[UInt8]] = []
  /// Pieces of text or bytes that mean something to the reader.
  let dictionary: [[UInt8]]
  /// Makes a broken file plausible again in what would otherwise stop the reader early: lengths, checksums.
  var repair: @Sendable (inout [UInt8]) -> Void = { _ in }
  /// Changes that know the language of the input, made more often than changes of bytes; nil for a reader without any.
  var change: (@Sendable (inout [UInt8], inout SplitMix64) -> Void)?
  /// Reads the bytes and uses what was read. Crashes when an answer is wrong; returns why the bytes were refused, or nil.
  let exercise: @Sendable ([UInt8]) -> String?

  static let all: [FuzzTarget] = [
    json,
    safetensors,
    npy,
    npz,
    pt,
    pt2,
    h5,
    onnx,
    program,
    keras,
    yaml,
    spec,
    csv,
    golden,
    template,
  ]
}

extension [[UInt8]] {
  /// Seeds or a dictionary of texts.
  static func texts(_ texts: String...) -> [[UInt8]] {
    texts.map { [UInt8]($0.utf8) }
  }

  static func texts(_ texts: [String]) -> [[UInt8]] {
    texts.map { [UInt8]($0.utf8) }
  }
}

/// A number that depends on the input alone, for what only some inputs are put through (FNV-1a).
func fingerprint(_ bytes: [UInt8]) -> UInt64 {
  bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
}
