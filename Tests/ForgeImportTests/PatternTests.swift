import ForgeImport
import Testing

/// Functions that exporters write out become the layers that a person would write. That the numbers stay is for `ImportTests`.
@Suite struct PatternTests {
  @Test(arguments: [
    ("gelu_factor_last", "gelu: { name: gelu }"), ("gelu_factor_first", "gelu: { name: gelu_2, from: x }"),
    ("gelu_factor_between", "gelu: { name: gelu_3, from: x }"),
    ("gelu_tanh", "gelu: { name: gelu_4, from: x, approximate: tanh }"),
    ("gelu_tanh_factored", "gelu: { name: gelu_5, from: x, approximate: tanh }"),
    ("silu", "silu: { name: silu, from: x }"), ("mish", "mish: { name: mish, from: x }"),
    ("hard_swish", "hard_swish: { name: hard_swish, from: x }"),
    ("hard_swish_gate", "hard_swish: { name: hard_swish_2, from: x }"),
    ("hard_sigmoid", "hard_sigmoid: { name: hard_sigmoid, from: x }"),
    ("layer_norm", "layer_norm: { name: norm, from: x }"),
    (
      "layer_norm_by_reciprocal",
      "layer_norm: { name: norm_2, from: x, epsilon: 0.001, weights: { weight: norm.weight, bias: norm.bias } }"
    ),
    ("layer_norm_of_two_axes", "layer_norm: { name: layer_norm, from: x, axes: [-2, -1], epsilon: 1.0e-06, center: false }"),
    ("rms_norm", "rms_norm: { name: norm_3, from: x, epsilon: 1.0e-06, weights: { weight: norm.weight } }"),
    ("dense", "dense: { name: fc, from: x, units: 4 }"),
    ("conv", "conv1d: { name: conv, from: x, filters: 3, kernel: 3, padding: 1 }"),
    ("column", "reshape: { name: reshape_130, from: x, shape: [30, 1] }"), ("to_and_fro", "relu: { name: relu_136, from: x }"),
    ("mean_with_its_axis", "mean: { name: reducemean_138, from: x, axes: [1], keep_dims: true }"),
    ("scores", "flatten: { name: scores_2 }"),
    ("group_norm", "group_norm: { name: group, from: x, groups: 1, epsilon: 0.001 }"),
    (
      "activated",
      "dense: { name: fc_3, from: x, units: 4, bias: false, activation: relu, weights: { weight: fc.weight } }"
    ),
  ])
  func isOneLayer(_ output: String, _ layer: String) throws { try check(output, layer, in: "written_out.onnx") }

  /// What tf2onnx writes out, under the names of Keras' layers.
  @Test(arguments: [
    ("padded", "conv2d: { name: conv2, filters: 2, kernel: [3, 2], stride: [2, 1], padding: [1, 2, 1, 1], bias: false }"),
    ("head", "dense: { name: head, units: 1 }"),
    ("sequence", "conv1d: { name: conv1d, filters: 5, kernel: 3, stride: 2, padding: [2, 0], bias: false }"),
    ("norm", "layer_norm: { name: norm, from: words, epsilon: 0.001 }"),
    ("pixels", "transpose: { name: transpose_12, axes: [1, 2, 0] }"),
    ("flax", "layer_norm: { name: flax, from: words, epsilon: 0.001, scale: false, center: false }"),
    ("query", "dense: { name: query, from: words, units: 8, activation: relu }"),
    ("normal", "relu: { name: conv1_relu }"),
  ])
  func isALayerOfKeras(_ output: String, _ layer: String) throws { try check(output, layer, in: "tensorflow.onnx") }

  @Test func leavesTheBatchNormOfAConvolution() throws {
    let spec = try importFixture("tensorflow.onnx").spec
    #expect(spec.contains("\n  - batch_norm: { name: conv1_bn, epsilon: 0 }\n"), "\(spec)")
    // The pixels go to the dense layer as they lie.
    #expect(spec.contains("\n  - flatten: { name: reshape_11, from: slice_9 }\n"), "\(spec)")
  }

  @Test(arguments: [
    ("divided", "attention: { name: matmul_4, from: [q, k, v] }"),
    ("scaled", "attention: { name: matmul_10, from: [q, k, v], scale: 0.2 }"),
    ("scaled_keys", "attention: { name: matmul_16, from: [q, k, v] }"),
    ("scaled_both", "attention: { name: matmul_23, from: [q, k, v] }"),
    ("added", "attention: { name: matmul_29, from: [q, k, v, c5], scale: 1 }"),
    ("chosen", "attention: { name: matmul_36, from: [q, k, v, c6], mask: boolean }"),
    ("hidden", "attention: { name: matmul_42, from: [q, k, v, seen], scale: 1, mask: boolean }"),
    ("causal", "attention: { name: matmul_48, from: [q, k, v], scale: 1, causal: true }"),
    ("causal_by_numbers", "attention: { name: matmul_54, from: [q, k, v], scale: 1, causal: true }"),
    ("nothing_seen_is_zero", "attention: { name: matmul_68, from: [q, k, v, c16], scale: 1, mask: boolean }"),
    ("of_heads", "attention: { name: matmul_97, from: [q, k, v], heads: 2 }"),
    // What stays: queries that see nothing and are NaN, another axis, weights that are read, masks that are scaled.
    ("nothing_seen", "matmul: { name: matmul_60, from: [softmax_59, v] }"),
    ("over_queries", "matmul: { name: matmul_73, from: [softmax_72, v] }"),
    ("of_read_weights", "matmul: { name: matmul_78, from: [softmax_77, v] }"),
    ("scaled_after_mask", "matmul: { name: matmul_86, from: [softmax_85, v] }"),
  ])
  func isAttention(_ output: String, _ layer: String) throws { try check(output, layer, in: "attentions.onnx") }

  /// Packed projections are cut where they are computed, and heads stay in the last axis.
  @Test(arguments: ["heads.pt2", "heads_core.pt2"])
  func headsStayWhereTheyAre(_ file: String) throws {
    let spec = try importFixture(file).spec
    #expect(spec.matches(of: /- attention: .*heads: 3/).count == 5, "\(spec)")
    #expect(spec.matches(of: /heads: 3, causal: true/).count == 1, "\(spec)")
    #expect(spec.matches(of: /- slice: .* axis: [12], .*end: 12 }/).count == 6, "\(spec)")
  }

  @Test func isWhatKerasCallsIt() throws {
    let spec = try importFixture("tensorflow_images.onnx").spec
    for layer in [
      "prelu: { name: slopes }", "leaky_relu: { name: slope, from: conv, slope: 0.25 }",
    ] { #expect(spec.contains("  - \(layer)\n"), "\(spec)") }
    #expect(spec.matches(of: /- upsample2d: .*from: conv, scale: \[2, 1\]/).count == 1, "\(spec)")
    #expect(spec.contains("- upsample2d: { name: tile_26, from: reshape_19, scale: [1, 3], mode: nearest }\n"), "\(spec)")
    #expect(spec.matches(of: /- expand:/).count == 1, "\(spec)")
  }

  @Test func lastStateAloneIsAsked() throws {
    let spec = try importFixture("recurrent.pt2").spec
    #expect(spec.contains("\n  - gru: { name: gru, from: deep.l1_both, units: 3, result: last }\n"), "\(spec)")
    // The states of all steps are read too.
    #expect(spec.contains("\n  - lstm: { name: deep.l0, units: 4 }\n"), "\(spec)")
  }

  private func check(_ output: String, _ layer: String, in file: String) throws {
    let spec = try importFixture(file).spec
    let name = try #require(layer.firstMatch(of: /name: (\w+)/)?.1)
    #expect(spec.contains("\n  - \(layer)\n"), "\(spec)")
    #expect(spec.contains("\n  - { name: \(output), type: tensor, from: \(name) }\n"), "\(spec)")
  }

  @Test func outputsThatMayBeMoreThanTensorsSaySo() throws {
    let classes = "  # Probabilities: 'type: category' with 'values' names the classes.\n  - { name: "
    #expect(try importFixture("cnn.onnx").spec.contains("outputs:\n\(classes)"))
    #expect(try importFixture("classes.pt2").spec.contains("names the classes, under another name than 'output'.\n"))
    #expect(try !importFixture("written_out.onnx").spec.contains("  #"))
  }

  @Test(arguments: [
    ("quick_gelu", "multiply: { name: mul_58, from: [x, sigmoid_57] }"),
    ("silu_of_a_read_gate", "multiply: { name: mul_61, from: [x, sigmoid_60] }"),
    ("read_gate", "sigmoid: { name: sigmoid_60, from: x }"),
    ("no_gelu", "multiply: { name: mul_67, from: [x, add_66] }"),
    ("norm_of_a_middle_axis", "divide: { name: div_105, from: [sub_100, sqrt_104] }"),
    ("norm_of_joined_channels", "reshape: { name: reshape_154, shape: [5, 6] }"),
    ("rms_norm_with_row_factors", "multiply: { name: mul_119, from: [rms_norm, rows] }"),
    ("dense_with_row_bias", "add: { name: add_125, from: [fc_2, row_bias] }"),
  ])
  func staysAsItIs(_ output: String, _ layer: String) throws { try isOneLayer(output, layer) }
}
