import ForgeDiagnostics
import ForgeGraph
import ForgeOperators
import ForgeSpec

/// Operators at work, with their parameters.
extension ModelBuilder {
  /// Adds an operator at work, checking shapes and finding parameters; nil after reporting what does not fit.
  mutating func addNode(
    _ name: String,
    _ op: any Operator,
    _ inputs: [ValueID],
    parameterNames: [String] = [],
    naming: ParameterNaming? = nil,
    owner: String,
    at span: SourceSpan,
    into sink: inout DiagnosticSink
  ) -> ValueID? {
    let inputTypes = inputs.map(graph.type(of:))
    let type: TensorType
    do {
      type = try op.resultType(of: inputTypes)
    } catch {
      let fed = inputs.map { "'\(graph.name(of: $0))' is \(graph.type(of: $0))" }.joined(separator: ", ")
      sink.error(error.code, "\(owner): \(error.message)", at: span, notes: [.init(fed)], help: error.help)
      return nil
    }
    guard isBounded(type.shape) else {
      sink.error(.sizeOverflow, "\(owner) is \(type): more elements than can be held", at: span)
      return nil
    }
    let demands = op.parameters(of: inputTypes)
    let names = parameterNames.map { Optional($0) } + demands.dropFirst(parameterNames.count).map { naming?.name(of: $0.role) }
    guard let parameters = bind(demands, names, naming, owner: owner, at: span, into: &sink) else { return nil }
    graph.nodes.append(Node(name: name, op: op, inputs: inputs, parameters: parameters, type: type, span: span))
    layers.append(
      LayerSummary(
        name: name,
        kind: op.name,
        options: op.summary,
        inputs: inputs.map(graph.name(of:)),
        type: type,
        parameterCount: demands.reduce(0) { $0 + $1.shape.reduce(1, *) },
        multiplyAdds: op.multiplyAdds(inputs: inputTypes, output: type)
      )
    )
    return graph.value(ofNode: graph.nodes.count - 1)
  }

  /// Finds the parameters of a layer; nil after reporting one that has no name or is too large. One that is not in the file is
  /// reported and left out, so that the layers below are looked at too.
  private mutating func bind(
    _ demands: [ParameterDemand],
    _ names: [String?],
    _ naming: ParameterNaming?,
    owner: String,
    at span: SourceSpan,
    into sink: inout DiagnosticSink
  ) -> [Parameter]? {
    var parameters: [Parameter] = []
    for (demand, name) in zip(demands, names) {
      guard isBounded(TensorShape(demand.shape)) else {
        let role = (naming?.layout ?? layout).name(of: demand.role)
        sink.error(
          .sizeOverflow,
          "\(owner): its parameter '\(name ?? role)' would be \(demand.shape), more elements than can be held",
          at: span
        )
        return nil
      }
      guard let name else {
        if let fault = naming?.unnamedFault(demand.role, owner: owner) {
          sink.error(.unnamedParameters, fault.message, at: span, help: fault.help)
        }
        return nil
      }
      let place = naming?.span(of: demand.role) ?? span
      if let parameter = binder.parameter(name, for: demand, owner: owner, at: place, into: &sink) {
        parameters.append(parameter)
      }
    }
    return parameters
  }

  /// Whether a value has no more elements than can be held, when every size that varies is 1.
  func isBounded(_ shape: TensorShape) -> Bool {
    shape.leastCount.map { $0 <= Self.mostElements } ?? false
  }
}

extension ShapeError {
  /// The diagnostic's code for a fault of this kind.
  fileprivate var code: DiagnosticCode {
    switch kind {
    case .shape: .shapeMismatch
    case .inputCount: .wrongInputCount
    case .elementType: .wrongElementType
    case .overflow: .sizeOverflow
    case .convention: .conventionNeeded
    }
  }
}
