import ForgeEmission
import ForgeGraph

/// What any plan of memory must keep to, found by looking at every pair of values at every step.
struct MemoryRules {
  let graph: Graph
  let plan: MemoryPlan
  let scratch: [Dimension]
  private let sizes: [Int]
  private let offsets: [Int]
  private let families: [Int]
  private let lifetimes: [ClosedRange<Int>]
  private let floatCount: Int
  private let idCount: Int
  private let bindings: [String: Int]

  init(graph: Graph, plan: MemoryPlan, scratch: [Dimension], bindings: [String: Int]) {
    self.graph = graph
    self.plan = plan
    self.scratch = scratch
    self.bindings = bindings
    let values = (0..<(graph.inputs.count + graph.nodes.count)).map { ValueID($0) }
    sizes = values.map { graph.type(of: $0).shape.count.value(with: bindings) ?? -1 }
    offsets = plan.places.map { $0.offset.value(with: bindings) ?? -1 }
    families = values.map { Self.family(of: $0, graph, plan) }
    lifetimes = values.map { Self.lifetime(of: $0, graph) }
    floatCount = plan.floatCount.value(with: bindings) ?? -1
    idCount = plan.idCount.value(with: bindings) ?? -1
  }

  /// A sentence for each breach.
  func breaches() -> [String] { placeBreaches() + overlapBreaches() + viewBreaches() + scratchBreaches() }

  private var values: Range<Int> { 0..<sizes.count }

  private func isID(_ value: Int) -> Bool { graph.type(of: ValueID(value)).element == .int64 }

  private func range(_ value: Int) -> Range<Int> { offsets[value]..<(offsets[value] + sizes[value]) }

  /// The elements that a kernel may write beyond a value's end: up to a whole vector of 16.
  private func paddedRange(_ value: Int) -> Range<Int> { offsets[value]..<(offsets[value] + (sizes[value] + 15) / 16 * 16) }

  /// The first value whose memory this one is: views are what they show, results the operand that they overwrite, parts what
  /// they are joined to.
  private static func family(of value: ValueID, _ graph: Graph, _ plan: MemoryPlan) -> Int {
    guard let node = graph.node(of: value) else {
      let reader = graph.nodes.indices.first { graph.nodes[$0].inputs.contains(value) }
      if let reader, case .inputsInOrder = graph.nodes[reader].op.memory, plan.isFree.contains(graph.value(ofNode: reader)) {
        return graph.value(ofNode: reader).index
      }
      return value.index
    }
    switch node.op.memory {
    case .sameAsFirstInput: return family(of: node.inputs[0], graph, plan)
    case .mayOverwriteFirstInput where plan.places[value.index] == plan.places[node.inputs[0].index]:
      return family(of: node.inputs[0], graph, plan)
    default: return value.index
    }
  }

  /// Step 0 writes the inputs, step i + 1 is node i, and after the last step the outputs are read.
  private static func lifetime(of value: ValueID, _ graph: Graph) -> ClosedRange<Int> {
    let written = max(0, value.index - graph.inputs.count + 1)
    let last = graph.nodes.indices.last { graph.nodes[$0].inputs.contains(value) }.map { $0 + 1 } ?? written
    return written...(graph.outputs.contains(value) ? graph.nodes.count + 1 : last)
  }

  private func placeBreaches() -> [String] {
    values.flatMap { value -> [String] in
      let end = isID(value) ? idCount : floatCount
      var breaches: [String] = []
      if plan.places[value].isID != isID(value) { breaches.append("value \(value) lies among elements of another type") }
      if offsets[value] < 0 || range(value).upperBound > end {
        breaches.append("value \(value) lies outside")
      }
      let isPart = families[value] != value && graph.node(of: ValueID(value)) == nil
      if !isPart, offsets[value] % 16 != 0 { breaches.append("value \(value) starts at \(offsets[value])") }
      if !isPart, paddedRange(value).upperBound > end {
        breaches.append("value \(value) has no padding")
      }
      return breaches
    }
  }

  /// No two values that are alive at the same step lie in the same place, unless they are meant to.
  private func overlapBreaches() -> [String] {
    values.flatMap { a in
      (0..<a).compactMap { b -> String? in
        guard isID(a) == isID(b), families[a] != families[b], lifetimes[a].overlaps(lifetimes[b]) else { return nil }
        return paddedRange(a).overlaps(paddedRange(b)) ? "values \(b) and \(a) are alive together in one place" : nil
      }
    }
  }

  /// A view lies where its first input does; a result that overwrites is the last reader of all that lies there.
  private func viewBreaches() -> [String] {
    graph.nodes.enumerated().flatMap { index, node -> [String] in
      let value = graph.value(ofNode: index).index
      switch node.op.memory {
      case .sameAsFirstInput:
        let isView = plan.places[value] == plan.places[node.inputs[0].index] && plan.isFree.contains(ValueID(value))
        return isView ? [] : ["value \(value) is no view of its input"]
      case .mayOverwriteFirstInput where plan.places[value] == plan.places[node.inputs[0].index]:
        return overwriteBreaches(value, node, step: index + 1)
      case .inputsInOrder where plan.isFree.contains(ValueID(value)): return joinBreaches(value, node)
      default: return plan.isFree.contains(ValueID(value)) ? ["value \(value) is never computed"] : []
      }
    }
  }

  private func overwriteBreaches(_ value: Int, _ node: Node, step: Int) -> [String] {
    var breaches: [String] = []
    if sizes[value] != sizes[node.inputs[0].index] { breaches.append("value \(value) overwrites one of another size") }
    for other in 0..<value where range(other).overlaps(range(value)) && isID(other) == isID(value) {
      let isAlive = lifetimes[other].contains(step)
      if isAlive, lifetimes[other].upperBound > step {
        breaches.append("value \(value) overwrites \(other), which is read later")
      }
    }
    if node.inputs.dropFirst(2).contains(where: { families[$0.index] == families[value] }) {
      breaches.append("value \(value) overwrites its third operand")
    }
    return breaches
  }

  private func joinBreaches(_ value: Int, _ node: Node) -> [String] {
    let readers = graph.readerCounts()
    var start = offsets[value]
    var breaches: [String] = []
    for input in node.inputs {
      if offsets[input.index] != start { breaches.append("part \(input.index) of value \(value) is not in its place") }
      if readers[input] != 1 { breaches.append("part \(input.index) of value \(value) is read elsewhere") }
      start += sizes[input.index]
    }
    return breaches
  }

  private func scratchBreaches() -> [String] {
    let wanted = scratch.map { $0.value(with: bindings) ?? -1 }.max() ?? 0
    guard wanted > 0 else { return plan.scratchOffset == nil ? [] : ["scratch is planned that nobody wants"] }
    guard let start = plan.scratchOffset?.value(with: bindings) else { return ["no scratch is planned"] }
    var breaches: [String] = []
    if start % 16 != 0 { breaches.append("scratch starts at \(start)") }
    if start + wanted > floatCount { breaches.append("scratch ends outside") }
    for value in values where !isID(value) && paddedRange(value).overlaps(start..<(start + wanted)) {
      breaches.append("scratch overlaps value \(value)")
    }
    return breaches
  }
}
