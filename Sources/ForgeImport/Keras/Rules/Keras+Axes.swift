import ForgeGraph
import ForgeJSON
import ForgeTensors

extension KerasRule {
  /// Functions of `keras.ops` that move axes and elements about; their axes count the batch, which stays where it is.
  static let axes: [KerasRule] = [
    KerasRule("ops.Stack") { work in
      let values = try work.inputs()
      let shape = work.shape(of: values[0])
      let axis = try work.axis(work.integer("axis", default: 0), of: shape.count + 1)
      guard values.allSatisfy({ work.shape(of: $0) == shape }) else {
        throw ImportFault("it stacks tensors of different shapes")
      }
      var layers: [Draft.Value] = []
      for value in values {
        layers.append(try work.reshaped(value, to: work.shape(of: value).inserting(1, at: axis), named: "/layer"))
      }
      return layers.count == 1 ? layers[0] : try work.add("concat", layers, [("axis", .integer(axis))])
    },
    KerasRule(severalOf: "ops.Split") { work in
      let x = try work.input()
      let axis = try work.axis(work.integer("axis", default: 0), of: work.shape(of: x).count)
      let size = work.shape(of: x)[axis]
      var places: [Int]
      if let count = work.layer.options["indices_or_sections"]?.whole {
        guard (1...1024).contains(count), size % count == 0 else {
          throw ImportFault("it splits \(size) elements into \(count) parts")
        }
        places = (1..<count).map { $0 * (size / count) }
      } else {
        places = try work.integers("indices_or_sections").map { $0 < 0 ? $0 + size : $0 }
      }
      places = [0] + places + [size]
      guard zip(places, places.dropFirst()).allSatisfy({ $0 >= 0 && $0 < $1 && $1 <= size }) else {
        throw ImportFault("it splits \(size) elements at \(places.dropFirst().dropLast())")
      }
      var parts: [Draft.Value] = []
      for (start, end) in zip(places, places.dropFirst()) {
        parts.append(try work.sliced(x, axis: axis, from: start, to: end))
      }
      return parts
    },
    KerasRule(severalOf: "ops.Unstack") { work in
      let x = try work.input()
      var shape = work.shape(of: x)
      let axis = try work.axis(work.integer("axis", default: 0), of: shape.count)
      let size = shape.remove(at: axis)
      guard size <= 256 else { throw ImportFault("it gives \(size) tensors, at most 256 are supported") }
      var parts: [Draft.Value] = []
      for place in 0..<size {
        let part = try work.sliced(x, axis: axis, from: place, to: place + 1, named: "/part")
        parts.append(try work.reshaped(part, to: shape))
      }
      return parts
    },
    KerasRule("ops.Squeeze") { work in
      let x = try work.input()
      let shape = work.shape(of: x)
      let ones = shape.indices.filter { shape[$0] == 1 }
      let axes = work.has("axis") ? try work.axes("axis", of: shape.count) : ones
      guard axes.allSatisfy(ones.contains) else {
        throw ImportFault("it takes away axes of \(shape) that have several elements")
      }
      return try work.reshaped(x, to: shape.indices.filter { !axes.contains($0) }.map { shape[$0] })
    },
    KerasRule("ops.ExpandDims") { work in
      let x = try work.input()
      var shape = work.shape(of: x)
      let count = try work.integers("axis").count
      let axes = try work.axes("axis", of: shape.count + count).sorted()
      guard Set(axes).count == count else { throw ImportFault("it adds the axes \(axes), some of them twice") }
      for axis in axes { shape = shape.inserting(1, at: axis) }
      return try work.reshaped(x, to: shape)
    },
    KerasRule("ops.Swapaxes") { work in
      let x = try work.input()
      var order = Array(work.shape(of: x).indices)
      let (first, second) = (
        try work.axis(work.integer("axis1"), of: order.count), try work.axis(work.integer("axis2"), of: order.count)
      )
      order.swapAt(first, second)
      return try work.transposed(x, order)
    },
    KerasRule("ops.Moveaxis") { work in
      let x = try work.input()
      let rank = work.shape(of: x).count
      let (sources, places) = (try work.axes("source", of: rank), try work.axes("destination", of: rank))
      guard sources.count == places.count, Set(sources).count == sources.count, Set(places).count == places.count else {
        throw ImportFault("it moves the axes \(sources) to \(places)")
      }
      var order = (0..<rank).filter { !sources.contains($0) }
      for (place, source) in zip(places, sources).sorted(by: { $0.0 < $1.0 }) { order.insert(source, at: place) }
      return try work.transposed(x, order)
    },
    KerasRule("ops.Repeat") { work in
      let x = try work.input()
      let axis = try work.axis(work.integer("axis"), of: work.shape(of: x).count)
      let size = work.shape(of: x)[axis]
      let given = try work.integers("repeats")
      let counts = given.count == 1 ? [Int](repeating: given[0], count: min(size, 4096)) : given
      guard counts.count == size, counts.allSatisfy({ (0...4096).contains($0) }), counts.reduce(0, +) <= 4096 else {
        throw ImportFault("it repeats \(size) elements \(given) times, which gives more than 4096 or does not fit")
      }
      return try work.gathered(x, axis: axis, counts.indices.flatMap { [Int](repeating: $0, count: counts[$0]) })
    },
    KerasRule("ops.Tile") { work in
      var x = try work.input()
      let rank = work.shape(of: x).count
      var repeats = try work.integers("repeats")
      repeats = [Int](repeating: 1, count: max(0, rank + 1 - repeats.count)) + repeats
      guard repeats.count == rank + 1, repeats[0] == 1 else {
        throw ImportFault("it repeats the batch, or adds axes: \(repeats)")
      }
      for (axis, count) in repeats.dropFirst().enumerated() where count != 1 {
        let size = work.shape(of: x)[axis]
        guard (1...4096).contains(count), count * min(size, 4096) <= 4096 else {
          throw ImportFault("it repeats \(size) elements \(count) times, the limit is 4096 together")
        }
        x = try work.gathered(x, axis: axis, (0..<(count * size)).map { $0 % size })
      }
      return x
    },
    KerasRule("ops.Roll") { work in
      var x = try work.input()
      let axes = try work.axes("axis", of: work.shape(of: x).count)
      let shifts = try work.integers("shift")
      guard shifts.count == axes.count else { throw ImportFault("it has \(shifts.count) shifts for \(axes.count) axes") }
      for (axis, shift) in zip(axes, shifts) {
        let size = work.shape(of: x)[axis]
        let place = ((-(shift % size)) % size + size) % size
        guard place != 0 else { continue }
        let parts = [
          try work.sliced(x, axis: axis, from: place, to: size, named: "/back"),
          try work.sliced(x, axis: axis, from: 0, to: place, named: "/front"),
        ]
        x = try work.add("concat", parts, [("axis", .integer(axis))])
      }
      return x
    },
    KerasRule("ops.Pad") { work in try work.padded() },
    KerasRule("ops.Take") { work in try work.taken() },
    KerasRule("ops.TakeAlongAxis") { work in
      let axis = try work.integer("axis")
      let values = try work.operands(2)
      return try work.add("take_along_axis", values, [("axis", .integer(work.axis(axis, of: work.shape(of: values[0]).count)))])
    },
    KerasRule("ops.Sort") { work in
      let x = try work.numbers(work.input())
      return try work.add("top_k", [x], work.order(x) + [("largest", .boolean(false))])
    },
    KerasRule("ops.Argsort") { work in
      let x = try work.numbers(work.input())
      return try work.add("top_k", [x], work.order(x) + [("largest", .boolean(false)), ("result", .word("indices"))])
    },
  ]
}

extension KerasWork {
  /// Axes that count the batch, one or several, counted without it.
  func axes(_ key: String, of rank: Int) throws(ImportFault) -> [Int] {
    var axes: [Int] = []
    for number in try integers(key) { axes.append(try axis(number, of: rank)) }
    return axes
  }

  /// The settings of `top_k` for all elements along the option `axis`.
  fileprivate func order(_ x: Draft.Value) throws(ImportFault) -> Settings {
    let shape = shape(of: x)
    let axis = try axis(integer("axis", default: -1), of: shape.count)
    return [("k", .integer(shape[axis])), ("axis", .integer(axis))]
  }

  fileprivate mutating func padded() throws(ImportFault) -> Draft.Value {
    var x = try input()
    let shape = shape(of: x)
    guard case .array(let items)? = layer.options["pad_width"], items.count == shape.count + 1 else {
      throw ImportFault("its widths are no pair for each of the \(shape.count + 1) axes")
    }
    let pairs = items.map { $0.items.compactMap(\.whole) }
    guard pairs.allSatisfy({ $0.count == 2 && $0.allSatisfy { (0...(1 << 24)).contains($0) } }), pairs[0] == [0, 0] else {
      throw ImportFault("it pads the batch, or its widths are no pairs: \(pairs)")
    }
    let mode = try word("mode", default: "constant")
    var settings: Settings = []
    switch mode {
    case "constant":
      for (name, value) in keywords where name == "constant_values" {
        guard case .constant(let constant) = value else { throw ImportFault("it fills with a computed number") }
        if let number = constant.real, number != 0 { settings.append(("value", .number(number))) }
      }
    case "reflect", "edge": settings.append(("mode", .word(mode)))
    case "symmetric":
      throw ImportFault("its mode 'symmetric' depends on the backend: PyTorch's repeats the edge, JAX' and TensorFlow's mirror")
    default: throw ImportFault("its mode \(mode.quotedForMessage) is not supported")
    }
    for (axis, pair) in pairs.dropFirst().enumerated() where pair != [0, 0] {
      x = try padded(x, axis: axis, before: pair[0], after: pair[1], settings)
    }
    return x
  }

  /// Elements at constant places, or the rows of a constant table at computed ones.
  fileprivate mutating func taken() throws(ImportFault) -> Draft.Value {
    let given = arguments + keywords.filter { $0.name == "indices" }.map(\.value)
    guard given.count == 2 else { throw ImportFault("it has \(given.count) operands, two were expected") }
    switch (given[0], given[1]) {
    case (.value(let x), .constant(let constant)):
      let shape = shape(of: x)
      let axis = try axis(integer("axis"), of: shape.count)
      let (form, numbers) = try Self.elements(constant)
      var places: [Int] = []
      for number in numbers {
        guard let place = Int(exactly: number), (-shape[axis]..<shape[axis]).contains(place) else {
          throw ImportFault("place \(number) is none of \(shape[axis])")
        }
        places.append(place < 0 ? place + shape[axis] : place)
      }
      let rows = try gathered(x, axis: axis, places)
      return try reshaped(rows, to: shape[..<axis] + form + shape[(axis + 1)...])
    case (.constant(let constant), .value(let ids)):
      guard try integer("axis") == 0 else { throw ImportFault("it takes from a constant along another axis than the first") }
      let (form, numbers) = try Self.elements(constant)
      let table = try constantLayer("table", form, numbers)
      return try add("take", [table, ids], [("axis", .integer(0))])
    default: throw ImportFault("its places are computed, so that every example takes by those of all")
    }
  }
}

extension [Int] {
  func inserting(_ size: Int, at place: Int) -> [Int] { Array(self[..<place]) + [size] + Array(self[place...]) }
}
