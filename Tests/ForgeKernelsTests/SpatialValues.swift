import Testing

@testable import ForgeKernels

/// A channels-first image of a kernel test.
struct Image {
  let channels: Int
  let height: Int
  let width: Int
  var values: [Float]

  init(_ channels: Int, _ height: Int, _ width: Int, values: [Float]) {
    self.channels = channels
    self.height = height
    self.width = width
    self.values = values
  }

  /// Numbers from -1 to 1 that depend on the seed alone.
  init(_ channels: Int, _ height: Int, _ width: Int, seed: UInt64) {
    self.init(channels, height, width, values: numbers(channels * height * width, seed: seed))
  }

  var size: (height: Int, width: Int) { (height, width) }

  /// The element, or nil outside the image.
  subscript(channel: Int, row: Int, column: Int) -> Double? {
    guard row >= 0 && row < height && column >= 0 && column < width else { return nil }
    return Double(values[(channel * height + row) * width + column])
  }

  /// The elements as `[height][width][channels]`.
  var channelsLast: [Float] { Image.channelsLast(values, channels: channels) }

  /// `[channels][pixels]` as `[pixels][channels]`.
  static func channelsLast<Element>(_ values: [Element], channels: Int) -> [Element] {
    let pixels = values.count / channels
    return (0..<values.count).map { values[$0 % channels * pixels + $0 / channels] }
  }
}

/// Numbers from -1 to 1 that depend on the seed alone (SplitMix64).
func numbers(_ count: Int, seed: UInt64) -> [Float] {
  var state = seed
  return (0..<count).map { _ in
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Float(Int64(truncatingIfNeeded: (z ^ (z >> 31)) >> 40)) / Float(1 << 23) - 1
  }
}

/// A row-major matrix `[columns][depth]` in panels of 16 columns, as `Kernel.matrixProduct` reads it.
func panels(_ matrix: [Float], columns: Int, depth: Int) -> [Float] {
  let padded = (columns + 15) / 16 * 16
  return (0..<(padded * depth)).map { index in
    let column = index / (depth * 16) * 16 + index % 16
    return column < columns ? matrix[column * depth + index / 16 % depth] : 0
  }
}

/// A vector filled up with zeros to whole panels.
func padded(_ values: [Float]) -> [Float] {
  values + [Float](repeating: 0, count: (values.count + 15) / 16 * 16 - values.count)
}

/// How far a kernel's sum may lie from the float64 reference.
enum SumTolerance {
  /// The same number, NaN for NaN.
  case exact
  /// A sum of up to a thousand products of numbers up to 1.
  case close
  /// A sum of more products of numbers up to 1.
  case sums(Int)

  func admits(_ got: Float, _ want: Double) -> Bool {
    if got.isNaN || want.isNaN { return got.isNaN && want.isNaN }
    switch self {
    case .exact: return got == Float(want)
    case .close: return abs(Double(got) - want) <= 1e-5 || Double(got) == want
    case .sums(let count): return abs(Double(got) - want) <= 1e-8 * Double(count) || Double(got) == want
    }
  }
}

func expect(
  _ got: [Float],
  _ want: [Double],
  _ tolerance: SumTolerance,
  _ comment: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard got.count == want.count else {
    Issue.record("\(got.count) elements instead of \(want.count) \(comment)", sourceLocation: sourceLocation)
    return
  }
  guard let bad = got.indices.first(where: { !tolerance.admits(got[$0], want[$0]) }) else { return }
  Issue.record("element \(bad) is \(got[bad]), not \(want[bad]) \(comment)", sourceLocation: sourceLocation)
}
