import ForgeGraph
import ForgeTensors

extension ONNXRule {
  /// Constants, sizes, and what passes values on.
  static let constants: [ONNXRule] = [
    ONNXRule("Constant") { work in [Traced(try work.constant())] },
    ONNXRule("ConstantOfShape") { work in
      guard let shape = try work.known(0, "shape").integers, shape.allSatisfy({ $0 >= 0 }) else {
        throw ImportFault("its shape has a size below 0")
      }
      let count = try work.boundedCount(shape)
      var filler = (value: 0.0, element: GraphElement.float32)
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
    ONNXRule("Identity", "Dropout") { work in [try work.input(0)] },
    ONNXRule("Cast", "CastLike") { work in
      let input = try work.input(0)
      let target = try work.castTarget()
      guard let known = input.known else {
        guard target == input.element else { throw ImportFault("it casts computed values, which no layer does") }
        return [input]
      }
      let numbers = target == .int64 ? known.numbers.map { $0.rounded(.towardZero) } : known.numbers
      return [Traced(Known(name: work.tracer.wanted, shape: known.shape, element: target, numbers: numbers))]
    },
    ONNXRule("Equal", "Greater", "Less", "GreaterOrEqual", "LessOrEqual", "And", "Or", "Not", "Where", "Mod") { work in
      try work.foldedLogic()
    },
  ]
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
      return Known(try tensor.entry(name: name, of: model.model.bytes, siblings: model.siblings))
    } catch {
      throw ImportFault(error.message, byteOffset: error.byteOffset, hint: error.hint)
    }
  }

  /// The number of elements of a shape that a model asks for, held against what can be.
  func boundedCount(_ shape: [Int]) throws(ImportFault) -> Int {
    guard let count = elementCount(of: shape), count <= 1 << 24 else {
      throw ImportFault("a tensor of shape \(shape) has too many elements")
    }
    return count
  }

  /// A place along axes from an attribute, counted from the front and held within them.
  fileprivate func place(_ attribute: String, default value: Int, in rank: Int) throws(ImportFault) -> Int {
    let place = try integer(attribute, default: value)
    return max(0, min(rank, place < 0 ? place + rank : place))
  }

  fileprivate func castTarget() throws(ImportFault) -> GraphElement {
    if node.operatorName == "CastLike" { return try input(1).element }
    let number = try integer("to", default: 0)
    guard let type = ONNXElementType.type(Int64(number)) else {
      throw ImportFault("it casts to \(ONNXElementType.name(Int64(number))), which is not supported")
    }
    return type.isFloatingPoint ? .float32 : .int64
  }

  /// Comparisons and choices of what is known, as arithmetic on shapes has them.
  fileprivate func foldedLogic() throws(ImportFault) -> [Traced] {
    var operands: [Known] = []
    for index in inputs.indices { operands.append(try known(index, "input \(index + 1)")) }
    let shapes = operands.map { TensorShape($0.shape) }
    let shape: [Int]
    do throws(ShapeError) { shape = try shapes.broadcast().fixedSizes ?? [] } catch { throw ImportFault(error.message) }
    let columns = operands.map { $0.repeated(to: shape) }
    let rows = (0..<(try boundedCount(shape))).map { index in columns.map { $0[index] } }
    let function = Self.logic(node.operatorName)
    let numbers = rows.map(function)
    let element = node.operatorName == "Where" ? operands[1].element : node.operatorName == "Mod" ? operands[0].element : .int64
    return [Traced(Known(name: tracer.wanted, shape: shape, element: element, numbers: numbers))]
  }
}

extension ONNXWork {
  /// A comparison or choice over one element of each operand; 1 stands for true.
  private static func logic(_ name: String) -> ([Double]) -> Double {
    switch name {
    case "Equal": { $0[0] == $0[1] ? 1 : 0 }
    case "Greater": { $0[0] > $0[1] ? 1 : 0 }
    case "Less": { $0[0] < $0[1] ? 1 : 0 }
    case "GreaterOrEqual": { $0[0] >= $0[1] ? 1 : 0 }
    case "LessOrEqual": { $0[0] <= $0[1] ? 1 : 0 }
    case "And": { $0[0] != 0 && $0[1] != 0 ? 1 : 0 }
    case "Or": { $0[0] != 0 || $0[1] != 0 ? 1 : 0 }
    case "Not": { $0[0] == 0 ? 1 : 0 }
    case "Mod": { $0[0] - ($0[0] / $0[1]).rounded(.down) * $0[1] }
    default: { $0[0] != 0 ? $0[1] : $0[2] }
    }
  }
}

extension Known {
  /// The elements under a shape that this one broadcasts to.
  func repeated(to shape: [Int]) -> [Double] {
    let numbers = numbers
    if self.shape == shape { return numbers }
    let own = [Int](repeating: 1, count: shape.count - self.shape.count) + self.shape
    let strides = rowMajorStrides(own)
    var result: [Double] = []
    result.reserveCapacity(shape.reduce(1, *))
    forEachIndex(in: shape) { index, _ in
      result.append(numbers[index.indices.reduce(0) { $0 + (own[$1] == 1 ? 0 : index[$1] * strides[$1]) }])
    }
    return result
  }
}
