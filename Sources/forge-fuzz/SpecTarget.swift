import ForgeDiagnostics
import ForgeModel
import ForgeSpec

extension FuzzTarget {
  static let spec = FuzzTarget(
    name: "spec",
    seeds: SpecSeeds.all,
    dictionary: SpecWords.pieces,
    change: { SpecMutation.change(&$0, &$1) },
    exercise: { bytes in
      var sink = DiagnosticSink()
      guard let spec = readModelSpec(bytes, path: "model.yaml", into: &sink) else {
        precondition(sink.hasErrors, "a refusal says why")
        return checkReport(sink, of: bytes, path: "model.yaml")
      }
      let model = buildModel(spec, weights: nil, into: &sink)
      // Without the weights file that it names, a spec is no model; whoever could not read the file has said so.
      precondition(model != nil || sink.hasErrors || spec.weights != nil, "a refusal says why")
      if let model { checkModel(model) }
      var others = DiagnosticSink()
      _ = buildModel(spec, weights: smallWeights, into: &others)
      _ = checkReport(others, of: bytes, path: "model.yaml")
      if model == nil, let fitted = modelWithFittedWeights(spec) {
        checkModel(fitted)
        return nil
      }
      return checkReport(sink, of: bytes, path: "model.yaml")
    }
  )

  /// Weights with names that seeds ask for, most of them of another shape.
  private static let smallWeights = tensorFile([
    ("a.weight", [2, 4]), ("a.bias", [2]), ("table", [2, 3]), ("c1.weight", [4, 3, 3, 2]), ("b1.weight", [0]), ("m.bias", []),
  ])
}
