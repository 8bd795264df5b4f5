import ForgeGraph
import ForgeSpec

/// Rectified linear unit from a threshold on: `x` above it, else 0; NaN stays NaN.
struct ThresholdedRelu: ElementwiseFunction {
  let threshold: Double

  let name = "thresholded_relu"
  var summary: String { "threshold \(floatLiteral(threshold))" }
  let kernel: (file: KernelFile, function: String) = ("ThresholdedRelu", "thresholdedRelu")
  let isBrief = true
  var kernelOptions: KeyValuePairs<String, String> { ["threshold": floatLiteral(threshold)] }

  func callAsFunction(_ x: Double) -> Double { x <= Double(Float(threshold)) ? 0 : x }
}

extension LayerKind {
  static let thresholdedRelu = LayerKind(
    "thresholded_relu",
    .activation,
    "Rectified linear unit from a threshold on: `x` above it, else 0.",
    details: """
      `torch.nn.Threshold` with the value 0, `ThresholdedRelu` of ONNX (`alpha`). NaN stays NaN, as in PyTorch. Elements are \
      compared with the threshold as float32 has it.
      """,
    shorthand: "threshold",
    keys: [AnyKey(Keys.threshold)]
  ) { record, _, _ in ThresholdedRelu(threshold: record[Keys.threshold]) }

  private enum Keys {
    static let threshold = Key("threshold", .float32, default: 1, shownAs: "1", "The largest element that becomes 0.")
  }
}
