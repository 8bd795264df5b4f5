import ForgeDiagnostics
import ForgeGraph
import ForgeInterface
import ForgeJSON
import ForgeOperators

/// Outputs: what they read, and what reaches none of them.
extension ModelBuilder {
  mutating func connect(_ outputs: [Output], last: ValueID?, into sink: inout DiagnosticSink) {
    for output in outputs {
      let value: ValueID?
      if let source = output.source {
        value = resolve(source, reader: "output '\(output.name)'", into: &sink)
      } else {
        value = last
      }
      guard let value else { continue }
      graph.outputs.append(value)
      checkFit(output, value, into: &sink)
      warnUnlessProbabilities(output, value, into: &sink)
    }
  }

  private func checkFit(_ output: Output, _ value: ValueID, into sink: inout DiagnosticSink) {
    let place = output.source?.span ?? output.span
    let type = graph.type(of: value)
    let given = "'\(graph.name(of: value))' gives \(type.shape)"
    guard type.element == .float32 else {
      sink.error(.outputMismatch, "output '\(output.name)' reads ids, but outputs are float32", at: place)
      return
    }
    switch output.kind {
    case .tensor: break
    case .category(let labels):
      if type.shape.fixedCount != labels.count {
        sink.error(
          .outputMismatch,
          "output '\(output.name)' has \(labels.count) values, but \(given)",
          at: place
        )
      }
    case .number, .boolean:
      if type.shape.fixedCount != 1 {
        sink.error(
          .outputMismatch,
          "output '\(output.name)' is one \(output.kind.word), but \(given)",
          at: place,
          help: "take 'type: tensor', or end with a layer of one element such as 'dense: { units: 1 }'"
        )
      }
    }
  }

  private func warnUnlessProbabilities(_ output: Output, _ value: ValueID, into sink: inout DiagnosticSink) {
    guard let node = graph.node(of: graph.origin(of: value)) else { return }
    switch output.kind {
    case .category where node.op.name != "softmax":
      sink.warn(
        .notProbabilities,
        "output '\(output.name)' reads '\(node.name)' (\(node.op.name)), whose values are no probabilities that sum to 1",
        at: output.source?.span ?? output.span,
        help: "end with 'softmax' if the prototype does"
      )
    case .boolean where node.op.name != "sigmoid":
      sink.warn(
        .notProbabilities,
        "output '\(output.name)' reads '\(node.name)' (\(node.op.name)), whose value is no probability",
        at: output.source?.span ?? output.span,
        help: "end with 'sigmoid' if the prototype does"
      )
    default: break
    }
  }

  /// Says which features and layers reach no output.
  func reportUnread(into sink: inout DiagnosticSink) {
    guard !sink.hasErrors else { return }
    var live = Set(graph.outputs)
    for (index, node) in graph.nodes.enumerated().reversed() where live.contains(graph.value(ofNode: index)) {
      live.formUnion(node.inputs)
    }
    for (name, place) in values.sorted(by: { $0.key < $1.key }) {
      guard let value = place.value, !live.contains(value) else { continue }
      sink.warn(
        place.noun == "feature" ? .unusedFeature : .unusedLayer,
        "\(place.noun) '\(name.text)' reaches no output",
        at: place.span,
        help: "remove it, or read it in 'from'"
      )
    }
  }
}

extension Graph {
  /// Where the elements of a value come from that layers only hand on, in another shape perhaps.
  fileprivate func origin(of value: ValueID) -> ValueID {
    var origin = value
    while let node = node(of: origin), case .sameAsFirstInput = node.op.memory, let input = node.inputs.first { origin = input }
    return origin
  }
}
