import ForgeGraph
import ForgeSpec

/// A layer that goes through a sequence step by step, each result being an input of the next step.
///
/// - Inputs: `[steps, inputs]`; then the state before the first step, `[units]`, zeros when left out; for an LSTM its cell too.
/// - Result: `[steps, units]`, or `[units]` where only the state behind the last step is wanted.
struct Recurrent: Operator {
  /// What becomes of the sums of a step.
  enum Cell: Sendable, Equatable {
    case lstm
    /// `resetsProduct`: the reset gate multiplies the state's product with the weights, not the state.
    case gru(resetsProduct: Bool)
    case rnn
  }

  /// What the layer gives.
  enum Result: String, Sendable, CaseIterable {
    /// The states behind all steps.
    case sequence
    /// The state behind the last step.
    case last
    /// The cell behind the last step.
    case cell
  }

  let cell: Cell
  let units: Int
  let hasBias: Bool
  let result: Result
  let isReversed: Bool
  let activation: RecurrentActivation
  let gateActivation: RecurrentActivation
  let layout: WeightLayout

  var name: String {
    switch cell {
    case .lstm: "lstm"
    case .gru: "gru"
    case .rnn: "rnn"
    }
  }

  var summary: String {
    var words = ["\(units) units"]
    if !hasBias { words.append("no bias") }
    if isReversed { words.append("from the end") }
    if result != .sequence { words.append(result.rawValue) }
    return words.joined(separator: ", ")
  }

  var gateCount: Int {
    switch cell {
    case .lstm: 4
    case .gru: 3
    case .rnn: 1
    }
  }

  /// As many as `Kernel.forEachStep` multiplies.
  private var stepsAtATime: Int { 64 }

  /// Inputs that are states.
  private var stateCount: Int { cell == .lstm ? 2 : 1 }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    guard (1...1 + stateCount).contains(inputs.count) else {
      throw ShapeError(
        "\(name) reads a sequence and may read \(stateCount == 2 ? "a state and a cell" : "a state"), not \(inputs.count) inputs",
        kind: .inputCount
      )
    }
    let shapes = try inputs.floatShapes()
    guard shapes[0].rank == 2 else {
      throw ShapeError("\(name) takes a sequence, steps and their elements, not \(shapes[0])")
    }
    guard shapes[0][1].fixedValue != nil else {
      throw ShapeError("the last axis of \(shapes[0]) varies, but \(name) has a weight for each of its elements")
    }
    for shape in shapes.dropFirst() where shape != TensorShape([units]) {
      throw ShapeError("the state before the first step is \(shape), but there are \(units) units")
    }
    return TensorType(.float32, TensorShape(result == .sequence ? [shapes[0][0], .fixed(units)] : [.fixed(units)]))
  }

  func parameters(of inputs: [TensorType]) -> [ParameterDemand] {
    let rows = gateCount * units
    let roles = RecurrentRoles(name)
    func matrix(_ role: ParameterRole, _ columns: Int) -> ParameterDemand {
      switch layout {
      case .pytorch: ParameterDemand(role, [rows, columns])
      case .keras: ParameterDemand(role, forms: [StoredForm([columns, rows], order: [1, 0])])
      }
    }
    let matrices = [matrix(roles.kernel, inputs[0].lastSize), matrix(roles.recurrentKernel, units)]
    guard hasBias else { return matrices }
    switch layout {
    case .pytorch: return matrices + [ParameterDemand(roles.bias, [rows]), ParameterDemand(roles.recurrentBias, [rows])]
    case .keras: return matrices + [ParameterDemand(roles.bias, cell == .gru(resetsProduct: true) ? [2, rows] : [rows])]
    }
  }

  /// Where each gate stands among those of the weights file: input, forget, cell and output gate of an LSTM; reset, update and new
  /// gate of a GRU.
  private var gateOrder: [Int] {
    if case .gru = cell, layout == .keras { [1, 0, 2] } else { Array(0..<gateCount) }
  }

  /// The rows of a parameter, `units` for each gate, in the operator's order of gates.
  private func inOrder<Element>(_ values: [Element]) -> [Element] {
    let size = values.count / gateCount
    return gateOrder.flatMap { values[$0 * size..<($0 + 1) * size] }
  }

  /// What is added to the inputs' product, and to the state's within the new gate of a GRU that resets the product.
  private func biases(_ stored: [[Double]]) -> (input: [Double], new: [Double]) {
    let rows = gateCount * units
    let all = stored.flatMap { $0 }
    let parts = stride(from: 0, to: all.count, by: rows).map { inOrder(Array(all[$0..<$0 + rows])) }
    let none = [Double](repeating: 0, count: units)
    guard let first = parts.first else { return ([Double](repeating: 0, count: rows), none) }
    guard parts.count == 2 else { return (first, none) }
    let sums = zip(first, parts[1]).map(+)
    guard cell == .gru(resetsProduct: true) else { return (sums, none) }
    return (Array(sums[..<(2 * units)] + first[(2 * units)...]), Array(parts[1][(2 * units)...]))
  }

  // MARK: Evaluation

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    let (steps, size) = (inputs[0].shape[0], inputs[0].shape[1])
    let (W, U) = (inOrder(parameters[0].elements), inOrder(parameters[1].elements))
    let biases = biases(parameters.dropFirst(2).map(\.elements))
    var state = inputs.count > 1 ? inputs[1].elements : [Double](repeating: 0, count: units)
    var memory = inputs.count > 2 ? inputs[2].elements : [Double](repeating: 0, count: units)
    var y = ReferenceTensor(shape: result == .sequence ? [steps, units] : [units])
    for step in isReversed ? Array((0..<steps).reversed()) : Array(0..<steps) {
      let x = Array(inputs[0].elements[step * size..<(step + 1) * size])
      let sums = zip(product(W, x), biases.input).map(+)
      (state, memory) = next(sums, state, memory, new: biases.new) { product(U, $0) }
      if result == .sequence { y.elements.replaceSubrange(step * units..<(step + 1) * units, with: state) }
    }
    if result != .sequence { y.elements = result == .cell ? memory : state }
    return y
  }

  /// `M · v` with `M` in rows of the vector's size.
  private func product(_ M: [Double], _ v: [Double]) -> [Double] {
    (0..<gateCount * units).map { row in v.indices.reduce(0) { $0 + M[row * v.count + $1] * v[$1] } }
  }

  /// State and cell behind a step, from the sums of its inputs.
  private func next(
    _ sums: [Double],
    _ state: [Double],
    _ memory: [Double],
    new: [Double],
    _ product: ([Double]) -> [Double]
  ) -> (state: [Double], memory: [Double]) {
    let recurrent = product(state)
    func gate(_ index: Int) -> [Double] {
      (0..<units).map { sums[index * units + $0] + recurrent[index * units + $0] }
    }
    switch cell {
    case .rnn: return (gate(0).map { activation($0) }, memory)
    case .lstm:
      let (input, forget, output) = (
        gate(0).map { gateActivation($0) }, gate(1).map { gateActivation($0) }, gate(3).map { gateActivation($0) }
      )
      let candidate = gate(2).map { activation($0) }
      let cell = (0..<units).map { forget[$0] * memory[$0] + input[$0] * candidate[$0] }
      return ((0..<units).map { output[$0] * activation(cell[$0]) }, cell)
    case .gru(let resetsProduct):
      let (reset, update) = (gate(0).map { gateActivation($0) }, gate(1).map { gateActivation($0) })
      let changed = resetsProduct ? recurrent : product(zip(reset, state).map(*))
      let candidate = (0..<units).map { unit in
        let part = changed[2 * units + unit] + new[unit]
        return activation(sums[2 * units + unit] + (resetsProduct ? reset[unit] * part : part))
      }
      return ((0..<units).map { (1 - update[$0]) * candidate[$0] + update[$0] * state[$0] }, memory)
    }
  }

  // MARK: Emission

  func emit(_ site: inout CallSite) {
    let (steps, size) = (site.inputs[0].shape[0], site.inputs[0].type.lastSize)
    let rows = gateCount * units
    let padded = { (count: Int) in (count + panelWidth - 1) / panelWidth * panelWidth }
    // The products of some steps' inputs, the sums of a step, and the states.
    let chunk = steps.fixedValue.map { min($0, stepsAtATime) } ?? stepsAtATime
    let scratch = site.scratch(.fixed(padded(chunk * rows) + (gateCount + 4) * padded(units) + 2 * panelWidth))
    let states = site.inputs.dropFirst().map(\.pointer)
    let bias = storeBias(&site)
    let weights = site.storePanels(of: reordered(site.parameters[0]), columns: rows, depth: size)
    var arguments: [(key: String, value: String)] = [
      ("", site.inputs[0].pointer), ("steps", site.swift(steps)), ("size", "\(size)"), ("weights", weights),
      ("bias", bias.input),
    ]
    arguments += storeRecurrentWeights(&site)
    if cell == .gru(resetsProduct: true) { arguments.append(("newBias", bias.new)) }
    arguments += [("units", "\(units)"), ("state", states.first ?? "nil")]
    if cell == .lstm { arguments.append(("cell", states.count > 1 ? states[1] : "nil")) }
    arguments += [
      ("into", site.output.pointer), ("givesSequence", "\(result == .sequence)"), ("isReversed", "\(isReversed)"),
      ("activation", activation.kernelName),
    ]
    if cell == .lstm { arguments.append(("givesCell", "\(result == .cell)")) }
    if cell != .rnn { arguments.append(("gateActivation", gateActivation.kernelName)) }
    arguments.append(("scratch", scratch))
    site.call(kernel.function, in: kernel.file, arguments)
  }

  private var kernel: (file: KernelFile, function: String) {
    switch cell {
    case .lstm: ("LSTM", "lstm")
    case .gru(true): ("GRU", "gru")
    case .gru(false): ("GRUOfResetState", "gruOfResetState")
    case .rnn: ("RNN", "rnn")
    }
  }

  private func reordered(_ parameter: Parameter) -> Parameter {
    if gateOrder == Array(0..<gateCount) { return parameter }
    return Parameter(name: parameter.name, shape: parameter.shape) { inOrder(parameter.values()) }
  }

  private func storeRecurrentWeights(_ site: inout CallSite) -> [(key: String, value: String)] {
    let all = reordered(site.parameters[1])
    guard cell == .gru(resetsProduct: false) else {
      return [("recurrentWeights", site.storePanels(of: all, columns: gateCount * units, depth: units))]
    }
    // The new gate's weights meet another state than those of the other gates.
    let split = 2 * units * units
    let gates = Parameter(name: all.name, shape: [2 * units, units]) { Array(all.values()[..<split]) }
    let new = Parameter(name: "\(all.name).new", shape: [units, units]) { Array(all.values()[split...]) }
    return [
      ("recurrentWeights", site.storePanels(of: gates, columns: 2 * units, depth: units)),
      ("newWeights", site.storePanels(of: new, columns: units, depth: units)),
    ]
  }

  private func storeBias(_ site: inout CallSite) -> (input: String, new: String) {
    let stored = Array(site.parameters.dropFirst(2))
    guard let first = stored.first else { return ("nil", "nil") }
    let sums = Parameter(name: first.name, shape: [gateCount * units]) {
      biases(stored.map { $0.values().map(Double.init) }).input.map { Float($0) }
    }
    guard cell == .gru(resetsProduct: true) else { return (site.storePadded(sums), "nil") }
    let new = Parameter(name: "\(first.name).new", shape: [units]) {
      biases(stored.map { $0.values().map(Double.init) }).new.map { Float($0) }
    }
    return (site.storePadded(sums), site.storePadded(new))
  }

  func multiplyAdds(inputs: [TensorType], output: TensorType) -> Dimension {
    inputs[0].shape[0] * (gateCount * units * (inputs[0].lastSize + units))
  }
}
