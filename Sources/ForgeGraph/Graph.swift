import ForgeDiagnostics

/// The name of a value in the graph. Values are numbered in the order in which they are computed; inputs come first.
package struct ValueID: Sendable, Hashable, Comparable {
  package let index: Int

  package init(_ index: Int) { self.index = index }

  package static func < (left: Self, right: Self) -> Bool { left.index < right.index }
}

/// A value that comes from outside.
package struct GraphInput: Sendable {
  package let name: String
  package let type: TensorType

  package init(name: String, type: TensorType) {
    self.name = name
    self.type = type
  }
}

/// One operator at work: what it reads, what it computes.
package struct Node: Sendable {
  /// The layer's name in the spec, or one made from its kind and place.
  package var name: String
  package var op: any Operator
  package var inputs: [ValueID]
  package var parameters: [Parameter]
  package var type: TensorType
  package var span: SourceSpan?
  /// The names of later layers that a pass has made part of this node.
  package var absorbed: [String] = []

  package init(
    name: String,
    op: any Operator,
    inputs: [ValueID],
    parameters: [Parameter],
    type: TensorType,
    span: SourceSpan?
  ) {
    self.name = name
    self.op = op
    self.inputs = inputs
    self.parameters = parameters
    self.type = type
    self.span = span
  }
}

extension Node {
  /// The names of all layers that the node computes.
  package var names: String { ([name] + absorbed).joined(separator: ", ") }

  /// What the node is, for the comment above its code, with inputs of these types.
  package func comment(inputs: [TensorType]) -> String {
    let options = op.summary.isEmpty ? "" : " (\(op.summary))"
    return "\(names): \(op.name)\(options), \(inputs.map { "\($0)" }.joined(separator: ", ")) → \(type)"
  }
}

/// A model as a value: inputs, nodes in an order in which they can be computed, and the values that come out.
///
/// The value of node `i` is `ValueID(inputs.count + i)`.
package struct Graph: Sendable {
  package var inputs: [GraphInput]
  package var nodes: [Node]
  package var outputs: [ValueID]

  package init(inputs: [GraphInput] = [], nodes: [Node] = [], outputs: [ValueID] = []) {
    self.inputs = inputs
    self.nodes = nodes
    self.outputs = outputs
  }

  package func value(ofNode index: Int) -> ValueID { ValueID(inputs.count + index) }

  package func node(of value: ValueID) -> Node? {
    value.index < inputs.count ? nil : nodes[value.index - inputs.count]
  }

  package func type(of value: ValueID) -> TensorType {
    node(of: value)?.type ?? inputs[value.index].type
  }

  package func name(of value: ValueID) -> String {
    node(of: value)?.name ?? inputs[value.index].name
  }

  /// How many nodes and outputs read each value.
  package func readerCounts() -> [ValueID: Int] {
    var counts: [ValueID: Int] = [:]
    for value in nodes.flatMap(\.inputs) + outputs { counts[value, default: 0] += 1 }
    return counts
  }

  /// The named sizes that inputs bring.
  package var symbols: [String] {
    inputs.reduce(into: Set<String>()) { $0.formUnion($1.type.shape.symbols) }.sorted()
  }
}

extension Graph {
  /// Whether every node is what its operator makes of its inputs: run after each pass.
  ///
  /// Gives the first fault as a sentence, nil when there is none.
  package func fault() -> String? {
    for (index, node) in nodes.enumerated() {
      let own = value(ofNode: index)
      if let late = node.inputs.first(where: { $0 >= own }) {
        return "'\(node.name)' reads value \(late.index), which is computed after it"
      }
      do {
        let type = try node.op.resultType(of: node.inputs.map(self.type(of:)))
        guard type == node.type else { return "'\(node.name)' is \(node.type), but its operator gives \(type)" }
      } catch {
        return "'\(node.name)': \(error.message)"
      }
    }
    if let bad = outputs.first(where: { $0.index >= inputs.count + nodes.count }) {
      return "output value \(bad.index) does not exist"
    }
    return nil
  }

  /// The graph as text, a value a line; what `inspect --passes` and failing tests show.
  package func listing() -> String {
    var lines = inputs.enumerated().map { "%\($0.offset) = input \($0.element.name): \($0.element.type)" }
    for (index, node) in nodes.enumerated() {
      let operands = node.inputs.map { "%\($0.index)" }.joined(separator: ", ")
      let options = node.op.summary.isEmpty ? "" : " (\(node.op.summary))"
      lines.append("%\(value(ofNode: index).index) = \(node.op.name) \(operands)\(options): \(node.type)  # \(node.names)")
    }
    lines.append("return " + outputs.map { "%\($0.index)" }.joined(separator: ", "))
    return lines.joined(separator: "\n") + "\n"
  }
}
