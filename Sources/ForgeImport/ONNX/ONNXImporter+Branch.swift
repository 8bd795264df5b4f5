import ForgeJSON
import ForgeTensors

// Branches of a graph, one of which is taken.
extension ONNXImporter {
  /// Writes down the branch that is taken, or both where that is not known; they see all values around them.
  mutating func addBranch(of node: ONNXNode) throws(ImportFault) {
    guard depth < Self.deepest else { throw ImportFault("branches stand more than \(Self.deepest) deep within one another") }
    guard let input = node.inputs.first, let condition = try self.input(input) else { throw ImportFault("it has no condition") }
    let name = tracer.wanted
    let results: [Traced]
    if let known = condition.known?.scalar {
      results = try self.results(of: branch(known != 0 ? "then_branch" : "else_branch", of: node), given: [])
    } else {
      let yes = try self.results(of: branch("then_branch", of: node), given: [])
      let no = try self.results(of: branch("else_branch", of: node), given: [])
      results = try chosen(condition, yes, no, name)
    }
    for (name, result) in zip(node.outputs, results) where !name.isEmpty { values[ExactText(name)] = result }
  }

  private func branch(_ name: String, of node: ONNXNode) throws(ImportFault) -> ONNXGraph {
    guard case .graph(let branch)? = node[name]?.value else { throw ImportFault("its \(name) is missing") }
    return branch
  }

  /// The results of one of two branches that are both computed: nothing but time tells that from computing one.
  private mutating func chosen(
    _ condition: Traced,
    _ yes: [Traced],
    _ no: [Traced],
    _ name: String
  ) throws(ImportFault) -> [Traced] {
    guard condition.count == 1, yes.count == no.count else { throw ImportFault("its branches have other numbers of results") }
    var results: [Traced] = []
    for (index, (yes, no)) in zip(yes, no).enumerated() {
      guard yes.shape == no.shape, yes.element == no.element else {
        throw ImportFault("its condition is computed, and its branches give \(yes.shape) or \(no.shape)")
      }
      tracer.wanted = name + (index == 0 ? "" : "_\(index)")
      let isWider = condition.rank > yes.rank
      let flag = isWider ? try tracer.reshaped(condition, to: yes.shape.map { _ in 1 }) : condition
      results.append(try tracer.chosen(flag, yes, no))
    }
    return results
  }
}
