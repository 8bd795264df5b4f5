import ForgeGraph
import ForgeJSON
import ForgeTensors

// Layers that rules put together to larger things. Axes are those of one example.
extension KerasWork {
  /// The value as numbers: ids that come from outside are cast.
  mutating func numbers(_ value: Draft.Value) throws(ImportFault) -> Draft.Value {
    guard draft.type(of: value).element == .int64 else { return value }
    return try add("cast", [value], [("to", .word("float32"))], named: "/float32")
  }

  // MARK: What prototypes of all kinds do

  /// A value as the tensor of a batch of one.
  func tensor(_ value: Draft.Value) -> Traced {
    Traced(shape: [1] + shape(of: value), element: .float32, content: .placed(value, without: 0))
  }

  /// What a tracer makes, which is lent the draft: its tensors have the batch in front.
  mutating func traced(
    named suffix: String = "",
    _ body: (inout Tracer) throws(ImportFault) -> Traced
  ) throws(ImportFault) -> Draft.Value {
    // The draft has one owner at a time.
    var tracer = Tracer(layout: draft.layout)
    swap(&tracer.draft, &draft)
    defer { swap(&tracer.draft, &draft) }
    tracer.wanted = path + suffix
    return try tracer.value(body(&tracer), without: 0, keepsIDs: true)
  }

  /// The same elements under another shape.
  mutating func reshaped(_ x: Draft.Value, to shape: [Int], named suffix: String = "") throws(ImportFault) -> Draft.Value {
    let tensor = tensor(x)
    return try traced(named: suffix) { tracer throws(ImportFault) in try tracer.reshaped(tensor, to: [1] + shape) }
  }

  /// The axes in another order: axis `i` of the result is axis `order[i]`.
  mutating func transposed(_ x: Draft.Value, _ order: [Int], named suffix: String = "") throws(ImportFault) -> Draft.Value {
    let tensor = tensor(x)
    return try traced(named: suffix) { tracer throws(ImportFault) in try tracer.transposed(tensor, [0] + order.map { $0 + 1 }) }
  }

  /// The elements from `start` to before `end` along an axis, every `step`th.
  mutating func sliced(
    _ x: Draft.Value,
    axis: Int,
    from start: Int,
    to end: Int,
    step: Int = 1,
    named suffix: String = ""
  ) throws(ImportFault) -> Draft.Value {
    let tensor = tensor(x)
    return try traced(named: suffix) { tracer throws(ImportFault) in
      try tracer.slice(tensor, axis: axis + 1, start: start, end: end, step: step)
    }
  }

  /// The elements at some places along an axis, which the spec lists.
  mutating func gathered(_ x: Draft.Value, axis: Int, _ places: [Int], named suffix: String = "") throws(ImportFault)
    -> Draft.Value
  {
    guard (1...4096).contains(places.count) else {
      throw ImportFault("it takes \(places.count) places along an axis, from 1 to 4096 are supported")
    }
    let tensor = tensor(x)
    return try traced(named: suffix) { tracer throws(ImportFault) in
      try tracer.gathered(tensor, axis: axis + 1, places: .integers(places, name: "places"))
    }
  }

  /// More elements before and after those of one axis, whatever lies before and behind it.
  mutating func padded(
    _ x: Draft.Value,
    axis: Int,
    before: Int,
    after: Int,
    _ more: Settings = [],
    named suffix: String = ""
  ) throws(ImportFault) -> Draft.Value {
    if before == 0, after == 0 { return x }
    var sizes = shape(of: x)
    // The axes of sequences and images before the channels are padded as they are.
    if axis < sizes.count - 1, sizes.count == 2 || sizes.count == 3 {
      let sides =
        [Int](repeating: 0, count: 2 * axis) + [before, after] + [Int](repeating: 0, count: 2 * (sizes.count - 2 - axis))
      return try add("pad", [x], [("padding", .integers(sides))] + more, named: suffix)
    }
    let image = [sizes[..<axis].product, sizes[axis], sizes[(axis + 1)...].product]
    let flat = try reshaped(x, to: image, named: "/rows")
    let padded = try add("pad", [flat], [("padding", .integers([0, 0, before, after]))] + more, named: "/pad")
    sizes[axis] = shape(of: padded)[1]
    return try reshaped(padded, to: sizes, named: suffix)
  }

  // MARK: Operands

  /// What an operation of several tensors and constants reads, as values that broadcast for one example.
  mutating func operands(_ count: Int) throws(ImportFault) -> [Draft.Value] {
    let given = arguments + keywords.map(\.value)
    guard given.count == count else { throw ImportFault("it has \(given.count) operands, \(count) were expected") }
    let ranks = given.flatMap { if case .value(let value) = $0 { [shape(of: value).count] } else { [Int]() } }
    guard let rank = ranks.first else { throw ImportFault("it reads no tensor") }
    guard ranks.allSatisfy({ $0 == rank }) else {
      throw ImportFault("its operands have different numbers of axes, so that one meets the other's batch")
    }
    var values: [Draft.Value] = []
    for operand in given { values.append(try value(operand, ofRank: rank)) }
    return values
  }

  /// A tensor as numbers, or a constant as a layer that broadcasts with values of a rank.
  private mutating func value(_ operand: KerasValue, ofRank rank: Int) throws(ImportFault) -> Draft.Value {
    switch operand {
    case .value(let value): return try numbers(value)
    case .constant(let constant):
      var (shape, numbers) = try Self.elements(constant)
      // The batch of a constant has one element, which holds for every example.
      if shape.count == rank + 1, shape[0] == 1 { shape.removeFirst() }
      guard shape.count <= rank else { throw ImportFault("a constant \(shape) meets the batch") }
      return try constantLayer("constant", shape, numbers)
    default: throw ImportFault("its operands are neither tensors nor numbers")
    }
  }

  /// A tensor of the weights file that holds constants of the layer.
  func entry(_ name: String, _ shape: [Int], _ numbers: [Double]) throws(ImportFault) -> TensorEntry {
    do {
      return try TensorEntry(name: "\(path)/\(name)", shape: shape, floats: numbers.map { Float($0) })
    } catch {
      throw ImportFault(error.message)
    }
  }

  /// A layer that holds constants.
  mutating func constantLayer(_ name: String, _ shape: [Int], _ numbers: [Double]) throws(ImportFault) -> Draft.Value {
    let entry = try entry(name, shape, numbers)
    return try draft.addLayer("constant", name: entry.name, [], [("shape", .integers(shape))], weights: [("value", entry)])
  }

  /// The whole numbers from 0 on, along the last axis.
  mutating func count(to end: Int, from first: Int = 0, named name: String) throws(ImportFault) -> Draft.Value {
    guard (1...4096).contains(end) else { throw ImportFault("it counts to \(end), from 1 to 4096 are supported") }
    let numbers = (first..<(first + end)).map(Double.init)
    return try constantLayer(name, [end], numbers)
  }

  /// The shape and the elements of a constant: a number, a truth value, lists of them, or a tensor of the configuration.
  static func elements(_ constant: JSONValue) throws(ImportFault) -> (shape: [Int], numbers: [Double]) {
    let content = constant["class_name"]?.text == "__tensor__" ? constant["config"]?["value"] ?? .null : constant
    if let truth = content.truth { return ([], [truth ? 1 : 0]) }
    if let number = content.real { return ([], [number]) }
    guard case .array(let items) = content, !items.isEmpty else { throw ImportFault("its operand is no number") }
    var shape: [Int]?
    var numbers: [Double] = []
    for item in items {
      let part = try elements(item)
      guard shape == nil || shape == part.shape else { throw ImportFault("a constant has lists of different lengths") }
      shape = part.shape
      numbers += part.numbers
    }
    return ([items.count] + (shape ?? []), numbers)
  }
}
