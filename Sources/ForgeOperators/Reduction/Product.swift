import ForgeGraph
import ForgeSpec

/// The product over some axes: `Π x`.
struct Product: AxisReduction {
  var axes: [Int]
  let keepsDimensions: Bool

  let name = "product"
  let kernel: (file: KernelFile, function: String) = ("ProductOverAxis", "productOverAxis")

  func callAsFunction(_ elements: ArraySlice<Double>) -> Double {
    elements.reduce(1, *)
  }
}

extension LayerKind {
  static let product = LayerKind(
    "product",
    .reduction,
    "The product over axes: `Π x`.",
    details: "`torch.prod`, `keras.ops.prod`. The product of several values at the same place is 'multiply'.",
    shorthand: "axes",
    keys: ReductionKeys.all
  ) { record, _, _ in
    Product(axes: record[ReductionKeys.axes], keepsDimensions: record[ReductionKeys.keepsDimensions])
  }
}
