import ForgeImport
import ForgeModel
import ForgeSpec
import ForgeTensors
import Testing

/// Labels of classifiers become categories that read the scores.
@Suite struct ClassifierTests {
  @Test func namesTheClassThatONNXRuntimeNames() throws {
    let imported = try importFixture("classifiers.onnx")
    let model = try model(of: imported, admitting: [.notProbabilities])
    let golden = try tensors("classifiers.golden.safetensors")
    let input = try #require(golden["x"])
    let evaluate = model.graph.evaluator()
    for row in 0..<input.shape[0] {
      let results = evaluate([example(row, of: input)])
      for (output, result) in zip(model.outputs, results) {
        let want = example(row, of: try #require(golden[output.name])).elements
        if output.labels.isEmpty {
          #expect(zip(result.elements, want).allSatisfy { abs($0 - $1) <= 1e-5 }, "\(output.name), row \(row)")
          continue
        }
        let best = try #require(result.elements.indices.max { result.elements[$0] < result.elements[$1] })
        let place = Int(output.labels[best].text) ?? best
        let isText = ["name", "found"].contains(output.name)
        #expect(Double(isText ? best : place) == want[0], "\(output.name), row \(row)")
      }
    }
  }

  @Test func saysWhatTheClassesAreCalled() throws {
    let spec = try importFixture("classifiers.onnx").spec
    #expect(spec.contains("{ name: label, type: category, values: [3, -1, 7], from: linearclassifier_0 }"))
    #expect(spec.contains(#"{ name: name, type: category, values: [setosa, "versi color", "42"], from: "#))
    #expect(spec.contains("{ name: id, type: category, values: [13, 12, 11], from: "))
    #expect(spec.matches(of: /# Tensors of golden vectors give the label by its place/).count == 2)
    // Probabilities that sum to 1 already need no norm.
    #expect(spec.contains("- { name: probabilities, type: tensor, from: linearclassifier_0 }"))
  }
}
