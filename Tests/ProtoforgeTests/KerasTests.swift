import Foundation
import Testing

/// Specs that take their weights from Keras' own files (`Tests/ForgeTensorsTests/Fixtures/Keras/make_keras_fixtures.py`).
@Suite struct KerasTests {
  private let folder: Scratch

  init() throws {
    folder = try Scratch()
    for file in ["sequential.keras", "sequential.h5", "sequential.npz", "sequential_golden.npz", "functional.keras"] {
      try FileManager.default.copyItem(at: Self.fixture(file), to: folder.url.appending(path: file))
    }
  }

  private static func fixture(_ name: String) -> URL {
    Repository.root.appending(path: "Tests/ForgeTensorsTests/Fixtures/Keras/\(name)")
  }

  private func writeSpec(weights: String) throws {
    try folder.write(
      """
      protoforge: 1
      model: { name: Classifier }
      features: [{ name: x, type: tensor, shape: [4] }]
      layers:
        - dense: { name: fc1, units: 3, activation: relu }
        - batch_norm: { name: norm }
        - dropout: 0.5
        - dense: { name: out, units: 2 }
      outputs: [{ name: y, type: tensor }]
      weights: { file: \(weights), layout: keras }
      golden: { file: sequential_golden.npz, tolerance: { absolute: 1.0e-6, relative: 1.0e-5 } }

      """,
      to: "spec.yaml"
    )
  }

  /// The golden vectors are what Keras answered.
  @Test(arguments: ["sequential.keras", "sequential.h5", "sequential.npz"])
  func answersAsKerasDid(_ weights: String) throws {
    try writeSpec(weights: weights)
    let outcome = try Protoforge.run("verify", "spec.yaml", in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(outcome.errors.isEmpty)
    #expect(outcome.output.contains("y"))
  }

  @Test func buildsTheSamePackageFromEveryFile() throws {
    var packages: [String: Data] = [:]
    for weights in ["sequential.keras", "sequential.h5", "sequential.npz"] {
      try writeSpec(weights: weights)
      let outcome = try Protoforge.run("build", "spec.yaml", "-o", weights + ".package", in: folder)
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      packages[weights] = try folder.bytes("\(weights).package/Sources/CClassifier/weights.bin")
    }
    #expect(packages["sequential.keras"]?.isEmpty == false)
    #expect(packages["sequential.keras"] == packages["sequential.npz"])
    #expect(packages["sequential.h5"] == packages["sequential.npz"])
  }

  /// Layers of a model in the model are named with it, a `Normalization` layer belongs to the preprocessing, which a spec states.
  @Test func takesParametersOfNestedModels() throws {
    try folder.write(
      """
      protoforge: 1
      model: { name: Encoder }
      features: [{ name: x, type: tensor, shape: [4] }]
      layers:
        - dense: { name: shared, units: 4 }
        - dense: { name: first, units: 5, weights: { kernel: encoder/dense/kernel, bias: encoder/dense/bias } }
        - dense: { name: second, units: 3, weights: { kernel: encoder/dense_1/kernel, bias: encoder/dense_1/bias } }
        - layer_norm: { name: norm, weights: { gamma: head/norm/gamma, beta: head/norm/beta } }
        - dense: { name: head, units: 2, weights: { kernel: head/dense/kernel, bias: head/dense/bias } }
      outputs: [{ name: y, type: tensor }]
      weights: { file: functional.keras, layout: keras }

      """,
      to: "spec.yaml"
    )
    let outcome = try Protoforge.run("validate", "spec.yaml", in: folder)
    #expect(outcome.exitCode == 1)
    // What is left are the layers beside those; nothing is said of 'normalization/mean'.
    let unused = outcome.errors.matches(of: /no layer uses the parameter '([^']+)'/).map { String($0.1) }
    #expect(unused == ["early/bias", "early/kernel", "later/kernel"])
    #expect(outcome.errors.matches(of: /error:/).count == 3)
  }

  @Test func showsTheTensorsOfAFile() throws {
    let outcome = try Protoforge.run("inspect", "sequential.keras", in: folder)
    #expect(outcome.exitCode == 0)
    #expect(outcome.errors.isEmpty)
    let rows = outcome.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
    #expect(rows.contains("fc1/kernel float32 [4, 3] 48"))
    #expect(rows.contains("norm/moving_variance float32 [3] 12"))
    #expect(rows.last?.hasPrefix("8 tensors, 35 elements, ") == true)
  }

  @Test func tellsOfAFileThatIsNone() throws {
    try folder.write("no HDF5", to: "sequential.h5")
    try writeSpec(weights: "sequential.h5")
    let outcome = try Protoforge.run("validate", "spec.yaml", in: folder)
    #expect(outcome.exitCode == 1)
    #expect(outcome.errors.contains("it does not begin with the signature of HDF5 [PF0501]"))
  }
}
