import ForgeGraph

extension ATenRule {
  static let convolutions: [ATenRule] = [
    one("conv1d", "conv2d", "conv3d") { work in try work.convolution() },
    one("conv_transpose1d", "conv_transpose2d", "conv_transpose3d") { work in try work.transposedConvolution() },
    one("convolution", "_convolution") { work in
      work.boolean("transposed", default: false) ? try work.transposedConvolution() : try work.convolution()
    },
    one("_weight_norm", "_weight_norm_interface") { work in try work.normalizedWeight() },
  ]
}

extension ATenWork {
  /// The window of a kernel.
  ///
  /// - Parameter stride: what it is where the node does not say; nil for 1.
  func window(_ kernel: [Int], stride: [Int]? = nil, paddingName: String = "padding") throws(ImportFault) -> ImportedWindow {
    let count = kernel.count
    let padding = try perAxis(paddingName, count: count, default: .init(repeating: 0, count: count))
    let window = ImportedWindow(
      kernel: kernel,
      stride: try perAxis("stride", count: count, default: stride ?? .init(repeating: 1, count: count)),
      padding: padding.map { ($0, $0) },
      dilation: try perAxis("dilation", count: count, default: .init(repeating: 1, count: count))
    )
    try window.checkAmounts()
    return window
  }

  fileprivate mutating func convolution() throws(ImportFault) -> Traced {
    let weight = try known("weight")
    let kernel = Array(weight.shape.dropFirst(2))
    let word = word("padding")
    var window = try word == nil ? window(kernel) : window(kernel, paddingName: "")
    if word == "same" {
      // PyTorch pads the end more where it cannot be even.
      window.padding = zip(kernel, window.dilation).map { size, step in
        let total = step * (size - 1)
        return (total / 2, total - total / 2)
      }
    }
    return try tracer.convolution(
      tensor("input"),
      weight: weight,
      bias: optionalKnown("bias"),
      window,
      groups: integer("groups", default: 1)
    )
  }

  fileprivate mutating func transposedConvolution() throws(ImportFault) -> Traced {
    let weight = try known("weight")
    let kernel = Array(weight.shape.dropFirst(2))
    return try tracer.transposedConvolution(
      tensor("input"),
      weight: weight,
      bias: optionalKnown("bias"),
      window(kernel),
      outputPadding: perAxis("output_padding", count: kernel.count, default: .init(repeating: 0, count: kernel.count)),
      groups: integer("groups", default: 1)
    )
  }

  /// `g · v / ‖v‖` with a norm for each place along the axis `dim`.
  fileprivate mutating func normalizedWeight() throws(ImportFault) -> Traced {
    let (direction, length) = (try known("v"), try known("g"))
    let axis = try integer("dim", default: 0)
    let axes = direction.shape.indices.filter { $0 != axis }
    let norm = try tracer.reduced("l2_norm", Traced(direction), axes: Array(axes), keepsAxes: true, isOwnFold: false)
    let unit = try tracer.combination("divide", [Traced(direction), norm])
    return try tracer.combination("multiply", [unit, Traced(length)])
  }
}
