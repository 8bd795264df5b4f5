import ForgeGraph
import ForgeSpec

/// 1 at the first of the largest elements along an axis, 0 elsewhere; NaN counts as the largest.
struct Hardmax: RowFunction {
  var axis: Int

  let name = "hardmax"
  let kernel: (file: KernelFile, function: String) = ("Hardmax", "hardmax")
  let acrossKernel: (file: KernelFile, function: String) = ("Hardmax", "hardmaxAcross")

  func callAsFunction(_ row: [Double]) -> [Double] {
    let largest = row.firstIndex(where: \.isNaN) ?? row.firstIndex(of: row.max() ?? 0)
    return row.indices.map { $0 == largest ? 1 : 0 }
  }
}

extension LayerKind {
  static let hardmax = LayerKind(
    "hardmax",
    .activation,
    "Marks the largest element along an axis: 1 there, 0 elsewhere.",
    details: """
      Of several largest elements it is the first; NaN counts as the largest, as in `numpy.argmax`. `Hardmax` of ONNX, whose axis \
      counts the batch.
      """,
    shorthand: "axis",
    keys: [AnyKey(Key<Int>.rowAxis)]
  ) { record, _, _ in Hardmax(axis: record[Key<Int>.rowAxis]) }
}
