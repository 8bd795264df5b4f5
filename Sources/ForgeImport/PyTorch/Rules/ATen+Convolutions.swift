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
  func window(_ kernel: [Int], paddingName: String = "padding") throws(ImportFault) -> ImportedWindow {
    let count = kernel.count
    let padding = try perAxis(paddingName, count: count, default: .init(repeating: 0, count: count))
    return ImportedWindow(
      kernel: kernel,
      stride: try perAxis("stride", count: count, default: .init(repeating: 1, count: count)),
      padding: padding.map { ($0, $0) },
      dilation: try perAxis("dilation", count: count, default: .init(repeating: 1, count: count))
    )
  }

  fileprivate mutating func convolution() throws(ImportFault) -> Traced {
    let weight = try known("weight")
    let kernel = Array(weight.shape.dropFirst(2))
    let word = word("padding")
    var window = try word == nil ? window(kernel) : window(kernel, paddingName: "")
    if word == "same" {
      // PyTorch pads the end more where it cannot be even.
      window.padding = try zip(kernel, window.dilation).map { (size, step) throws(ImportFault) in
        let (total, overflow) = step.multipliedReportingOverflow(by: size - 1)
        guard !overflow, total >= 0 else { throw ImportFault("its dilation \(step) is too large") }
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
