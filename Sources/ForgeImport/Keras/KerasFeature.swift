import ForgeGraph
import ForgeJSON
import ForgeTensors

/// An input of a model as a feature, with the preprocessing layers behind it that a feature does.
///
/// A number or text alone, as tables have them, becomes a `number`, `integer` or `category`; anything else is a `tensor`. Layers are
/// taken up as long as nothing else reads what stands before them.
struct KerasFeature {
  let name: String
  private(set) var kind = "tensor"
  private(set) var type: TensorType
  private(set) var settings: [(key: String, value: Setting)] = []
  /// The tensor of the model that the feature stands for.
  private(set) var result: KerasTensor
  /// The calls that the feature takes up.
  private(set) var calls: [KerasFrame.Place] = []

  private let element: Element
  private var transforms: [Setting] = []
  private var vocabulary: [String] = []

  private enum Element { case number, integer, text }

  init(_ port: KerasPort, of frame: KerasFrame, tensors: [ExactText: TensorEntry]) throws(ImportFault) {
    let layer = try Self.layer(port, of: frame)
    do throws(ImportFault) {
      name = layer.name
      result = port.tensor
      let shape = try Self.shape(layer)
      let readers = frame.readers(of: port.tensor)
      let isRead = readers.allSatisfy { frame.model.layers[$0.layer].className == "Embedding" } && !readers.isEmpty
      element = try Self.element(layer, holdsIDs: isRead)
      type = TensorType(element == .number ? .float32 : .int64, TensorShape(shape))
      if shape == [1], element == .number { kind = "number" }
      try takeUp(frame, tensors)
      try finish(layer)
    } catch {
      var fault = error
      fault.node = fault.node ?? layer.title
      throw fault
    }
  }

  private static func layer(_ port: KerasPort, of frame: KerasFrame) throws(ImportFault) -> KerasLayer {
    guard let layer = frame.layer(of: port.tensor), layer.isInput, port.tensor.node == 0, port.tensor.index == 0 else {
      throw ImportFault("input \(port.tensor.layer.text.quotedForMessage) is no InputLayer")
    }
    return layer
  }

  /// What an input is held at, of its type and shape.
  static func held(_ port: KerasPort, of frame: KerasFrame, at value: HeldValue) throws(ImportFault) -> TensorEntry {
    let layer = try layer(port, of: frame)
    do throws(ImportFault) {
      let word = layer.options["dtype"]?.text ?? "float32"
      guard let type = ElementType(rawValue: word) else {
        throw ImportFault("its elements are of the type \(word.quotedForMessage), which no constant has")
      }
      return try value.entry(layer.name, type, sizes: shape(layer))
    } catch {
      var fault = error
      fault.node = fault.node ?? layer.title
      throw fault
    }
  }

  private static func shape(_ layer: KerasLayer) throws(ImportFault) -> [Int] {
    guard case .array(let sizes)? = layer.options["batch_shape"] ?? layer.options["batch_input_shape"], !sizes.isEmpty else {
      throw ImportFault("its shape is not known", hint: "build the model with an Input(shape)")
    }
    var shape: [Int] = []
    for (axis, size) in sizes.enumerated().dropFirst() {
      guard let size = size.whole, size > 0 else {
        throw ImportFault(
          "its size along axis \(axis) varies, only the batch's may",
          hint: "give the Input a shape without None, and load the weights again"
        )
      }
      shape.append(size)
    }
    return shape
  }

  /// - Parameter holdsIDs: whether embeddings alone read the input: Keras makes whole numbers of it for them.
  private static func element(_ layer: KerasLayer, holdsIDs: Bool) throws(ImportFault) -> Element {
    let dtype = layer.options["dtype"]?.text ?? "float32"
    switch dtype {
    // Truth values are numbers, 0 or 1.
    case "bool": return .number
    case "float32", "float64", "float16", "bfloat16": return holdsIDs ? .integer : .number
    case "int32", "int64", "uint8", "int8", "int16", "uint16", "uint32": return .integer
    case "string": return .text
    default: throw ImportFault("its elements are of the type \(dtype.quotedForMessage), which is not supported")
    }
  }

  /// The only layer that reads the tensor, when it is of Keras and nothing else needs the tensor.
  private func reader(_ frame: KerasFrame) -> (place: KerasFrame.Place, layer: KerasLayer)? {
    let readers = frame.readers(of: result)
    guard readers.count == 1, !frame.model.outputs.contains(where: { $0.tensor == result }) else { return nil }
    let layer = frame.model.layers[readers[0].layer]
    return layer.isOfKeras && layer.calls[readers[0].call].tensors.count == 1 ? (readers[0], layer) : nil
  }

  private mutating func takeUp(_ frame: KerasFrame, _ tensors: [ExactText: TensorEntry]) throws(ImportFault) {
    while let (place, layer) = reader(frame) {
      var isTaken = false
      do throws(ImportFault) {
        isTaken = try takeUp(layer, path: (frame.path + [layer.name]).joined(separator: "/"), tensors)
      } catch {
        var fault = error
        fault.node = fault.node ?? layer.title
        throw fault
      }
      guard isTaken else { return }
      calls.append(place)
      result = KerasTensor(layer: ExactText(layer.name), node: place.call, index: 0)
    }
  }

  /// Takes up one layer; false when it stays a layer.
  private mutating func takeUp(
    _ layer: KerasLayer,
    path: String,
    _ tensors: [ExactText: TensorEntry]
  ) throws(ImportFault) -> Bool {
    let work = KerasWork(layer: layer, path: path, arguments: [], keywords: [], tensors: tensors, draft: Draft(layout: .keras))
    switch layer.className {
    case "Rescaling": return try takeUp(rescaling: work)
    case "Normalization": return try takeUp(normalization: work)
    case "Discretization": return try takeUp(discretization: work)
    case "CategoryEncoding": return try takeUp(encoding: work)
    case "StringLookup" where element == .text, "IntegerLookup" where element == .integer: return try takeUp(lookup: work)
    default: return false
    }
  }

  /// Whether the value is still a number in the shape of the input.
  private var isPlain: Bool { element == .number && type.shape.fixedSizes != nil && oneHotSize == nil && !isBucket }
  private var oneHotSize: Int?
  /// How many buckets or categories the value is one of; nil when it is no number of one.
  private var places: Int?
  private var isBucket: Bool { places != nil }

  private mutating func takeUp(rescaling work: KerasWork) throws(ImportFault) -> Bool {
    let (factors, offsets) = (try work.numbers("scale"), work.has("offset") ? try work.numbers("offset") : [0])
    guard isPlain, factors.count == 1, offsets.count == 1 else { return false }
    var entries = [Setting.Entry("scale", .number(factors[0]))]
    if offsets[0] != 0 { entries.append(.init("offset", .number(offsets[0]))) }
    transforms.append(.mapping([.init("affine", .mapping(entries))]))
    return true
  }

  private mutating func takeUp(normalization work: KerasWork) throws(ImportFault) -> Bool {
    guard isPlain, try !work.boolean("invert", default: false) else { return false }
    let statistics = try KerasStatistics(work.layer, path: work.path, tensors: work.tensors)
    guard let single = statistics.single else { return false }
    let entries = [Setting.Entry("mean", .number(single.mean)), .init("variance", .number(single.variance))]
    transforms.append(.mapping([.init("standardize", .mapping(entries))]))
    return true
  }

  private mutating func takeUp(discretization work: KerasWork) throws(ImportFault) -> Bool {
    guard isPlain, kind == "number" else { return false }
    guard work.has("bin_boundaries") else {
      throw ImportFault("its boundaries were learned by adapt", hint: "make it with bin_boundaries=layer.bin_boundaries")
    }
    let boundaries = try work.numbers("bin_boundaries")
    switch try work.word("output_mode", default: "int") {
    case "int": places = boundaries.count + 1
    case "one_hot", "multi_hot", "count": oneHotSize = boundaries.count + 1
    case let other: throw ImportFault("its output mode \(other.quotedForMessage) is not supported")
    }
    bucketize(boundaries)
    return true
  }

  private mutating func bucketize(_ boundaries: [Double]) {
    var entries = [Setting.Entry("boundaries", .list(boundaries.map(Setting.number))), .init("closed", .word("left"))]
    if oneHotSize != nil { entries.append(.init("to", .word("one_hot"))) }
    transforms.append(.mapping([.init("bucketize", .mapping(entries))]))
  }

  /// One-hot vectors of a whole number, of a bucket's or of a category's.
  private mutating func takeUp(encoding work: KerasWork) throws(ImportFault) -> Bool {
    let mode = try work.word("output_mode", default: "multi_hot")
    guard ["one_hot", "multi_hot", "count"].contains(mode) else {
      throw ImportFault("its output mode \(mode.quotedForMessage) is not supported")
    }
    guard type.shape.fixedSizes == [1], oneHotSize == nil else { return false }
    let count = try work.integer("num_tokens")
    if let places {
      guard count == places else { throw ImportFault("it makes \(count) columns of \(places) numbers") }
      self.places = nil
      oneHotSize = count
      if case .mapping(let outer)? = transforms.popLast(), case .mapping(let entries)? = outer.first?.value {
        transforms.append(.mapping([.init("bucketize", .mapping(entries + [.init("to", .word("one_hot"))]))]))
      }
      return true
    }
    guard element == .integer, (2...4096).contains(count) else { return false }
    kind = "integer"
    oneHotSize = count
    bucketize((1..<count).map(Double.init))
    return true
  }

  /// One of a list of texts or whole numbers.
  private mutating func takeUp(lookup work: KerasWork) throws(ImportFault) -> Bool {
    guard type.shape.fixedSizes == [1], places == nil, oneHotSize == nil else { return false }
    guard try !work.boolean("invert", default: false), try !work.boolean("pad_to_max_tokens", default: false) else {
      throw ImportFault("its options 'invert' and 'pad_to_max_tokens' are not supported")
    }
    guard !work.has("mask_token") else { throw ImportFault("its mask token is not supported") }
    guard case .array(let items)? = work.layer.options["vocabulary"] else {
      throw ImportFault(
        "the file's configuration has no list as its vocabulary",
        hint: "make it with vocabulary=layer.get_vocabulary() instead of adapt"
      )
    }
    var values: [String] = []
    for item in items {
      guard let value = item.text ?? item.whole.map(String.init) else { throw ImportFault("its vocabulary holds no texts") }
      values.append(value)
    }
    let unknown = work.layer.options["oov_token"].flatMap { $0.text ?? $0.whole.map(String.init) } ?? "[UNK]"
    switch try work.integer("num_oov_indices", default: 1) {
    case 0: settings = []
    case 1:
      if values.first != unknown { values.insert(unknown, at: 0) }
      settings = [("unknown", .mapping([.init("as", .text(unknown))]))]
    case let count: throw ImportFault("it hashes unknown values into \(count) places, only 0 and 1 are supported")
    }
    vocabulary = values
    kind = "category"
    switch try work.word("output_mode", default: "int") {
    case "int": places = values.count
    case "one_hot", "multi_hot", "count", "binary": oneHotSize = values.count
    case let other: throw ImportFault("its output mode \(other.quotedForMessage) is not supported")
    }
    return true
  }

  /// Puts the settings and the type together.
  private mutating func finish(_ layer: KerasLayer) throws(ImportFault) {
    if kind == "category" {
      settings.insert(("values", .list(vocabulary.map(Setting.text))), at: 0)
      if oneHotSize == nil { settings.append(("encode", .word("index"))) }
    } else if element == .text {
      throw ImportFault("it holds text that no StringLookup alone reads, which is not supported")
    } else if kind == "tensor" {
      settings = Draft.tensorSettings(type)
    }
    if let oneHotSize {
      type = TensorType(.float32, [oneHotSize])
    } else if kind == "number" || kind == "integer" {
      type = TensorType(.float32, [1])
    }
    if !transforms.isEmpty { settings.append(("transform", .list(transforms))) }
  }
}
