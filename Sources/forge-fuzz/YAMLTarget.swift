import ForgeDiagnostics
import ForgeSpec

extension FuzzTarget {
  static let yaml = FuzzTarget(
    name: "yaml",
    seeds: SpecSeeds.all,
    dictionary: SpecWords.pieces,
    exercise: { bytes in
      var sink = DiagnosticSink()
      let root = readYAMLDocument(bytes, path: "model.yaml", into: &sink)
      precondition(root != nil || sink.hasErrors, "a refusal says why")
      if let root { check(root, depth: 1) }
      return checkReport(sink, of: bytes, path: "model.yaml")
    }
  )

  private static func check(_ node: YAMLNode, depth: Int) {
    precondition(depth <= YAMLLimits.standard.depth, "the depth is bounded")
    let span = node.span
    precondition(span.start.line >= 1 && span.start.column >= 1 && span.start <= span.end, "a node has a place")
    switch node.content {
    case .scalar: break
    case .sequence(let items): items.forEach { check($0, depth: depth + 1) }
    case .mapping(let pairs):
      precondition(Set(pairs.map { Array($0.key.utf8) }).count == pairs.count, "keys are unique")
      pairs.forEach { check($0.value, depth: depth + 1) }
    }
  }
}
