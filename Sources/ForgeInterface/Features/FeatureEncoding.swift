import ForgeGraph
import ForgeJSON

/// What a caller gives for one feature in one example.
package enum FeatureValue: Sendable, Equatable {
  case missing
  case number(Double)
  case boolean(Bool)
  /// A category's text.
  case label(String)
  /// The place of a category's value.
  case index(Int)
  case tensor(ReferenceTensor)
}

/// Why a value is refused, as the generated code refuses it too.
package struct ValueRefusal: Error, Sendable, Equatable {
  package let reason: String
  /// What the spec may lack, when the prototype took the value.
  package let help: String?

  package init(_ reason: String, help: String? = nil) {
    self.reason = reason
    self.help = help
  }

  static let isMissing = ValueRefusal(
    "the value is missing",
    help: "the prototype took this row: give the feature a 'missing' rule"
  )
}

extension Feature {
  /// The inputs of the graph that the feature fills: one, or ids and an indicator for an embedding that may be missing.
  package var graphInputs: [GraphInput] {
    switch kind {
    case .tensor(let type): return [GraphInput(name: name, type: type)]
    case .category(_, .index): return [GraphInput(name: name, type: TensorType(.int64, [1]))]
    case .category(_, .embedding):
      let ids = GraphInput(name: name, type: TensorType(.int64, []))
      return missing.hasIndicator ? [ids, GraphInput(name: "\(name).missing", type: TensorType(.float32, [1]))] : [ids]
    case .category, .number, .integer, .boolean, .ordinal:
      return [GraphInput(name: name, type: TensorType(.float32, TensorShape([columnCount + (missing.hasIndicator ? 1 : 0)])))]
    }
  }

  /// How many columns a value fills, without the indicator.
  package var columnCount: Int {
    switch kind {
    case .category(let vocabulary, .oneHot(let drop)): vocabulary.labels.count - (drop == nil ? 0 : 1)
    case .category: 1
    case .number, .integer, .boolean, .ordinal: transforms.last?.oneHotSize ?? 1
    case .tensor: 0
    }
  }

  /// What the graph gets for a value, in the order of `graphInputs`: the reference of the generated encoding, in float64.
  package func encode(_ value: FeatureValue) throws(ValueRefusal) -> [ReferenceTensor] {
    switch kind {
    case .tensor(let type): return [try encodeTensor(value, type)]
    case .number, .integer, .boolean: return [try encodeScalar(value)]
    case .ordinal(let vocabulary):
      return [try encodeScalar(try place(of: value, in: vocabulary).map { .number(Double($0)) } ?? .missing)]
    case .category(let vocabulary, let encoding): return try encodeCategory(value, vocabulary, encoding)
    }
  }

  private func encodeTensor(_ value: FeatureValue, _ type: TensorType) throws(ValueRefusal) -> ReferenceTensor {
    guard case .tensor(let tensor) = value else { throw ValueRefusal("a tensor is needed") }
    let matches =
      tensor.rank == type.shape.rank
      && zip(tensor.shape, type.shape.dimensions).allSatisfy { size, wanted in
        wanted.fixedValue.map { $0 == size } ?? (size > 0)
      }
    guard matches else {
      let reason = "its shape is \(TensorShape(tensor.shape)), not \(type.shape)"
      throw ValueRefusal(reason, help: "check the feature's 'shape'")
    }
    return tensor.map { transformed($0) }
  }

  private func encodeScalar(_ value: FeatureValue) throws(ValueRefusal) -> ReferenceTensor {
    guard let present = number(value), !missing.counts(present) else { return vector(try encodeMissing(), isMissing: true) }
    return vector(columns(of: present), isMissing: false)
  }

  private func number(_ value: FeatureValue) -> Double? {
    switch value {
    case .number(let number): number
    case .boolean(let flag): flag ? 1 : 0
    case .missing, .label, .index, .tensor: nil
    }
  }

  private func encodeMissing() throws(ValueRefusal) -> [Double] {
    switch missing.policy {
    case .error: throw ValueRefusal.isMissing
    case .indicator: return [Double](repeating: 0, count: columnCount)
    case .impute(.number(let number), _): return columns(of: number)
    case .impute(.boolean(let flag), _): return columns(of: flag ? 1 : 0)
    case .impute(.index(let index), _): return columns(of: Double(index))
    }
  }

  private func columns(of raw: Double) -> [Double] {
    let x = transformed(raw)
    guard let size = transforms.last?.oneHotSize else { return [x] }
    return (0..<size).map { Double($0) == x ? 1 : 0 }
  }

  private func transformed(_ raw: Double) -> Double { transforms.reduce(raw) { $1($0) } }

  private func vector(_ columns: [Double], isMissing: Bool) -> ReferenceTensor {
    let all = columns + (missing.hasIndicator ? [isMissing ? 1 : 0] : [])
    return ReferenceTensor(shape: [all.count], elements: all)
  }

  private func encodeCategory(
    _ value: FeatureValue,
    _ vocabulary: Vocabulary,
    _ encoding: CategoryEncoding
  ) throws(ValueRefusal) -> [ReferenceTensor] {
    var index = try place(of: value, in: vocabulary)
    let isMissing = index == nil
    if isMissing {
      switch missing.policy {
      case .error: throw ValueRefusal.isMissing
      case .indicator: index = -1
      case .impute(.index(let imputed), _): index = imputed
      case .impute: throw ValueRefusal("the imputed value is no category")
      }
    }
    let id = index ?? -1
    switch encoding {
    case .index: return [ReferenceTensor(shape: [1], elements: [Double(id)])]
    case .embedding:
      let ids = ReferenceTensor(shape: [], elements: [Double(id)])
      return missing.hasIndicator ? [ids, ReferenceTensor(shape: [1], elements: [isMissing ? 1 : 0])] : [ids]
    case .oneHot(let drop):
      let columns = vocabulary.labels.indices.filter { $0 != drop }.map { $0 == id ? 1.0 : 0.0 }
      return [vector(columns, isMissing: isMissing)]
    }
  }

  /// The place of a value among the labels; -1 for an unknown text whose columns are zeros, nil when it is missing.
  private func place(of value: FeatureValue, in vocabulary: Vocabulary) throws(ValueRefusal) -> Int? {
    switch value {
    case .missing: return nil
    case .index(-1): return nil
    case .index(let index):
      guard vocabulary.labels.indices.contains(index) else { throw ValueRefusal("there is no value number \(index)") }
      return index
    case .label(let text):
      if let index = vocabulary.index(of: text) { return index }
      switch vocabulary.unknown {
      case .error:
        throw ValueRefusal(
          "\(text.quotedForMessage) is not among the values",
          help: "the prototype took this row: give the feature an 'unknown' rule"
        )
      case .zeros: return -1
      case .value(let index): return index
      }
    case .number, .boolean, .tensor: throw ValueRefusal("a category is needed")
    }
  }
}
