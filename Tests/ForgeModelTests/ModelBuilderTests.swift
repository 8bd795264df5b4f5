import ForgeGraph
import ForgeModel
import Testing

/// The graphs that sound specs become.
@Suite struct ModelBuilderTests {
  @Test func countsParametersThatLayersShareOnce() throws {
    let model = try soundModel(
      """
      protoforge: 1
      model: { name: Probe }
      features:
        - { name: x, type: tensor, shape: [3] }
      layers:
        - dense: { name: a, units: 3 }
        - dense: { name: b, units: 3, weights: { weight: a.weight, bias: b.bias } }
      outputs:
        - { name: y, type: tensor }
      weights: { file: w.safetensors, layout: pytorch }

      """,
      weights: [Numbers("a.weight", [3, 3]), Numbers("a.bias", [3]), Numbers("b.bias", [3])]
    )
    #expect(model.layers.map(\.parameterCount) == [12, 12])
    #expect(model.parameterCount == 15)
  }

  @Test func joinsScalarFeaturesInOrder() throws {
    let model = try soundModel(
      """
      protoforge: 1
      model: { name: Probe }
      features:
        - { name: a, type: number }
        - { name: b, type: category, values: [x, y, z] }
        - { name: c, type: boolean, missing: indicator }
      layers:
        - dense: { name: fc, units: 2 }
        - softmax
      outputs:
        - { name: y, type: category, values: [p, q] }
      weights: { file: w.safetensors, layout: pytorch }

      """,
      weights: [Numbers("fc.weight", [2, 6]), Numbers("fc.bias", [2])]
    )
    #expect(
      model.graph.listing() == """
        %0 = input a: [1]
        %1 = input b: [3]
        %2 = input c: [2]
        %3 = concat %0, %1, %2: [6]  # features
        %4 = dense %3 (2 units): [2]  # fc
        %5 = softmax %4 (axis -1): [2]  # softmax_2
        return %5

        """
    )
    #expect(model.graph.fault() == nil)
    #expect(model.layers.map(\.parameterCount) == [0, 14, 0])
    #expect(model.layers[1].multiplyAdds == .fixed(12))
  }

  @Test func flattensTensorsBeforeItJoinsThem() throws {
    let model = try soundModel(
      """
      protoforge: 1
      model: { name: Probe }
      features:
        - { name: photo, type: tensor, shape: [2, 3] }
        - { name: age, type: number }
      layers: [relu]
      outputs: [{ name: y, type: tensor }]

      """
    )
    #expect(
      model.graph.listing() == """
        %0 = input photo: [2, 3]
        %1 = input age: [1]
        %2 = flatten %0: [6]  # photo_flat
        %3 = concat %2, %1: [7]  # features
        %4 = relu %3: [7]  # relu_1
        return %4

        """
    )
  }

  @Test func takesTheOnlyFeatureAsItIs() throws {
    let model = try soundModel(
      """
      protoforge: 1
      model: { name: Probe }
      features: [{ name: sound, type: tensor, shape: [time, 4] }]
      layers:
        - dense: { name: fc, units: 3, activation: relu }
        - add: { name: sum, from: [fc, fc] }
      outputs:
        - { name: sum, type: tensor }
        - { name: hidden, type: tensor, from: fc }
      weights: { file: w.safetensors, layout: keras }

      """,
      weights: [Numbers("fc/kernel", [4, 3]), Numbers("fc/bias", [3])]
    )
    #expect(
      model.graph.listing() == """
        %0 = input sound: [time, 4]
        %1 = dense %0 (3 units): [time, 3]  # fc
        %2 = relu %1: [time, 3]  # fc_relu
        %3 = add %2, %2: [time, 3]  # sum
        return %3, %2

        """
    )
  }

  @Test func looksUpEmbeddingsOfFeatures() throws {
    let model = try soundModel(
      """
      protoforge: 1
      model: { name: Probe }
      features:
        - { name: city, type: category, values: [a, b], missing: indicator, encode: { embedding: { weights: city.table } } }
      layers: [relu]
      outputs: [{ name: y, type: tensor }]
      weights: { file: w.safetensors, layout: pytorch }

      """,
      weights: [Numbers("city.table", [2, 3], [1, 2, 3, 4, 5, 6])]
    )
    #expect(
      model.graph.listing() == """
        %0 = input city: [] int64
        %1 = input city.missing: [1]
        %2 = embedding %0 (2 entries, 3 units): [3]  # city
        %3 = concat %2, %1: [4]  # city_and_missing
        %4 = relu %3: [4]  # relu_1
        return %4

        """
    )
    let rows = try [.label("b"), .missing].map { try model.graph.evaluate(model.features[0].encode($0))[0].elements }
    #expect(rows == [[4, 5, 6, 0], [0, 0, 0, 1]])
  }

  /// The same dense layer in both layouts: y = 1·x₀ + 2·x₁ + 3·x₂ + 10 and 4·x₀ + 5·x₁ + 6·x₂ + 20.
  @Test(
    "puts parameters into the operator's own order",
    arguments: [
      ("pytorch", [Numbers("fc.weight", [2, 3], [1, 2, 3, 4, 5, 6]), Numbers("fc.bias", [2], [10, 20])], "name: fc"),
      ("keras", [Numbers("fc/kernel", [3, 2], [1, 4, 2, 5, 3, 6]), Numbers("fc/bias", [2], [10, 20])], "name: fc"),
      (
        "keras", [Numbers("fc.weight", [2, 3], [1, 2, 3, 4, 5, 6]), Numbers("fc.bias", [2], [10, 20])],
        "name: fc, layout: pytorch"
      ),
      (
        "pytorch", [Numbers("w", [2, 3], [1, 2, 3, 4, 5, 6]), Numbers("b", [2], [10, 20])],
        "name: fc, weights: { weight: w, bias: b }"
      ),
      (
        "pytorch", [Numbers("w", [2, 3], [1, 2, 3, 4, 5, 6]), Numbers("fc.bias", [2], [10, 20])],
        "name: fc, weights: { weight: w }"
      ),
      (
        "pytorch", [Numbers("w", [2, 3], [1, 2, 3, 4, 5, 6]), Numbers("b", [2], [10, 20])], "weights: { weight: w, bias: b }"
      ),
    ]
  )
  func bindsParameters(layout: String, weights: [Numbers], options: String) throws {
    let model = try soundModel(
      """
      protoforge: 1
      model: { name: Probe }
      features: [{ name: x, type: tensor, shape: [3] }]
      layers: [{ dense: { units: 2, \(options) } }]
      outputs: [{ name: y, type: tensor }]
      weights: { file: w.safetensors, layout: \(layout) }

      """,
      weights: weights
    )
    #expect(model.graph.evaluate([ReferenceTensor(shape: [3], elements: [1, 10, 100])])[0].elements == [331, 674])
  }

  @Test func letsTwoLayersShareParameters() throws {
    let model = try soundModel(
      """
      protoforge: 1
      model: { name: Probe }
      features: [{ name: x, type: tensor, shape: [2] }]
      layers:
        - dense: { name: a, units: 2, bias: false, weights: { weight: w } }
        - dense: { name: b, units: 2, bias: false, weights: { weight: w } }
      outputs: [{ name: y, type: tensor }]
      weights: { file: w.safetensors, layout: pytorch }

      """,
      weights: [Numbers("w", [2, 2], [0, 1, 2, 0])]
    )
    #expect(model.graph.evaluate([ReferenceTensor(shape: [2], elements: [3, 5])])[0].elements == [6, 10])
  }

  @Test func warnsWithoutRefusing() throws {
    let reading = try ModelReading(
      """
      protoforge: 1
      model: { name: Probe }
      features:
        - { name: x, type: number }
        - { name: unread, type: number }
      layers:
        - relu: { name: a, from: x }
        - tanh: { name: b, from: x }
      outputs:
        - { name: y, type: boolean, threshold: 0.5, from: a }

      """
    )
    #expect(reading.model != nil)
    #expect(reading.codes == [.notProbabilities, .unusedLayer, .unusedFeature])
    #expect(reading.diagnostics.allSatisfy { $0.severity == .warning })
    #expect(
      reading.messages == [
        "output 'y' reads 'a' (relu), whose value is no probability", "layer 'b' reaches no output",
        "feature 'unread' reaches no output",
      ]
    )
  }
}
