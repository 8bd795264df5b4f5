/// Small specs: one for each layer on values of several shapes, and a few that join much of the language.
enum SpecSeeds {
  static let all: [[UInt8]] = .texts(layerSeeds + [features, outputs, sequence])

  private static let shapes = ["[4, 6, 6]", "[4, 6]", "[6]", "[time, 4]", "[4, time, 6]"]

  private static let layerSeeds: [String] = SpecWords.layers.flatMap { layer in
    shapes.map { shape in
      let isLookup = layer.name == "embedding"
      var options = layer.keys.filter(\.isRequired).map { "\($0.name): \(plainValue($0.name, $0.words))" }
      if layer.keys.contains(where: { $0.name == "weights" }) { options.append("name: a") }
      return """
        protoforge: 1
        model: { name: Fuzz }
        features:
          - { name: x, type: tensor, shape: \(shape)\(isLookup ? ", dtype: int64" : "") }
        layers:
          - \(layer.name): { from: \(layer.name == "concat" ? "[x, x], axis: 0" : "x")\(options.map { ", \($0)" }.joined()) }
        outputs:
          - { name: y, type: tensor }

        """
    }
  }

  /// A value that a required key most likely takes.
  private static func plainValue(_ key: String, _ words: [String]) -> String {
    switch key {
    case "axes", "axis": "-1"
    case "shape": "[-1]"
    case "rate": "0.5"
    default: words.first ?? "2"
    }
  }

  private static let features = """
    protoforge: 1
    model: { name: Fuzz, summary: s, version: "1", author: a, license: MIT, source: b }
    features:
      - { name: a, type: number, unit: mm, missing: { impute: 1.5, indicator: true }, missing_values: [nil, nan, -9],
          transform: [clip: { min: 0, max: 8 }, log1p, standardize: { mean: 1, std: 2 }] }
      - { name: b, type: integer, missing: indicator, transform: [min_max: { min: 0, max: 6, range: [-1, 1], clip: true }] }
      - { name: c, type: boolean, missing: { impute: true } }
      - { name: d, type: category, values: [p, q, r], unknown: zeros, encode: { one_hot: { drop: first } }, missing: indicator }
      - { name: e, type: category, values: [p, q], unknown: { as: q }, encode: { embedding: { weights: table } }, missing: indicator }
      - { name: f, type: ordinal, values: [s, m, l], missing: { impute: m },
          transform: [bucketize: { boundaries: [0.5, 1.5], closed: left, to: one_hot }] }
      - { name: g, type: number, transform: [yeo_johnson: 0.5, robust: { center: 1, scale: 2 }, affine: { scale: 2, offset: 1 }] }
      - { name: h, type: category, values: [p, q, "no"], encode: index, missing: { impute: q } }
      - { name: i, type: tensor, shape: [2, 2], transform: [sqrt, binarize: 0.5] }
    layers:
      - concat: { name: j, from: [a, b, c, d, e, f, g] }
      - flatten: { name: k, from: i }
      - concat: { name: l, from: [j, k] }
      - dense: { name: m, units: 3, activation: relu }
      - softmax
    outputs:
      - { name: z, type: category, values: [u, v, w], tolerance: { absolute: 0.1 } }
    weights: { file: w.safetensors, layout: pytorch }
    golden: { file: g.csv, tolerance: { absolute: 1.0e-5, relative: 1.0e-4 } }
    generate: { output: Out, access: package, cpu: portable, weights: file }

    """

  private static let outputs = """
    protoforge: 1
    model:
      name: Fuzz
    features:
      - name: x
        type: tensor
        shape: [3, 8, 8]
    layers:
      - conv2d: { name: c1, filters: 4, kernel: [3, 2], stride: 2, padding: [1, 0, 2, 1], dilation: 1, groups: 1, activation: relu }
      - batch_norm: { name: b1, epsilon: 1.0e-3 }
      - max_pool2d: { name: p1, kernel: 2, stride: 1, padding: 1, ceil_mode: true }
      - conv2d: { name: c2, filters: 4, kernel: 1, groups: 4, bias: false }
      - add: { name: s, from: [c2, p1] }
      - conv_transpose2d: { name: t, filters: 2, kernel: 3, stride: 2, padding: 1, output_padding: 1 }
      - upsample2d: { name: u, scale: 2, mode: bilinear, align_corners: true }
      - pad: { name: v, padding: [1, 2], mode: reflect }
      - transpose: [1, 2, 0]
      - mean: { name: r, axes: [0, 1] }
      - dense: { name: d, units: 1 }
      - sigmoid: { name: e }
      - reshape: { from: v, name: f, shape: [2, -1] }
      - layer_norm: { name: g, axes: -1, scale: false, center: false }
      - group_norm: { name: h, from: u, groups: 2 }
      - max: { from: h, name: w, axes: [0, 2], keep_dims: true }
    outputs:
      - { name: a, type: number, from: d, unit: kg, scale: 2, offset: -1 }
      - { name: b, type: boolean, from: e, threshold: 0.5 }
      - { name: c, type: tensor, from: g }
      - { name: o, type: tensor, from: w }
    weights:
      file: w.npz
      layout: keras

    """

  private static let sequence = """
    protoforge: 1
    model: { name: Fuzz }
    features:
      - { name: t, type: tensor, shape: [time], dtype: int64 }
      - { name: v, type: tensor, shape: [time, 3] }
    layers:
      - embedding: { name: a, from: t, entries: 5, units: 3, layout: keras }
      - add: { from: [a, v], name: b }
      - conv1d: { name: c, filters: 4, kernel: 3, stride: 2, padding: same, data_format: channels_last, layout: keras }
      - average_pool1d: { name: d, kernel: 2, data_format: channels_last }
      - concat: { name: e, from: [d, d], axis: 0 }
      - pad: { name: f, padding: [1, 2], data_format: channels_last }
      - prelu: { name: p, layout: keras }
      - global_max_pool: { name: g, data_format: channels_last }
    outputs:
      - { name: y, type: tensor }
      - { name: z, type: tensor, from: p }

    """
}
