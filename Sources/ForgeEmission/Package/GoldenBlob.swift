import ForgeGraph
import ForgeInterface
import ForgeModel

/// Golden vectors as bytes for the generated tests: a section a feature and output, rows in order.
///
/// Scalars are float64 (categories as the place of their value, −1 missing, −2 not listed; booleans 1 or 0), tensors float32,
/// ids int32. A missing number is the NaN with the bits `missingBits`.
struct GoldenBlob: Sendable {
  /// Where a feature's or output's rows lie.
  struct Section: Sendable {
    let offset: Int
    /// Bytes from one row to the next.
    let stride: Int
    /// Elements in a row, for tensors.
    let count: Int
  }

  static let missingBits: UInt64 = 0x7FF8_0000_0000_0001
  static let notListed = -2.0

  private(set) var bytes: [UInt8] = []
  private(set) var inputs: [Section] = []
  /// A section with the labels, where the recording has any, and one with the values.
  private(set) var outputs: [(label: Section?, values: Section?)] = []

  init(_ golden: GoldenVectors, features: [Feature], outputs: [Output]) {
    for (index, feature) in features.enumerated() {
      inputs.append(append(golden.rows.map { $0.inputs[index] }, of: feature))
    }
    for index in outputs.indices {
      let expected = golden.rows.map { $0.expected[index] }
      let hasLabels = expected.contains { $0.label != nil }
      let hasValues = expected.contains { !$0.values.isEmpty }
      let labels = hasLabels ? append(expected.map { [Double($0.label ?? -1)] }) : nil
      let values = hasValues ? append(expected.map { $0.values.map { $0 ?? Double(bitPattern: Self.missingBits) } }) : nil
      self.outputs.append((labels, values))
    }
  }

  private mutating func append(_ values: [FeatureValue], of feature: Feature) -> Section {
    guard case .tensor(let type) = feature.kind else {
      return append(values.map { [Self.number($0, feature)] })
    }
    let offset = bytes.count
    var count = 0
    for case .tensor(let tensor) in values {
      count = tensor.count
      for element in tensor.elements {
        let bits = type.element == .float32 ? Float(element).bitPattern : UInt32(bitPattern: Int32(element))
        append(littleEndian: bits)
      }
    }
    while bytes.count % 8 != 0 { bytes.append(0) }
    return Section(offset: offset, stride: count * 4, count: count)
  }

  private mutating func append(_ rows: [[Double]]) -> Section {
    let offset = bytes.count
    for value in rows.joined() { append(littleEndian: value.bitPattern) }
    let count = rows.first?.count ?? 0
    return Section(offset: offset, stride: count * 8, count: count)
  }

  private mutating func append(littleEndian value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
  }

  private static func number(_ value: FeatureValue, _ feature: Feature) -> Double {
    switch value {
    case .missing: feature.vocabulary == nil ? Double(bitPattern: missingBits) : -1
    case .number(let number): number
    case .boolean(let flag): flag ? 1 : 0
    case .index(let index): Double(index)
    case .label(let text):
      if let index = feature.vocabulary?.index(of: text) {
        Double(index)
      } else if case .value(let index) = feature.vocabulary?.unknown {
        Double(index)
      } else {
        notListed
      }
    case .tensor: 0
    }
  }
}
