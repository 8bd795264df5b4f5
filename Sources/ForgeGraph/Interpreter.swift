extension Graph {
  /// Computes every output for one example in the reference interpreter: float64, one operator after the other.
  ///
  /// `inputs` are in the order of the graph's inputs, with concrete shapes.
  package func evaluate(_ inputs: [ReferenceTensor]) -> [ReferenceTensor] {
    evaluateAll(inputs, parameters: nodes.map { $0.parameters.map { $0.reference() } })
  }

  /// An evaluation that reads the parameters once for many examples.
  package func evaluator() -> @Sendable ([ReferenceTensor]) -> [ReferenceTensor] {
    let parameters = nodes.map { $0.parameters.map { $0.reference() } }
    return { evaluateAll($0, parameters: parameters) }
  }

  private func evaluateAll(_ inputs: [ReferenceTensor], parameters: [[ReferenceTensor]]) -> [ReferenceTensor] {
    precondition(inputs.count == self.inputs.count, "the graph takes \(self.inputs.count) inputs, not \(inputs.count)")
    var values: [ReferenceTensor?] = inputs
    var remaining = readerCounts()
    for (index, node) in nodes.enumerated() {
      let operands = node.inputs.compactMap { values[$0.index] }
      values.append(node.op.evaluate(operands, parameters[index]))
      for input in node.inputs {
        remaining[input, default: 0] -= 1
        if remaining[input] == 0 { values[input.index] = nil }
      }
    }
    return outputs.compactMap { values[$0.index] }
  }
}

/// Why the reference interpreter does not compute an example.
package struct SizeRefusal: Error, Sendable, Equatable {
  package let reason: String

  package init(_ reason: String) { self.reason = reason }
}

extension Graph {
  /// The most elements that one value of the interpreter may have: 2 GiB of float64.
  package static let mostReferenceElements = 1 << 28

  /// The sizes that inputs bring for the names in their shapes; refuses inputs that bring two sizes for one name.
  package func sizes(of examples: [ReferenceTensor]) throws(SizeRefusal) -> [String: Int] {
    var bound: [String: (size: Int, input: String)] = [:]
    for (input, example) in zip(inputs, examples) {
      for (dimension, size) in zip(input.type.shape.dimensions, example.shape) {
        guard case .symbol(let name) = dimension else { continue }
        if let first = bound[name], first.size != size {
          throw SizeRefusal(
            input.name == first.input
              ? "'\(name)' is both \(first.size) and \(size) in '\(input.name)'"
              : "'\(name)' is \(first.size) in '\(first.input)', but \(size) in '\(input.name)'"
          )
        }
        bound[name] = bound[name] ?? (size, input.name)
      }
    }
    return bound.mapValues(\.size)
  }

  /// Refuses sizes for which an operator cannot compute its value, or would give no elements or too many.
  package func checkSizes(_ sizes: [String: Int]) throws(SizeRefusal) {
    for node in nodes {
      let inputTypes = try node.inputs.map { (value) throws(SizeRefusal) in
        try concrete(type(of: value), with: sizes, owner: name(of: value))
      }
      // A new shape for the same elements fits by itself, and may name the sizes that are numbers here.
      if node.op.memory != .sameAsFirstInput {
        do {
          _ = try node.op.resultType(of: inputTypes)
        } catch {
          throw SizeRefusal("'\(node.name)': \(error.message)")
        }
      }
      _ = try concrete(node.type, with: sizes, owner: node.name)
    }
  }

  /// A type with numbers for its names.
  private func concrete(_ type: TensorType, with sizes: [String: Int], owner: String) throws(SizeRefusal) -> TensorType {
    let numbers = type.shape.sizes(with: sizes)
    if let numbers, let smallest = numbers.min(), smallest < 1 {
      throw SizeRefusal("'\(owner)' would be \(TensorShape(numbers)), but every axis needs at least 1 element")
    }
    guard let numbers, let count = elementCount(of: numbers), count <= Graph.mostReferenceElements else {
      let shape = numbers.map { "\(TensorShape($0))" } ?? "\(type.shape)"
      throw SizeRefusal("'\(owner)' would be \(shape): the reference holds \(Graph.mostReferenceElements) elements at most")
    }
    return TensorType(type.element, TensorShape(numbers))
  }
}
