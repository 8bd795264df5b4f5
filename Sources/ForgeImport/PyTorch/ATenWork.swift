import ForgeJSON

/// A node at work: what a rule reads and where it writes.
struct ATenWork {
  let node: ExportedProgram.Node
  var values: ProgramValues
  let program: ExportedProgram
  var tracer: Tracer

  private func argument(_ name: String) -> ExportedProgram.Argument? {
    guard let value = node.arguments.first(where: { $0.name == name })?.value else { return nil }
    if case .none = value { return nil }
    return value
  }

  func has(_ name: String) -> Bool { argument(name) != nil }

  // MARK: Tensors

  func tensor(_ name: String) throws(ImportFault) -> Traced {
    guard let tensor = try optionalTensor(name) else { throw ImportFault("its argument '\(name)' is missing, or no tensor") }
    return tensor
  }

  /// The tensor under the first of some names that is there.
  func tensor(_ first: String, or second: String) throws(ImportFault) -> Traced { try tensor(has(first) ? first : second) }

  func optionalTensor(_ name: String) throws(ImportFault) -> Traced? {
    guard case .tensor(let value)? = argument(name) else { return nil }
    return try values.tensor(value)
  }

  func tensors(_ name: String) throws(ImportFault) -> [Traced] {
    var tensors: [Traced] = []
    for case let tensor? in try optionalTensors(name) { tensors.append(tensor) }
    return tensors
  }

  /// A list of tensors in which some may be left out.
  func optionalTensors(_ name: String) throws(ImportFault) -> [Traced?] {
    guard case .tensors(let names)? = argument(name) else { throw ImportFault("its argument '\(name)' is no list of tensors") }
    var tensors: [Traced?] = []
    for name in names { tensors.append(try name.map { name throws(ImportFault) in try values.tensor(name) }) }
    return tensors
  }

  func known(_ name: String) throws(ImportFault) -> Known {
    guard let known = try tensor(name).known else {
      throw ImportFault("its '\(name)' is computed, only a constant is supported")
    }
    return known
  }

  func optionalKnown(_ name: String) throws(ImportFault) -> Known? { try optionalTensor(name) == nil ? nil : known(name) }

  // MARK: Numbers

  func integer(_ name: String) throws(ImportFault) -> Int? {
    guard let value = argument(name) else { return nil }
    return try whole(value, name)
  }

  func integer(_ name: String, default value: Int) throws(ImportFault) -> Int { try integer(name) ?? value }

  func integers(_ name: String) throws(ImportFault) -> [Int]? {
    guard let value = argument(name) else { return nil }
    guard case .list(let items) = value else { return [try whole(value, name)] }
    var result: [Int] = []
    for item in items { result.append(try whole(item, name)) }
    return result
  }

  /// A list with a number for each axis; one number stands for all.
  func perAxis(_ name: String, count: Int, default value: [Int]) throws(ImportFault) -> [Int] {
    guard let values = try integers(name), !values.isEmpty else { return value }
    let all = values.count == 1 ? .init(repeating: values[0], count: count) : values
    guard all.count == count else { throw ImportFault("its '\(name)' has \(all.count) numbers instead of \(count)") }
    return all
  }

  /// Ends of slices are the largest `Int` where there is none, so numbers are held to what sums of them can hold.
  private func whole(_ value: ExportedProgram.Argument, _ name: String) throws(ImportFault) -> Int {
    switch value {
    case .integer(let value): return max(-1 << 53, min(1 << 53, value))
    case .boolean(let value): return value ? 1 : 0
    case .symbol(let symbol):
      if let value = try values.tensor(symbol).known?.integers?.first { return value }
      throw ImportFault("its '\(name)' is a size '\(symbol)' that is not known")
    default: throw ImportFault("its '\(name)' is no whole number")
    }
  }

  func number(_ name: String) throws(ImportFault) -> Double? {
    switch argument(name) {
    case nil, .tensor?: return nil
    case .number(let value)?: return value
    case let value?: return Double(try whole(value, name))
    }
  }

  func number(_ name: String, default value: Double) throws(ImportFault) -> Double { try number(name) ?? value }

  func numbers(_ name: String) throws(ImportFault) -> [Double]? {
    guard case .list(let items)? = argument(name) else { return nil }
    var result: [Double] = []
    for item in items {
      if case .number(let value) = item { result.append(value) } else { result.append(Double(try whole(item, name))) }
    }
    return result
  }

  // MARK: Words and axes

  func boolean(_ name: String, default value: Bool) -> Bool {
    if case .boolean(let flag)? = argument(name) { flag } else { value }
  }

  func word(_ name: String) -> String? {
    if case .word(let word)? = argument(name) { word } else { nil }
  }

  /// An axis counted from the front.
  func axis(_ number: Int, of rank: Int) throws(ImportFault) -> Int {
    let axis = number < 0 ? number + rank : number
    guard (0..<rank).contains(axis) else { throw ImportFault("axis \(number) is none of the \(rank) axes") }
    return axis
  }

  /// The axis that an argument names.
  func axis(_ name: String, default value: Int = 0, of tensor: Traced) throws(ImportFault) -> Int {
    try axis(integer(name, default: value), of: tensor.rank)
  }

  /// The axes that an argument names; nil when it is not there.
  func axes(_ name: String, of rank: Int) throws(ImportFault) -> [Int]? {
    guard let numbers = try integers(name) else { return nil }
    var axes: [Int] = []
    for number in numbers { axes.append(try axis(number, of: rank)) }
    guard Set(axes).count == axes.count else { throw ImportFault("its axes \(numbers) name one twice") }
    return axes
  }

  /// Runs some steps whose layers are called like the node and a part.
  mutating func part<Result>(
    _ name: String,
    _ steps: (inout ATenWork) throws(ImportFault) -> Result
  ) throws(ImportFault) -> Result {
    let base = tracer.wanted
    tracer.wanted = "\(base).\(name)"
    let result = try steps(&self)
    tracer.wanted = base
    return result
  }

  /// What the layers of the node are called: as the module whose weight it reads, else as the module that calls it and the
  /// operator.
  var layerName: String {
    if case .tensor(let name)? = argument("weight"), let known = values.ifThere(name)?.known, known.name.hasSuffix(".weight") {
      return String(known.name.dropLast(".weight".count))
    }
    let word = String(node.operatorName.drop { $0 == "_" })
    let isAlone = [
      "relu", "relu6", "gelu", "silu", "hardswish", "hardsigmoid", "sigmoid", "tanh", "softmax", "dropout", "flatten",
      "lstm", "gru", "rnn_tanh", "rnn_relu",
    ]
    if node.module.isEmpty { return node.name }
    let isOperation = word.hasSuffix("pool2d") || word.hasSuffix("pool1d") || isAlone.contains(word)
    return isOperation ? node.module : "\(node.module).\(node.name)"
  }
}
