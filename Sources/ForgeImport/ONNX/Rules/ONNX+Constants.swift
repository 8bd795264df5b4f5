import ForgeGraph
import ForgeOperators
import ForgeTensors

extension ONNXRule {
  /// Constants, sizes, and what passes values on.
  static let constants: [ONNXRule] = [
    ONNXRule("Constant") { work in
      if case .tensor(let tensor)? = work.node["value"]?.value, let texts = try Traced(texts: tensor) { return [texts] }
      return [Traced(try work.constant())]
    },
    ONNXRule("ConstantOfShape") { work in
      guard let shape = try work.known(0, "shape").integers, shape.allSatisfy({ $0 >= 0 }) else {
        throw ImportFault("its shape has a size below 0")
      }
      let count = try shape.boundedCount()
      var filler = (value: 0.0, element: ImportedElement.float32)
      if case .tensor(let tensor)? = work.node["value"]?.value {
        let value = try work.known(tensor)
        filler = (value.scalar ?? 0, value.element)
      }
      let numbers = [Double](repeating: filler.value, count: count)
      return [Traced(Known(name: work.tracer.wanted, shape: shape, element: filler.element, numbers: numbers))]
    },
    ONNXRule("Shape") { work in
      let shape = try work.input(0).shape
      let start = try work.place("start", default: 0, in: shape.count)
      let end = try work.place("end", default: shape.count, in: shape.count)
      return [Traced(.integers(start < end ? Array(shape[start..<end]) : [], name: work.tracer.wanted))]
    },
    ONNXRule("Size") { work in
      let count = try work.input(0).count
      return [Traced(Known(name: work.tracer.wanted, shape: [], element: .int64, numbers: [Double(count)]))]
    },
    ONNXRule("Range") { work in
      let ends = [try work.known(0, "start"), try work.known(1, "limit"), try work.known(2, "delta")]
      guard let start = ends[0].scalar, let limit = ends[1].scalar, let delta = ends[2].scalar, delta != 0 else {
        throw ImportFault("its start, limit and delta are no numbers, or delta is 0")
      }
      let count = max(0, ((limit - start) / delta).rounded(.up))
      guard count <= 0x1p24 else { throw ImportFault("it gives \(count) numbers, too many") }
      let numbers = (0..<Int(count)).map { start + Double($0) * delta }
      return [Traced(Known(name: work.tracer.wanted, shape: [numbers.count], element: ends[0].element, numbers: numbers))]
    },
    ONNXRule("Identity") { work in [try work.input(0)] },
    ONNXRule("Dropout") { work in
      let isTraining = try work.optionalKnown(2, "training_mode")?.scalar ?? 0
      let ratio = try work.optionalKnown(1, "ratio")?.scalar ?? 0.5
      guard isTraining == 0 || ratio == 0 else {
        throw ImportFault("it drops elements by chance, as in training", hint: "export the model in evaluation mode")
      }
      return [try work.input(0)]
    },
    ONNXRule("Cast", "CastLike") { work in
      let input = try work.input(0)
      return [try work.tracer.cast(input, to: work.castTarget(isKnown: input.known != nil))]
    },
    ONNXRule("EyeLike") { work in
      let tensor = try work.input(0)
      guard tensor.rank == 2 else { throw ImportFault("it reads \(tensor.shape), which is no matrix") }
      let shift = try work.integer("k", default: 0)
      let element = try work.integer("dtype").map { try work.element(Int64($0), isKnown: true) } ?? tensor.element
      let columns = tensor.shape[1]
      let numbers = (0..<(try tensor.shape.boundedCount())).map { $0 % columns - $0 / columns == shift ? 1.0 : 0 }
      return [Traced(Known(name: work.tracer.wanted, shape: tensor.shape, element: element, numbers: numbers))]
    },
    cosines("HannWindow", [0.5, -0.5]), cosines("HammingWindow", [25.0 / 46, -21.0 / 46]),
    cosines("BlackmanWindow", [0.42, -0.5, 0.08]),
  ]

  /// A window of signal processing: a sum of cosines with these factors.
  private static func cosines(_ name: String, _ factors: [Double]) -> ONNXRule {
    ONNXRule(name) { work in
      guard let size = try work.known(0, "size").integers?.first, (1...(1 << 24)).contains(size) else {
        throw ImportFault("its size is no whole number above 0")
      }
      let period = try work.integer("periodic", default: 1) != 0 ? size : size - 1
      let numbers = (0..<size).map { place in
        factors.enumerated().reduce(0.0) { sum, factor in
          let angle = 2 * Double.pi * Double(factor.offset * place) / Double(max(1, period))
          return sum + factor.element * cosine(angle)
        }
      }
      return [Traced(Known(name: work.tracer.wanted, shape: [size], element: .float32, numbers: numbers))]
    }
  }
}

extension ONNXWork {
  fileprivate func constant() throws(ImportFault) -> Known {
    guard let attribute = node.attributes.first else { throw ImportFault("it has no value") }
    let name = node.outputs.first ?? ""
    switch attribute.value {
    case .tensor(let tensor): return try known(tensor)
    case .float(let value): return Known(name: name, shape: [], element: .float32, numbers: [Double(value)])
    case .floats(let values):
      return Known(name: name, shape: [values.count], element: .float32, numbers: values.map(Double.init))
    case .integer(let value): return Known(name: name, shape: [], element: .int64, numbers: [Double(value)])
    case .integers(let values):
      return Known(name: name, shape: [values.count], element: .int64, numbers: values.map(Double.init))
    default: throw ImportFault("its value is no tensor of numbers")
    }
  }

  func known(_ tensor: ONNXTensor) throws(ImportFault) -> Known {
    let name = tensor.name.isEmpty || tensor.name == "value" ? node.outputs.first ?? tracer.wanted : tensor.name
    do {
      return Known(try tensor.entry(name: name, of: bytes, siblings: siblings))
    } catch {
      throw ImportFault(error.message, byteOffset: error.byteOffset, hint: error.hint)
    }
  }

  /// A place along axes from an attribute, counted from the front and held within them.
  fileprivate func place(_ attribute: String, default value: Int, in rank: Int) throws(ImportFault) -> Int {
    let place = try integer(attribute, default: value)
    return max(0, min(rank, place < 0 ? place + rank : place))
  }

  fileprivate func castTarget(isKnown: Bool) throws(ImportFault) -> ImportedElement {
    if node.operatorName == "CastLike" { return try input(1).element }
    return try element(Int64(try integer("to", default: 0)), isKnown: isKnown)
  }

  /// What a number of `TensorProto.DataType` is; values that are computed have fewer types than those that are known.
  fileprivate func element(_ number: Int64, isKnown: Bool) throws(ImportFault) -> ImportedElement {
    switch ONNXElementType.type(number) {
    case .float32, .float64: return .float32
    case .int32, .int64: return .int64
    case .bool: return .bool
    case let type? where isKnown: return type.isFloatingPoint ? .float32 : .int64
    case nil where number == 8: return .text
    default: throw ImportFault("it casts to \(ONNXElementType.name(number)), which is not supported")
    }
  }
}
