import ForgeDiagnostics
import ForgeGraph
import ForgeInterface
import ForgeJSON
import ForgeOperators
import ForgeSpec

/// A spec that holds together: features, graph with parameters, and outputs.
package struct Model: Sendable {
  package let spec: ModelSpec
  package let name: ModuleName
  package let layout: WeightLayout
  package let features: [Feature]
  package let outputs: [Output]
  /// The graph as written, before passes; its outputs are those of the spec, in order.
  package let graph: Graph
  /// The layers as written, for the model card and `inspect`.
  package let layers: [LayerSummary]

  /// What the graph gives for each output.
  package var outputTypes: [TensorType] { graph.outputs.map(graph.type(of:)) }

  /// How many numbers were learned; a tensor that several layers read counts once.
  package var parameterCount: Int {
    let counts = graph.nodes.flatMap(\.parameters).map { (ExactText($0.name), $0.count) }
    return Dictionary(counts) { first, _ in first }.values.reduce(0, +)
  }

  package init(
    spec: ModelSpec,
    name: ModuleName,
    layout: WeightLayout,
    features: [Feature],
    outputs: [Output],
    graph: Graph,
    layers: [LayerSummary]
  ) {
    self.spec = spec
    self.name = name
    self.layout = layout
    self.features = features
    self.outputs = outputs
    self.graph = graph
    self.layers = layers
  }
}

/// A layer of the spec with what became of it.
package struct LayerSummary: Sendable {
  package let name: String
  package let kind: String
  package let options: String
  package let inputs: [String]
  package let type: TensorType
  package let parameterCount: Int
  package let multiplyAdds: Dimension
}
