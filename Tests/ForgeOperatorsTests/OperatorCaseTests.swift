import ForgeCases
import ForgeGraph
import ForgeModel
import ForgeOperators
import Testing

/// Every recorded case in the reference interpreter: the graph as written, and after each pass.
@Suite struct OperatorCaseTests {
  @Test(
    "the reference interpreter computes what the framework computed",
    arguments: try OperatorCase.all(in: OperatorCase.folder)
  )
  func matchesTheFramework(_ operatorCase: OperatorCase) throws {
    let model = try operatorCase.model()
    var stages = [("as written", model.graph)]
    _ = model.graph.running(standardPasses) { stages.append(($0.name, $1)) }
    for (stage, graph) in stages {
      let evaluate = graph.evaluator()
      for row in 0..<operatorCase.rowCount {
        let got = evaluate(operatorCase.inputs(row: row))[0].elements
        let wanted = operatorCase.expected(row: row)
        #expect(got.count == wanted.count, "\(stage), row \(row)")
        // The recording is rounded to float32, so that is the least that can be asked for.
        let differing = zip(got, wanted).filter { got, want in
          !operatorCase.tolerance.admits(Double(Float(got)), for: want)
        }
        #expect(differing.isEmpty, "\(stage), row \(row): \(differing.prefix(3).map { "\($0.0) instead of \($0.1)" })")
      }
    }
  }
}
