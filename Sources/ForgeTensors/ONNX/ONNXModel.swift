import ForgeJSON

/// A model in the ONNX format: its graph, functions and operator sets, as the file has them.
///
/// Source: onnx/onnx.proto of ONNX 1.22 (github.com/onnx/onnx). Read from the mapped file; tensors' elements stay where they are.
package struct ONNXModel: Sendable {
  package let bytes: MappedBytes
  package let graph: ONNXGraph
  /// The version of each operator set that the model is written in, by domain; the standard's own domain is the empty text.
  package let operatorSets: [(domain: String, version: Int64)]
  package let functions: [ONNXFunction]
  /// What wrote the model: `pytorch 2.13`; empty when it does not say.
  package let producer: String

  package init(reading bytes: MappedBytes, limits: TensorLimits = .standard) throws(TensorFileError) {
    var budget = ONNXBudget(bytes: bytes, limits: limits)
    var graph: ONNXGraph?
    var operatorSets: [(domain: String, version: Int64)] = []
    var functions: [ONNXFunction] = []
    var producer = ("", "")
    var fields = ProtobufFields(of: bytes, in: 0..<bytes.count, message: "the model")
    while let field = try fields.next() {
      switch field.number {
      case 2: producer.0 = try field.text("the producer's name", of: bytes)
      case 3: producer.1 = try field.text("the producer's version", of: bytes)
      case 7:
        guard graph == nil else { throw TensorFileError("the model has two graphs", byteOffset: field.offset) }
        graph = try ONNXGraph(in: field.range("the graph"), depth: 0, &budget)
      case 8: operatorSets.append(try Self.operatorSet(of: bytes, in: field.range("an operator set")))
      case 20: break
      case 25: functions.append(try ONNXFunction(in: field.range("a function"), &budget))
      default: break
      }
    }
    guard let graph else {
      throw TensorFileError("the file holds no graph", hint: "check that this is an ONNX model, and that it is whole")
    }
    self.bytes = bytes
    self.graph = graph
    self.operatorSets = operatorSets
    self.functions = functions
    self.producer = [producer.0, producer.1].filter { !$0.isEmpty }.joined(separator: " ")
  }

  static func operatorSet(
    of bytes: MappedBytes,
    in range: Range<Int>
  ) throws(TensorFileError) -> (domain: String, version: Int64) {
    var set = (domain: "", version: Int64(0))
    var fields = ProtobufFields(of: bytes, in: range, message: "an operator set")
    while let field = try fields.next() {
      switch field.number {
      case 1: set.domain = try field.text("an operator set's domain", of: bytes)
      case 2: set.version = try field.integer("an operator set's version")
      default: break
      }
    }
    if set.domain == "ai.onnx" { set.domain = "" }
    return set
  }
}

/// How many messages a file may still hold: each costs far more memory than the two bytes that it may take in the file.
struct ONNXBudget {
  let bytes: MappedBytes
  let limits: TensorLimits
  private var left = 4_000_000

  init(bytes: MappedBytes, limits: TensorLimits) {
    self.bytes = bytes
    self.limits = limits
  }

  mutating func spend(at offset: Int) throws(TensorFileError) {
    guard left > 0 else { throw TensorFileError("the model has more than 4000000 parts", byteOffset: offset) }
    left -= 1
  }
}

/// A `GraphProto`.
package struct ONNXGraph: Sendable {
  package var name = ""
  package var nodes: [ONNXNode] = []
  package var initializers: [ONNXTensor] = []
  package var inputs: [ONNXValue] = []
  package var outputs: [ONNXValue] = []
  /// Where a sparse initialiser stands; those are not read.
  package var sparseInitializerOffset: Int?

  /// Graphs within attributes of graphs, as `If` and `Loop` have them.
  static let deepest = 8

  init(in range: Range<Int>, depth: Int, _ budget: inout ONNXBudget) throws(TensorFileError) {
    guard depth <= Self.deepest else {
      throw TensorFileError("graphs stand more than \(Self.deepest) deep within one another", byteOffset: range.lowerBound)
    }
    let bytes = budget.bytes
    var fields = ProtobufFields(of: bytes, in: range, message: "a graph")
    while let field = try fields.next() {
      try budget.spend(at: field.offset)
      switch field.number {
      case 1: nodes.append(try ONNXNode(in: field.range("a node"), depth: depth, &budget))
      case 2: name = try field.text("a graph's name", of: bytes)
      case 5: initializers.append(try ONNXTensor(of: bytes, in: field.range("an initializer"), limits: budget.limits))
      case 11: inputs.append(try ONNXValue(in: field.range("an input"), &budget))
      case 12: outputs.append(try ONNXValue(in: field.range("an output"), &budget))
      case 15: sparseInitializerOffset = sparseInitializerOffset ?? field.offset
      default: break
      }
    }
  }
}

/// A `NodeProto`: an operator at work.
package struct ONNXNode: Sendable {
  package var name = ""
  package var operatorName = ""
  /// The operator set that it is from; the standard's own is the empty text.
  package var domain = ""
  /// Names of values; the empty text stands for an optional one that is left out.
  package var inputs: [String] = []
  package var outputs: [String] = []
  package var attributes: [ONNXAttribute] = []
  package let offset: Int

  init(in range: Range<Int>, depth: Int, _ budget: inout ONNXBudget) throws(TensorFileError) {
    offset = range.lowerBound
    let bytes = budget.bytes
    var fields = ProtobufFields(of: bytes, in: range, message: "a node")
    while let field = try fields.next() {
      try budget.spend(at: field.offset)
      switch field.number {
      case 1: inputs.append(try field.text("a node's input", of: bytes))
      case 2: outputs.append(try field.text("a node's output", of: bytes))
      case 3: name = try field.text("a node's name", of: bytes)
      case 4: operatorName = try field.text("a node's operator", of: bytes)
      case 5: attributes.append(try ONNXAttribute(in: field.range("an attribute"), depth: depth, &budget))
      case 7: domain = try field.text("a node's domain", of: bytes)
      default: break
      }
    }
    if domain == "ai.onnx" { domain = "" }
  }

  /// The node as it stands where its function is called: with the call's attributes for those that it refers to.
  ///
  /// - Parameter scope: the name of the calling node, which comes before its own.
  package func resolved(with attributes: [ONNXAttribute], scope: String) -> ONNXNode {
    var node = self
    if !scope.isEmpty { node.name = name.isEmpty ? scope : "\(scope)/\(name)" }
    node.attributes = self.attributes.compactMap { $0.resolved(with: attributes) }
    return node
  }

  package subscript(attribute: String) -> ONNXAttribute? { attributes.first { $0.name.utf8.elementsEqual(attribute.utf8) } }
}

/// An `AttributeProto`: an option of a node.
package struct ONNXAttribute: Sendable {
  package enum Value: Sendable {
    case float(Float)
    case integer(Int64)
    case text([UInt8])
    case tensor(ONNXTensor)
    case graph(ONNXGraph)
    case floats([Float])
    case integers([Int64])
    case texts([[UInt8]])
    /// The attribute of this name of the function that the node is part of.
    case reference(String)
    /// Lists of tensors, graphs and types, sparse tensors.
    case other
  }

  package let name: String
  package let value: Value
  package let offset: Int

  init(in range: Range<Int>, depth: Int, _ budget: inout ONNXBudget) throws(TensorFileError) {
    var parts = Parts()
    var fields = ProtobufFields(of: budget.bytes, in: range, message: "an attribute")
    while let field = try fields.next() {
      try budget.spend(at: field.offset)
      try parts.read(field, depth: depth, &budget)
    }
    name = parts.name
    offset = range.lowerBound
    guard let value = parts.value else {
      throw TensorFileError("attribute \(name.quotedForMessage) has no value of its type", byteOffset: range.lowerBound)
    }
    self.value = value
  }

  private init(name: String, value: Value, offset: Int) {
    self.name = name
    self.value = value
    self.offset = offset
  }

  /// The attribute with the value of the one that it refers to; nil when nobody gives that.
  func resolved(with attributes: [ONNXAttribute]) -> ONNXAttribute? {
    switch value {
    case .reference(let wanted):
      guard let given = attributes.first(where: { $0.name.utf8.elementsEqual(wanted.utf8) }) else { return nil }
      return ONNXAttribute(name: name, value: given.value, offset: offset)
    case .graph(var graph):
      graph.nodes = graph.nodes.map { $0.resolved(with: attributes, scope: "") }
      return ONNXAttribute(name: name, value: .graph(graph), offset: offset)
    default: return self
    }
  }

  /// What has been seen of a message. Old files leave the type out: the field that is there tells.
  private struct Parts {
    var name = ""
    var type: Int64 = 0
    var reference = ""
    var float: Float?
    var integer: Int64?
    var text: [UInt8]?
    var tensor: ONNXTensor?
    var graph: ONNXGraph?
    var floats: [Float] = []
    var integers: [Int64] = []
    var texts: [[UInt8]] = []
    var hasOther = false

    mutating func read(_ field: ProtobufFields.Field, depth: Int, _ budget: inout ONNXBudget) throws(TensorFileError) {
      let bytes = budget.bytes
      switch field.number {
      case 1: name = try field.text("an attribute's name", of: bytes)
      case 2: float = try field.float("an attribute's number")
      case 3: integer = try field.integer("an attribute's integer")
      case 4: text = bytes.copy(of: try field.range("an attribute's text"))
      case 5: tensor = try ONNXTensor(of: bytes, in: field.range("an attribute's tensor"), limits: budget.limits)
      case 6: graph = try ONNXGraph(in: field.range("an attribute's graph"), depth: depth + 1, &budget)
      case 7: try readFloats(field, bytes)
      case 8: try readIntegers(field, bytes)
      case 9: texts.append(bytes.copy(of: try field.range("an attribute's text")))
      case 10, 11, 14, 15, 22, 23: hasOther = true
      case 20: type = try field.integer("an attribute's type")
      case 21: reference = try field.text("an attribute's reference", of: bytes)
      default: break
      }
    }

    private mutating func readFloats(_ field: ProtobufFields.Field, _ bytes: MappedBytes) throws(TensorFileError) {
      guard case .bytes(let range) = field.value else {
        floats.append(try field.float("an attribute's numbers"))
        return
      }
      guard range.count % 4 == 0 else {
        throw TensorFileError("an attribute's numbers are cut short", byteOffset: field.offset)
      }
      bytes.withUnsafeBytes { raw in
        for offset in stride(from: range.lowerBound, to: range.upperBound, by: 4) {
          floats.append(Float(bitPattern: UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt32.self))))
        }
      }
    }

    private mutating func readIntegers(_ field: ProtobufFields.Field, _ bytes: MappedBytes) throws(TensorFileError) {
      guard case .bytes(let range) = field.value else {
        integers.append(try field.integer("an attribute's integers"))
        return
      }
      guard bytes.forEachVarint(in: range, { integers.append(Int64(bitPattern: $0)) }) else {
        throw TensorFileError("an attribute's integers are cut short", byteOffset: field.offset)
      }
    }

    var value: Value? {
      if !reference.isEmpty { return .reference(reference) }
      switch type {
      case 1: return float.map(Value.float) ?? .float(0)
      case 2: return integer.map(Value.integer) ?? .integer(0)
      case 3: return .text(text ?? [])
      case 4: return tensor.map(Value.tensor)
      case 5: return graph.map(Value.graph)
      case 6: return .floats(floats)
      case 7: return .integers(integers)
      case 8: return .texts(texts)
      case 9...: return .other
      default: return untypedValue
      }
    }

    private var untypedValue: Value? {
      if let float { return .float(float) }
      if let integer { return .integer(integer) }
      if let text { return .text(text) }
      if let tensor { return .tensor(tensor) }
      if let graph { return .graph(graph) }
      if !floats.isEmpty { return .floats(floats) }
      if !texts.isEmpty { return .texts(texts) }
      return hasOther ? .other : .integers(integers)
    }
  }
}

/// A `ValueInfoProto`: a name with a type.
package struct ONNXValue: Sendable {
  package enum Size: Sendable, Equatable {
    case fixed(Int64)
    case named(String)
    case unknown
  }

  package enum ValueType: Sendable, Equatable {
    /// The number in `TensorProto.DataType`, and the sizes, where the file tells them.
    case tensor(Int64, [Size]?)
    /// A sequence, map, optional or sparse tensor, by what the format calls it.
    case other(String)
    case unknown
  }

  package var name = ""
  package var type = ValueType.unknown
  package let offset: Int

  init(in range: Range<Int>, _ budget: inout ONNXBudget) throws(TensorFileError) {
    offset = range.lowerBound
    var fields = ProtobufFields(of: budget.bytes, in: range, message: "a value")
    while let field = try fields.next() {
      switch field.number {
      case 1: name = try field.text("a value's name", of: budget.bytes)
      case 2: type = try Self.type(in: field.range("a value's type"), &budget)
      default: break
      }
    }
  }

  private static func type(in range: Range<Int>, _ budget: inout ONNXBudget) throws(TensorFileError) -> ValueType {
    var type = ValueType.unknown
    var fields = ProtobufFields(of: budget.bytes, in: range, message: "a type")
    while let field = try fields.next() {
      switch field.number {
      case 1: type = try tensorType(in: field.range("a tensor type"), &budget)
      case 4: type = .other("sequence")
      case 5: type = .other("map")
      case 7: type = .other("opaque value")
      case 8: type = .other("sparse tensor")
      case 9: type = .other("optional value")
      default: break
      }
    }
    return type
  }

  private static func tensorType(in range: Range<Int>, _ budget: inout ONNXBudget) throws(TensorFileError) -> ValueType {
    var element: Int64 = 0
    var sizes: [Size]?
    var fields = ProtobufFields(of: budget.bytes, in: range, message: "a tensor type")
    while let field = try fields.next() {
      switch field.number {
      case 1: element = try field.integer("an element type")
      case 2:
        var shape: [Size] = []
        var axes = ProtobufFields(of: budget.bytes, in: try field.range("a shape"), message: "a shape")
        while let axis = try axes.next() {
          try budget.spend(at: axis.offset)
          guard axis.number == 1 else { continue }
          shape.append(try size(in: axis.range("an axis"), budget.bytes))
        }
        sizes = shape
      default: break
      }
    }
    return .tensor(element, sizes)
  }

  private static func size(in range: Range<Int>, _ bytes: MappedBytes) throws(TensorFileError) -> Size {
    var size = Size.unknown
    var fields = ProtobufFields(of: bytes, in: range, message: "an axis")
    while let field = try fields.next() {
      switch field.number {
      case 1:
        // Paddle writes -1 for a size that varies.
        let count = try field.integer("a size")
        size = count < 0 ? .unknown : .fixed(count)
      case 2:
        let name = try field.text("a size's name", of: bytes)
        size = name.isEmpty ? .unknown : .named(name)
      default: break
      }
    }
    return size
  }
}

/// A `FunctionProto`: an operator that is made of others.
package struct ONNXFunction: Sendable {
  package var name = ""
  package var domain = ""
  package var inputs: [String] = []
  package var outputs: [String] = []
  package var nodes: [ONNXNode] = []
  package var operatorSets: [(domain: String, version: Int64)] = []
  /// Attributes with the values that hold when a node leaves them out.
  package var defaults: [ONNXAttribute] = []

  init(in range: Range<Int>, _ budget: inout ONNXBudget) throws(TensorFileError) {
    let bytes = budget.bytes
    var fields = ProtobufFields(of: bytes, in: range, message: "a function")
    while let field = try fields.next() {
      try budget.spend(at: field.offset)
      switch field.number {
      case 1: name = try field.text("a function's name", of: bytes)
      case 4: inputs.append(try field.text("a function's input", of: bytes))
      case 5: outputs.append(try field.text("a function's output", of: bytes))
      case 7: nodes.append(try ONNXNode(in: field.range("a node"), depth: 0, &budget))
      case 9: operatorSets.append(try ONNXModel.operatorSet(of: bytes, in: field.range("an operator set")))
      case 10: domain = try field.text("a function's domain", of: bytes)
      case 11: defaults.append(try ONNXAttribute(in: field.range("an attribute"), depth: 0, &budget))
      default: break
      }
    }
  }
}

extension MappedBytes {
  fileprivate func copy(of range: Range<Int>) -> [UInt8] { withUnsafeBytes { Array($0[range]) } }
}
