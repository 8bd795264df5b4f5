import ForgeDiagnostics
import ForgeModel
import ForgeSpec

/// A model of named scalars and a tensor of one element, for tables.
let scalarModel = fixedModel(
  """
  protoforge: 1
  model: { name: Scalars }
  features:
    - { name: a, type: number, missing: { impute: 1, indicator: true }, transform: [standardize: { mean: 1, std: 2 }] }
    - { name: b, type: integer, missing_values: [nil, nan, -9], missing: indicator }
    - { name: c, type: boolean, missing: { impute: true } }
    - { name: d, type: category, values: [p, q, 'a "quoted", text'], unknown: zeros, missing: indicator }
    - { name: e, type: ordinal, values: [s, m, l] }
    - { name: t, type: tensor, shape: [1] }
  layers:
    - dense: { name: h, units: 4, activation: relu }
    - dense: { name: number, units: 1 }
    - sigmoid: { name: flag }
    - dense: { name: g, from: h, units: 3 }
    - softmax: { name: class }
  outputs:
    - { name: n, type: number, from: number, scale: 2, offset: 1 }
    - { name: f, type: boolean, from: flag, threshold: 0.5 }
    - { name: k, type: category, from: class, values: [u, v, w] }
  weights: { file: weights.safetensors, layout: pytorch }
  """
)

/// A model with tensors of numbers and ids beside scalars, for files of tensors.
let tensorModel = fixedModel(
  """
  protoforge: 1
  model: { name: Tensors }
  features:
    - { name: x, type: tensor, shape: [2, 3] }
    - { name: t, type: tensor, shape: [2], dtype: int64 }
    - { name: a, type: number, missing: indicator }
    - { name: b, type: boolean }
    - { name: d, type: category, values: [p, q], unknown: zeros }
  layers:
    - embedding: { name: rows, from: t, entries: 4, units: 3 }
    - add: { name: sum, from: [rows, x] }
    - flatten: { name: flat }
    - concat: { name: all, from: [flat, a, b, d] }
    - dense: { name: number, units: 1 }
    - sigmoid: { name: flag }
    - dense: { name: g, from: all, units: 3 }
    - softmax: { name: class }
  outputs:
    - { name: n, type: number, from: number }
    - { name: f, type: boolean, from: flag, threshold: 0.5 }
    - { name: k, type: category, from: class, values: [u, v, w] }
    - { name: o, type: tensor, from: flat }
  weights: { file: weights.safetensors, layout: pytorch }
  """
)

private func fixedModel(_ text: String) -> Model {
  var sink = DiagnosticSink()
  guard let spec = readModelSpec(Array(text.utf8), path: "model.yaml", into: &sink), let model = modelWithFittedWeights(spec)
  else { preconditionFailure("the fuzzer's own model is sound: \(sink.diagnostics)") }
  return model
}
