import ForgeDiagnostics
import ForgeModel
import ForgeOperators

extension FuzzTarget {
  /// A place for messages about a golden file.
  static let noSpan = SourceSpan(
    path: "model.yaml",
    start: TextPosition(line: 1, column: 1),
    end: TextPosition(line: 1, column: 2)
  )

  /// Reads vectors, compares the model with them, and writes them into a package.
  static func exerciseGolden(
    _ bytes: [UInt8],
    _ model: Model,
    _ read: ([UInt8], inout DiagnosticSink) -> GoldenVectors?
  ) -> String? {
    var sink = DiagnosticSink()
    guard let vectors = read(bytes, &sink) else {
      return checkReport(sink, of: bytes, path: "golden.csv") ?? "the file itself is refused"
    }
    precondition(!sink.hasErrors && !vectors.rows.isEmpty, "vectors that are read are without fault")
    for row in vectors.rows {
      precondition(row.inputs.count == model.features.count && row.expected.count == model.outputs.count, "a row is whole")
    }
    let graph = model.graph.running(standardPasses)
    if fingerprint(bytes) % 4 == 0 { _ = checkParity(model, graph: graph, vectors) }
    if fingerprint(bytes) % 64 == 1 { checkPackage(of: packageRequest(model, graph, golden: vectors)) }
    return nil
  }
}
