import ForgeDiagnostics
import ForgeImport
import ForgeModel
import ForgeTensors
import Foundation
import Testing

/// Models that Keras has run (`Fixtures/Keras/make_keras.py`) become specs that compute the same.
@Suite struct KerasImportTests {
  @Test(arguments: [
    "perceptron", "convolutions", "sequences", "nested", "operations", "preprocessing", "lookups", "attention", "recurrent",
    "arrangements", "comparisons", "untouched", "products", "volumes", "images", "masked", "windows", "read_masks",
    "masked_attention", "signals", "single",
  ])
  func computesWhatKerasDoes(_ name: String) throws {
    try compare(kerasFixture("\(name).keras"), "\(name).golden.safetensors")
  }

  @Test func holdsInputsAtAValue() throws {
    let choices = ImportChoices(held: [
      "factors": .texts(["0.5", "2", "-1"]), "ids": .texts(["3", "1"]), "flags": .texts(["true", "false", "true"]),
    ])
    let imported = try kerasFixture("held.keras", choices)
    #expect(imported.features == ["x"])
    try compare(imported, "held.golden.safetensors", leavingOut: imported.held.map(\.name))
  }

  @Test func computesWhatKerasDoesFromALegacyFile() throws {
    try compare(kerasFixture("perceptron.h5"), "perceptron.golden.safetensors")
  }

  private func compare(_ imported: ImportedPrototype, _ golden: String, leavingOut names: [String] = []) throws {
    let model = try model(of: imported)
    var sink = DiagnosticSink()
    let vectors = readGoldenTensors(
      try tensors("Keras/\(golden)").without(names),
      path: golden,
      features: model.features,
      outputs: model.outputs,
      outputTypes: model.outputTypes,
      at: .nowhere,
      into: &sink
    )
    #expect(sink.diagnostics.isEmpty, "\(sink.diagnostics.map(\.message))")
    let report = try checkParity(model, graph: model.graph, #require(vectors))
    #expect(report.rows >= 3)
    #expect(report.refusals.isEmpty, "\(report.refusals)")
    for output in report.outputs {
      #expect(output.passes, "\(output.name): \(output.failures.map(\.explanation)) in\n\(imported.spec)")
    }
  }

  /// Layers under their names, Keras' defaults unsaid, no `from` where each reads the one above.
  @Test func writesASequentialModelAsAList() throws {
    let spec = try kerasFixture("perceptron.keras").spec
    let layers = spec.components(separatedBy: "layers:\n")[1].components(separatedBy: "\n\n")[0]
    #expect(
      layers == """
          - dense: { name: fc1, units: 8, activation: relu }
          - batch_norm: { name: norm }
          - dropout: { name: drop, rate: 0.5 }
          - dense: { name: fc2, units: 8, activation: { leaky_relu: { slope: 0.1 } } }
          - clip: { name: ceiling, min: 0, max: 2 }
          - dense: { name: fc3, units: 8, bias: false, activation: { leaky_relu: { slope: 0.2 } } }
          - layer_norm: { name: layer_norm }
          - dense: { name: fc4, units: 8 }
          - clip: { name: fc4/clip, min: -1, max: 1 }
          - silu: { name: swish }
          - dense: { name: out, units: 3, activation: softmax }
        """
    )
    #expect(spec.contains("  - { name: x, type: tensor, shape: [6] }\n"))
    #expect(spec.contains("weights: { file: model.safetensors, layout: keras }"))
  }

  @Test func writesNoJoinOfOneTensor() throws {
    let spec = try kerasFixture("single.keras").spec
    let layers = spec.components(separatedBy: "layers:\n")[1].components(separatedBy: "\n\n")[0]
    #expect(layers == "  - dense: { name: hidden, units: 3 }\n  - dense: { name: score, units: 2 }")
  }

  /// A model that is a layer is written out at every call, with the weights of the first.
  @Test func sharesTheWeightsOfALayerThatIsCalledTwice() throws {
    let imported = try kerasFixture("nested.keras")
    let second =
      "{ name: tower/fc_2, from: right, units: 4, activation: relu, weights: { kernel: tower/fc/kernel, bias: tower/fc/bias } }"
    #expect(imported.spec.contains("  - dense: { name: tower/fc, from: left, units: 4, activation: relu }\n"))
    #expect(imported.spec.contains("  - dense: \(second)\n"))
    #expect(imported.outputs == ["score", "middle"])
    #expect(
      imported.tensors.map(\.name).sorted() == [
        "head/fc/bias", "head/fc/kernel", "head/out/bias", "head/out/kernel", "shared/bias", "shared/kernel", "tower/fc/bias",
        "tower/fc/kernel", "tower/gate/bias", "tower/gate/kernel",
      ]
    )
  }

  @Test func writesPreprocessingLayersAsFeatures() throws {
    let spec = try kerasFixture("preprocessing.keras").spec + kerasFixture("lookups.keras").spec
    for feature in [
      "{ name: age, type: number, transform: [{ standardize: { mean: 40, variance: 225 } }] }",
      "{ name: income, type: number, transform: [{ bucketize: { boundaries: [-1, 0, 1.5], closed: left, to: one_hot } }] }",
      "{ name: city, type: integer, transform: [{ bucketize: { boundaries: [1, 2, 3], closed: left, to: one_hot } }] }",
      "{ name: pixels, type: tensor, shape: [4, 4, 3], transform: [{ affine: { scale: 0.00784313725490196, offset: -1 } }] }",
      "{ name: table, type: tensor, shape: [3] }",
      "{ name: colour, type: category, values: [\"[UNK]\", red, \"light: green\", blue], unknown: { as: \"[UNK]\" }, encode: index }",
      "{ name: code, type: category, values: [\"-1\", \"10\", \"20\", \"7\"], unknown: { as: \"-1\" } }",
    ] { #expect(spec.contains("  - \(feature)\n"), "\(feature) in\n\(spec)") }
  }

  /// An image keeps its height, width and channels, and no axes are moved about.
  @Test func keepsChannelsLast() throws {
    let spec = try kerasFixture("convolutions.keras").spec
    #expect(spec.contains("{ name: image, type: tensor, shape: [15, 12, 3] }"))
    #expect(!spec.contains("transpose:") && !spec.contains("data_format"))
  }
}

func kerasFixture(_ name: String, _ choices: ImportChoices = ImportChoices()) throws -> ImportedPrototype {
  let names = ImportedPrototype.Names(module: "Model", origin: name, weightsFile: "model.safetensors", goldenFile: nil)
  return try ImportedPrototype(keras: mapped("Keras/\(name)"), isHDF5: name.hasSuffix(".h5"), names: names, choices: choices)
}
