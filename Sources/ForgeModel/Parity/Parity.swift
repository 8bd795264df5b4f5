import ForgeDiagnostics
import ForgeGraph
import ForgeInterface
import ForgeSpec

/// How a model compares with its golden vectors, output by output.
package struct ParityReport: Sendable {
  package struct OutputParity: Sendable {
    package let name: String
    package let rows: Int
    /// The largest absolute and relative differences; NaN where the prototype gave a number and the model none.
    package var largestAbsolute = 0.0
    package var largestRelative = 0.0
    /// The rows that fail, worst first.
    package var failures: [Failure] = []
    package let tolerance: Tolerance

    package var passes: Bool { failures.isEmpty }
  }

  /// A row in which an output is not what the prototype gave.
  package struct Failure: Sendable {
    /// Counted from 0, without the header.
    package let row: Int
    package let explanation: String
    /// How far off, as a multiple of what the tolerance admits.
    package let excess: Double
  }

  package var outputs: [OutputParity]
  /// A row whose inputs the model refuses.
  package struct Refusal: Sendable {
    package let row: Int
    package let explanation: String
    package let help: String?
  }

  package var refusals: [Refusal] = []
  package let rows: Int

  package var passes: Bool { refusals.isEmpty && outputs.allSatisfy(\.passes) }
}

/// Runs the model in the reference interpreter against golden vectors.
package func checkParity(_ model: Model, graph: Graph, _ golden: GoldenVectors) -> ParityReport {
  let standard = model.spec.golden?.tolerance ?? .standard
  var report = ParityReport(
    outputs: model.outputs.map {
      ParityReport.OutputParity(name: $0.name, rows: golden.rows.count, tolerance: $0.tolerance ?? standard)
    },
    rows: golden.rows.count
  )
  let evaluate = graph.evaluator()
  var sizes: [String: Int]?
  for (index, row) in golden.rows.enumerated() {
    do {
      let inputs = try encode(row.inputs, model.features, graph)
      try checkSizes(of: inputs, in: graph, last: &sizes)
      let results = evaluate(inputs)
      for (position, output) in model.outputs.enumerated() {
        report.outputs[position].compare(results[position], with: row.expected[position], output, row: index)
      }
    } catch {
      report.refusals.append(.init(row: index, explanation: error.reason, help: error.help))
    }
  }
  for position in report.outputs.indices { report.outputs[position].failures.sort { $0.excess > $1.excess } }
  return report
}

/// Reports a layer whose value is too large for the reference interpreter, which golden vectors need, whatever a row brings.
package func checkReferenceSizes(_ model: Model, into sink: inout DiagnosticSink) {
  guard let golden = model.spec.golden else { return }
  for node in model.graph.nodes {
    guard node.type.shape.leastCount ?? .max > Graph.mostReferenceElements else { continue }
    sink.error(
      .sizeOverflow,
      "'\(node.name)' is \(node.type.shape): golden vectors run in a reference that holds \(Graph.mostReferenceElements) "
        + "elements at most in a value",
      at: node.span ?? golden.file.span,
      help: "record golden vectors of a smaller input, or leave 'golden' out"
    )
    return
  }
}

/// Refuses a row whose sizes do not agree or do not fit the graph; `last` are those of the row before, which did.
private func checkSizes(of inputs: [ReferenceTensor], in graph: Graph, last: inout [String: Int]?) throws(ValueRefusal) {
  do {
    let sizes = try graph.sizes(of: inputs)
    if sizes == last { return }
    try graph.checkSizes(sizes)
    last = sizes
  } catch {
    throw ValueRefusal(error.reason, help: "compare the row's sizes with 'shape' of the features and the windows of the layers")
  }
}

/// The graph's inputs for one example; names the feature whose value is refused.
private func encode(_ values: [FeatureValue], _ features: [Feature], _ graph: Graph) throws(ValueRefusal)
  -> [ReferenceTensor]
{
  var inputs: [ReferenceTensor] = []
  for (feature, value) in zip(features, values) {
    do throws(ValueRefusal) {
      let encoded = try feature.encode(value)
      if case .tensor(let type) = feature.kind, type.element == .int64 { try checkIDs(encoded, of: feature, graph) }
      inputs += encoded
    } catch {
      throw ValueRefusal("feature '\(feature.name)': \(error.reason)", help: error.help)
    }
  }
  return inputs
}

/// Refuses ids that a table which reads them has no row for, as generated code does.
private func checkIDs(_ encoded: [ReferenceTensor], of feature: Feature, _ graph: Graph) throws(ValueRefusal) {
  let allowed = graph.allowedIDs(ofInput: feature.name)
  guard let stranger = encoded.flatMap(\.elements).first(where: { Int(exactly: $0).map(allowed.contains) != true })
  else { return }
  throw ValueRefusal(
    "there is no row \(shortText(stranger)) in the table that reads it (\(allowed.lowerBound) to \(allowed.upperBound))",
    help: "check 'entries' of the embedding, and how the prototype numbers its ids"
  )
}

extension ParityReport.OutputParity {
  /// Takes one row into account.
  fileprivate mutating func compare(
    _ result: ReferenceTensor,
    with expected: GoldenVectors.Expected,
    _ output: Output,
    row: Int
  ) {
    let got = output.values(result)
    if !expected.values.isEmpty, expected.values.count != got.count {
      fail(row, "has \(got.count) value\(got.count == 1 ? "" : "s"), not \(expected.values.count)", excess: .infinity)
      return
    }
    for (index, (value, wanted)) in zip(got, expected.values).enumerated() {
      guard let wanted else { continue }
      compare(value, with: wanted, element: output.elementName(index), row: row)
    }
    guard let label = expected.label else { return }
    guard let gotLabel = output.label(got) else {
      let wanted = output.labelText(label)
      return fail(row, "has no label, since its values are no numbers, but '\(wanted)' is wanted", excess: .infinity)
    }
    guard gotLabel != label else { return }
    fail(row, "is '\(output.labelText(gotLabel))', not '\(output.labelText(label))'", excess: .infinity)
  }

  private mutating func compare(_ got: Double, with wanted: Double, element: String, row: Int) {
    if got == wanted || got.isNaN && wanted.isNaN { return }
    let difference = abs(got - wanted)
    largestAbsolute = difference.isNaN ? .nan : max(largestAbsolute, difference)
    let relative = difference.isInfinite ? difference : difference / max(abs(wanted), .leastNormalMagnitude)
    largestRelative = relative.isNaN ? .nan : max(largestRelative, relative)
    guard !tolerance.admits(got, for: wanted) else { return }
    let admitted = tolerance.absolute + tolerance.relative * abs(wanted)
    let excess = difference.isFinite ? difference / max(admitted, .leastNormalMagnitude) : .infinity
    let extent = difference.isFinite ? " (off by \(shortText(difference)), admitted \(shortText(admitted)))" : ""
    fail(row, "\(element)is \(shortText(got)), not \(shortText(wanted))\(extent)", excess: excess)
  }

  private mutating func fail(_ row: Int, _ explanation: String, excess: Double) {
    failures.append(.init(row: row, explanation: explanation, excess: excess))
  }
}

extension Output {
  /// The values that golden files hold: scaled numbers, probabilities, elements.
  package func values(_ result: ReferenceTensor) -> [Double] {
    guard case .number(_, let scale, let offset) = kind else { return result.elements }
    return result.elements.map { $0 * scale + offset }
  }

  /// The place of the label: the first of the largest values, as NumPy's argmax has it; 1 or 0 for a boolean. Nil where no
  /// value is a number.
  package func label(_ values: [Double]) -> Int? {
    switch kind {
    case .category:
      guard values.allSatisfy({ !$0.isNaN }), let largest = values.max() else { return nil }
      return values.firstIndex(of: largest)
    case .boolean(let threshold): return values.first.map { $0 >= threshold ? 1 : 0 }
    case .number, .tensor: return nil
    }
  }

  fileprivate func labelText(_ index: Int) -> String {
    switch kind {
    case .category(let labels): labels[index].text
    default: index == 1 ? "true" : "false"
    }
  }

  fileprivate func elementName(_ index: Int) -> String {
    switch kind {
    case .category(let labels): "'\(labels[index].text)' "
    case .tensor: "element \(index) "
    case .number, .boolean: ""
    }
  }
}
