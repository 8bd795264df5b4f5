import ForgeGraph

extension ONNXRule {
  /// Elements at places that may be computed.
  static let indexing: [ONNXRule] = [
    ONNXRule("Gather") { work in
      let tensor = try work.input(0)
      let axis = try work.axis(work.integer("axis", default: 0), of: tensor.rank)
      let places = try work.input(1)
      if let known = places.known { return [try work.tracer.gathered(tensor, axis: axis, places: known)] }
      return [try work.tracer.rows(of: tensor, axis: axis, places: places)]
    },
    ONNXRule("GatherElements") { work in
      let tensor = try work.input(0)
      let axis = try work.axis(work.integer("axis", default: 0), of: tensor.rank)
      return [try work.tracer.elements(of: tensor, axis: axis, places: work.input(1))]
    },
    ONNXRule("GatherND") { work in
      let settings: [(key: String, value: Setting)] = [("batch_axes", .integer(try work.integer("batch_dims", default: 0)))]
      return [try work.tracer.whole("gather_nd", [work.input(0), work.input(1)], settings)]
    },
    ONNXRule("ScatterElements", "Scatter") { work in
      let tensor = try work.input(0)
      let axis = try work.axis(work.integer("axis", default: 0), of: tensor.rank)
      let inputs = [tensor, try work.input(1), try work.input(2)]
      return [try work.tracer.whole("scatter_elements", inputs, [("axis", .integer(axis))] + work.reduction())]
    },
    ONNXRule("ScatterND") { work in
      let inputs = [try work.input(0), try work.input(1), try work.input(2)]
      return [try work.tracer.whole("scatter_nd", inputs, work.reduction())]
    },
    ONNXRule("TopK") { work in try work.largest() },
    ONNXRule("OneHot") { work in [try work.oneHot()] },
    ONNXRule("Compress") { work in
      let condition = try work.known(1, "condition").numbers
      let places = Known.integers(condition.indices.filter { condition[$0] != 0 }, name: "\(work.tracer.wanted)_places")
      var tensor = try work.input(0)
      guard let number = try work.integer("axis") else {
        tensor = try work.tracer.reshaped(tensor, to: [tensor.count])
        return [try work.tracer.gathered(tensor, axis: 0, places: places)]
      }
      return [try work.tracer.gathered(tensor, axis: work.axis(number, of: tensor.rank), places: places)]
    },
    ONNXRule("Trilu") { work in [try work.triangle()] },
    ONNXRule("ReverseSequence") { work in [try work.reversedSequence()] },
  ]
}

extension ONNXWork {
  fileprivate func reduction() throws(ImportFault) -> [(key: String, value: Setting)] {
    let reduction = try text("reduction") ?? "none"
    let words = ["mul": "multiply", "min": "minimum", "max": "maximum"]
    return reduction == "none" ? [] : [("reduction", .word(words[reduction] ?? reduction))]
  }

  /// The largest or smallest elements along an axis, and where they are.
  fileprivate mutating func largest() throws(ImportFault) -> [Traced] {
    let tensor = try input(0)
    let count = version < 10 ? try integer("k") : try known(1, "k").integers?.first
    guard let count else { throw ImportFault("it does not say how many elements") }
    let axis = try axis(integer("axis", default: -1), of: tensor.rank)
    guard (1...max(1, tensor.shape[axis])).contains(count) else {
      throw ImportFault("it takes \(count) of \(tensor.shape[axis]) elements")
    }
    var settings: [(key: String, value: Setting)] = [("k", .integer(count))]
    if try integer("largest", default: 1) == 0 { settings.append(("largest", .boolean(false))) }
    let base = tracer.wanted
    let values = try tracer.along(axis, "top_k", tensor, settings, saysAxis: true)
    if node.outputs.count < 2 || node.outputs[1].isEmpty { return [values] }
    tracer.wanted = "\(base)_places"
    let places = [(key: "result", value: Setting.word("indices"))]
    return [values, try tracer.along(axis, "top_k", tensor, settings + places, saysAxis: true, element: .int64)]
  }

  /// 1 where the number of a place along a new axis is the element, 0 elsewhere, or two other numbers.
  fileprivate mutating func oneHot() throws(ImportFault) -> Traced {
    let tensor = try input(0)
    guard let depth = try known(1, "depth").numbers.first, (1...0x1p20).contains(depth) else {
      throw ImportFault("its depth is no number above 0")
    }
    let number = try integer("axis", default: -1)
    let axis = try axis(number, of: tensor.rank + 1)
    let wide = try tracer.reshaped(tensor, to: Array(tensor.shape[..<axis]) + [1] + Array(tensor.shape[axis...]))
    // Numbers below 0 count from the end.
    let width = Traced(Known(name: "\(tracer.wanted)_depth", shape: [], element: .int64, numbers: [depth]))
    let places = try tracer.combination("modulo", [wide, width], [("rounding", .word("floor"))])
    let numbers = (0..<Int(depth)).map(Double.init)
    let shape = [numbers.count] + [Int](repeating: 1, count: tensor.rank - axis)
    let steps = Traced(Known(name: "\(tracer.wanted)_steps", shape: shape, element: .int64, numbers: numbers))
    let hot = try tracer.combination("equal", [places, steps], element: .bool)
    let values = try input(2)
    if values.known?.numbers == [0, 1] { return try tracer.cast(hot, to: values.element) }
    let off = try tracer.slice(values, axis: 0, start: 0, end: 1, step: 1)
    let on = try tracer.slice(values, axis: 0, start: 1, end: 2, step: 1)
    return try tracer.chosen(hot, on, off)
  }

  /// The upper or lower triangle of matrices, zeros elsewhere.
  fileprivate mutating func triangle() throws(ImportFault) -> Traced {
    let tensor = try input(0)
    guard tensor.rank >= 2 else { throw ImportFault("it reads \(tensor.shape), which is no matrix") }
    let shift = try optionalKnown(1, "k")?.integers?.first ?? 0
    let isUpper = try integer("upper", default: 1) != 0
    let (rows, columns) = (tensor.shape[tensor.rank - 2], tensor.shape[tensor.rank - 1])
    let mask = (0..<(try [rows, columns].boundedCount())).map { place in
      let distance = place % columns - place / columns
      return (isUpper ? distance >= shift : distance <= shift) ? 1.0 : 0
    }
    if mask.isEmpty { return tensor }
    let name = "\(tracer.wanted)_mask"
    let condition = Traced(Known(name: name, shape: [rows, columns], element: .bool, numbers: mask))
    let zero = Traced(Known(name: "zero", shape: [], element: tensor.element, numbers: [0]))
    return try tracer.chosen(condition, tensor, zero)
  }

  /// Each sequence of a batch with its first elements, as many as it is long, in the opposite order.
  fileprivate mutating func reversedSequence() throws(ImportFault) -> Traced {
    let tensor = try input(0)
    let (time, batch) = (try integer("time_axis", default: 0), try integer("batch_axis", default: 1))
    guard [[0, 1], [1, 0]].contains([time, batch]), tensor.rank >= 2 else { throw ImportFault("its axes are not 0 and 1") }
    guard let lengths = try known(1, "lengths").integers, lengths.count == tensor.shape[batch],
      lengths.allSatisfy({ (0...tensor.shape[time]).contains($0) })
    else { throw ImportFault("its lengths do not fit \(tensor.shape)") }
    var sequences: [Traced] = []
    for (index, length) in lengths.enumerated() {
      let one = try tracer.slice(tensor, axis: batch, start: index, end: index + 1, step: 1)
      let order = Array((0..<length).reversed()) + Array(length..<tensor.shape[time])
      sequences.append(try tracer.gathered(one, axis: time, places: .integers(order, name: "order")))
    }
    return try tracer.joined(sequences, axis: batch)
  }
}
