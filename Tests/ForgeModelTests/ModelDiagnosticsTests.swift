import ForgeDiagnostics
import ForgeModel
import Testing

/// Each finding of the model builder once, at its place.
@Suite struct ModelDiagnosticsTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let code: DiagnosticCode
    let testDescription: String
    let marked: String
    let weights: [Numbers]?
    let message: String
    let help: String?

    init(
      _ code: DiagnosticCode,
      _ id: String,
      _ marked: String,
      weights: [Numbers]? = nil,
      _ message: String,
      help: String? = nil
    ) {
      self.code = code
      testDescription = "\(code.rawValue): \(id)"
      self.marked = marked
      self.weights = weights
      self.message = message
      self.help = help
    }

    /// A spec whose only feature is a tensor x of three elements.
    init(
      _ code: DiagnosticCode,
      _ id: String,
      layers: String,
      weights: [Numbers]? = nil,
      _ message: String,
      help: String? = nil
    ) {
      let tail = weights == nil ? "" : "weights: { file: w.npz, layout: pytorch }\n"
      self.init(
        code,
        id,
        """
        protoforge: 1
        model: { name: Probe }
        features: [{ name: x, type: tensor, shape: [3] }]
        layers: [\(layers)]
        outputs: [{ name: y, type: tensor }]
        \(tail)
        """,
        weights: weights,
        message,
        help: help
      )
    }

    init(_ code: DiagnosticCode, _ id: String, features: String, _ message: String, help: String? = nil) {
      self.init(
        code,
        id,
        """
        protoforge: 1
        model: { name: Probe }
        features: [\(features)]
        layers: [relu]
        outputs: [{ name: y, type: tensor }]

        """,
        message,
        help: help
      )
    }

    init(_ code: DiagnosticCode, _ id: String, outputs: String, _ message: String, help: String? = nil) {
      self.init(
        code,
        id,
        """
        protoforge: 1
        model: { name: Probe }
        features: [{ name: x, type: tensor, shape: [3] }]
        layers: [softmax: { name: p }]
        outputs: [\(outputs)]

        """,
        message,
        help: help
      )
    }
  }

  static let names = [
    Case(
      .invalidName,
      "a module's name",
      "protoforge: 1\nmodel: { name: ⟦probe⟧ }\nfeatures: [{ name: x, type: number }]\nlayers: [relu]\noutputs: [{ name: y, type: number }]\n",
      "the model's name must be UpperCamelCase of ASCII letters and digits, not 'probe'",
      help: "write Probe"
    ),
    Case(
      .nameClash,
      "two features of one property",
      features: "{ name: a_b, type: number }, { name: ⟦a-b⟧, type: number }",
      "features 'a_b' and 'a-b' would both be the property 'aB'"
    ),
    Case(
      .nameClash,
      "a feature called like an axis",
      features: "{ name: x, type: tensor, shape: [time] }, { name: ⟦time⟧, type: number }",
      "feature 'time' would be the property 'time', which is the name of an axis"
    ),
    Case(
      .nameClash,
      "a kept property",
      features: "{ name: ⟦hash value⟧, type: number }",
      "feature 'hash value' would be the property 'hashValue', which generated code keeps for itself",
      help: "give the feature another name, in the golden file too"
    ),
    Case(
      .nameClash,
      "a kept type",
      features: "{ name: ⟦session⟧, type: category, values: [a, b] }",
      "feature 'session' would be the enum 'Session', which generated code keeps for itself",
      help: "give the feature another name, in the golden file too"
    ),
    Case(
      .nameClash,
      "a kept output",
      outputs: "{ name: ⟦description⟧, type: tensor }",
      "output 'description' would be the property 'description', which generated code keeps for itself",
      help: "give the output another name, in the golden file too"
    ),
    Case(
      .nameClash,
      "an output called like another's probabilities",
      outputs: """
        { name: ⟦kind⟧, type: category, values: [a, b, c] }, { name: probabilities, type: tensor }, \
        { name: kind_probabilities, type: tensor }
        """,
      "outputs 'kind_probabilities' and 'kind' would both be the property 'kindProbabilities'"
    ),
    Case(
      .nameClash,
      "two layers of one name",
      layers: "relu: { name: a }, tanh: { name: ⟦a⟧ }",
      "'a' is already the name of a layer"
    ),
    Case(.nameClash, "a layer called like a feature", layers: "relu: { name: ⟦x⟧ }", "'x' is already the name of a feature"),
    Case(
      .nameClash,
      "a layer called as an unnamed one would be",
      layers: "relu: { name: tanh_2 }, ⟦tanh⟧",
      "a layer without a name would be called 'tanh_2', which is already a layer"
    ),
  ]

  static let references = [
    Case(
      .unknownLayer,
      "a misspelt layer",
      layers: "⟦dens⟧: { units: 3 }",
      "there is no layer 'dens'",
      help: "did you mean 'dense'?"
    ),
    Case(
      .unknownLayer,
      "no layer at all",
      layers: "⟦capsule⟧",
      "there is no layer 'capsule'",
      help: "'protoforge schema' lists the layers"
    ),
    Case(
      .unknownReference,
      "a misspelt name",
      layers: "relu: { name: hidden }, tanh: { from: ⟦hiden⟧ }",
      "layer 'tanh_2' reads 'hiden', but no feature or layer has that name",
      help: "did you mean 'hidden'?"
    ),
    Case(
      .unknownReference,
      "an output of nothing",
      outputs: "{ name: y, type: tensor, from: ⟦nothing⟧ }",
      "output 'y' reads 'nothing', but no feature or layer has that name",
      help: "only layers with a 'name' can be read by others"
    ),
    Case(
      .cyclicGraph,
      "a layer below",
      layers: "relu: { from: ⟦later⟧ }, tanh: { name: later }",
      "layer 'relu_1' reads 'later', which is computed after it",
      help: "a layer reads features and layers above it: move it below, or read another"
    ),
    Case(
      .cyclicGraph,
      "the layer itself",
      layers: "relu: { name: a, from: ⟦a⟧ }",
      "layer 'a' reads itself",
      help: "a layer reads features and layers above it"
    ),
    Case(
      .wrongInputCount,
      "two values for one",
      layers: "relu: { name: a }, ⟦tanh⟧: { from: [a, x] }",
      "layer 'tanh_2': tanh reads one value, not 2",
      help: "join them first with 'concat' or 'add'"
    ),
    Case(
      .wrongInputCount,
      "one value for two",
      layers: "⟦add⟧: { from: x }",
      "layer 'add_1': add reads at least 2 values, not 1",
      help: "list them: 'from: [a, b]'"
    ),
    Case(
      .wrongInputCount,
      "three values for two",
      layers: "⟦subtract⟧: { from: [x, x, x] }",
      "layer 'subtract_1': subtract reads 2 values, not 3",
      help: "join them first with 'concat' or 'add'"
    ),
  ]

  static let shapes = [
    Case(
      .shapeMismatch,
      "an axis that is not there",
      layers: "⟦softmax⟧: { axis: 1 }",
      "layer 'softmax_1': softmax is given axis 1, but [3] has 1 axis",
      help: "axes count from 0, the first after the batch, or from -1, the last"
    ),
    Case(
      .conventionNeeded,
      "no axis to join along",
      "protoforge: 1\nmodel: { name: Probe }\nfeatures: [{ name: x, type: tensor, shape: [2, 2] }]\nlayers: [⟦concat⟧: { from: [x, x] }]\noutputs: [{ name: y, type: tensor }]\n",
      "layer 'concat_1': concat of values with 2 axes, as [2, 2], needs 'axis'",
      help: "say along which axis they are joined, such as 'axis: -1'"
    ),
    Case(
      .wrongElementType,
      "ids in a layer of numbers",
      "protoforge: 1\nmodel: { name: Probe }\nfeatures: [{ name: x, type: tensor, shape: [2], dtype: int64 }]\nlayers: [⟦relu⟧]\noutputs: [{ name: y, type: tensor }]\n",
      "layer 'relu_1': its input must be float32 values, not int64 ids",
      help: "ids go through an 'embedding' layer, a 'one_hot' encoding or a 'cast' to float32 first"
    ),
    Case(
      .sizeOverflow,
      "a parameter that is too large",
      layers: "⟦dense⟧: { name: fc, units: 4611686018427387904 }",
      weights: [],
      "layer 'fc' is [4611686018427387904]: more elements than can be held"
    ),
    Case(
      .unnamedParameters,
      "a layer with parameters and no name",
      layers: "⟦dense⟧: { units: 2 }",
      weights: [],
      "layer 'dense_1' has parameters, but neither 'name' nor 'weights' tells what they are called in the file",
      help: "add 'name: …'"
    ),
    Case(
      .outputMismatch,
      "another number of labels",
      outputs: "{ name: ⟦y⟧, type: category, values: [a, b] }",
      "output 'y' has 2 values, but 'p' gives [3]"
    ),
    Case(
      .outputMismatch,
      "a number of several elements",
      outputs: "{ name: y, type: number, from: ⟦p⟧ }",
      "output 'y' is one number, but 'p' gives [3]",
      help: "take 'type: tensor', or end with a layer of one element such as 'dense: { units: 1 }'"
    ),
  ]

  static let parameters = [
    Case(
      .missingParameter,
      "no weights file",
      layers: "⟦dense⟧: { name: fc, units: 2, bias: false }",
      "layer 'fc' needs the parameter 'fc.weight', but the spec names no weights file",
      help: "add 'weights: { file: …, layout: … }'"
    ),
    Case(
      .missingParameter,
      "a name that is near",
      layers: "⟦dense⟧: { name: fc1, units: 2, bias: false }",
      weights: [Numbers("fc2.weight", [2, 3])],
      "layer 'fc1' needs the parameter 'fc1.weight' [2, 3], but w.npz has none of that name",
      help: "did you mean 'fc2.weight'?"
    ),
    Case(
      .missingParameter,
      "a tensor of that shape",
      layers: "⟦dense⟧: { name: fc, units: 2, bias: false }",
      weights: [Numbers("classifier.0.weight", [2, 3])],
      "layer 'fc' needs the parameter 'fc.weight' [2, 3], but w.npz has none of that name",
      help: "tensors of that shape that nobody uses yet: 'classifier.0.weight'"
    ),
    Case(
      .missingParameter,
      "a name that the spec gives",
      layers: "dense: { units: 2, bias: false, weights: { weight: ⟦head⟧ } }",
      weights: [Numbers("tail", [9])],
      "layer 'dense_1' needs the parameter 'head' [2, 3], but w.npz has none of that name",
      help: "the file holds 'tail'"
    ),
    Case(
      .misshapenParameter,
      "the other layout",
      layers: "⟦dense⟧: { name: fc, units: 2, bias: false }",
      weights: [Numbers("fc.weight", [3, 2])],
      "layer 'fc': 'fc.weight' is [3, 2], but [2, 3] is needed",
      help: "the axes stand in another order: does the file follow the other layout (pytorch, keras)?"
    ),
    Case(
      .misshapenParameter,
      "another size",
      layers: "⟦dense⟧: { name: fc, units: 2, bias: false }",
      weights: [Numbers("fc.weight", [2, 4])],
      "layer 'fc': 'fc.weight' is [2, 4], but [2, 3] is needed"
    ),
    Case(
      .nonFiniteParameter,
      "a weight that is no number",
      layers: "⟦dense⟧: { name: fc, units: 2, bias: false }",
      weights: [Numbers("fc.weight", [2, 3], [1, 2, 3, 4, .nan, 6])],
      "layer 'fc': 'fc.weight' holds nan at [1, 1]",
      help: "a model with such a weight gives no numbers: was the training diverging?"
    ),
    Case(
      .unknownKey,
      "a role of the other layout",
      layers: "dense: { name: fc, units: 2, bias: false, weights: { ⟦kernel⟧: k } }",
      weights: [],
      "layer 'dense' has no parameter 'kernel' in the pytorch layout",
      help: "its parameters are weight, bias"
    ),
  ]

  @Test("tells a finding once, at its place", arguments: names + references + shapes + parameters)
  func tells(_ example: Case) throws {
    let marked = MarkedText(example.marked)
    let reading = try ModelReading(marked.text, weights: example.weights)
    let errors = reading.diagnostics.filter { $0.severity == .error }
    #expect(reading.model == nil)
    #expect(errors.map(\.code) == [example.code])
    #expect(errors.map(\.message) == [example.message])
    #expect(errors.map(\.help) == [example.help])
    #expect(errors.first?.span == marked.span(path: "spec.yaml"))
  }

  /// Enums stand beside the types that the generated module uses; with each of these 'swift build' failed.
  @Test(arguments: ["weights", "working_memory", "unsafe_pointer", "case_iterable", "closed_range", "probe_compute"])
  func refusesEnumsThatHideWhatGeneratedCodeUses(name: String) throws {
    let feature = try ModelReading(
      Self.spec(features: "{ name: \(name), type: category, values: [a, b] }", outputs: "{ name: y, type: tensor }")
    )
    let output = try ModelReading(
      Self.spec(features: "{ name: x, type: tensor, shape: [2] }", outputs: "{ name: \(name), type: category, values: [a, b] }")
    )
    #expect(feature.codes == [.nameClash])
    #expect(output.codes.contains(.nameClash))
  }

  private static func spec(features: String, outputs: String) -> String {
    """
    protoforge: 1
    model: { name: Probe }
    features: [\(features)]
    layers: [softmax]
    outputs: [\(outputs)]

    """
  }

  @Test func tellsParametersThatNothingUses() throws {
    let marked = MarkedText(
      "protoforge: 1\nmodel: { name: Probe }\nfeatures: [{ name: x, type: number }]\nlayers: [relu]\noutputs: [{ name: y, type: number }]\n"
        + "weights: { file: ⟦w.npz⟧, layout: pytorch }\n"
    )
    let reading = try ModelReading(marked.text, weights: [Numbers("fc.weight", [2, 3]), Numbers("fc.bias", [2])])
    #expect(reading.model == nil)
    #expect(reading.codes == [.unusedParameter, .unusedParameter])
    #expect(reading.messages.first == "no layer uses the parameter 'fc.bias' [2] of w.npz")
    #expect(reading.diagnostics.first?.span == marked.span(path: "spec.yaml"))
  }

  @Test func tellsEveryFaultInOneReading() throws {
    let reading = try ModelReading(
      """
      protoforge: 1
      model: { name: probe }
      features:
        - { name: x, type: tensor, shape: [3] }
        - { name: z, type: nubmer }
      layers:
        - dens: { name: a, units: 2 }
        - relu: { name: b, from: a }
        - softmax: { name: c, from: x, axis: 5 }
        - relu: { from: nowhere }
      outputs:
        - { name: y, type: number, from: b }
        - { name: u, type: number, from: x }

      """
    )
    // What reads a layer that could not be built is not told again.
    #expect(
      reading.codes == [.invalidName, .valueNotAllowed, .unknownLayer, .shapeMismatch, .unknownReference, .outputMismatch]
    )
  }

  @Test func tellsOnceThatTwoFeaturesHaveOneName() throws {
    let reading = try ModelReading(
      """
      protoforge: 1
      model: { name: Probe }
      features: [{ name: x, type: number }, { name: x, type: number }]
      layers: [relu]
      outputs: [{ name: y, type: tensor }]

      """
    )
    #expect(Set(reading.codes) == [.nameClash])
    #expect(reading.messages == ["'x' is already the name of a feature"])
  }

  @Test func tellsOneFaultForOneBrokenFeature() throws {
    let reading = try ModelReading(
      """
      protoforge: 1
      model: { name: Probe }
      features: [{ name: x, type: nubmer }]
      layers: [relu, { relu: { from: x } }]
      outputs: [{ name: y, type: tensor }]

      """
    )
    #expect(reading.codes == [.valueNotAllowed])
  }
}
