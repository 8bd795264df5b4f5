import ForgeGraph
import ForgeJSON
import ForgeTensors

extension KerasRule {
  static let convolutions: [KerasRule] = [
    KerasRule("Conv1D") { work in try work.convolution(rank: 1) },
    KerasRule("Conv2D") { work in try work.convolution(rank: 2) },
    KerasRule("DepthwiseConv1D") { work in try work.depthwise(rank: 1) },
    KerasRule("DepthwiseConv2D") { work in try work.depthwise(rank: 2) },
    KerasRule("SeparableConv1D") { work in try work.separable(rank: 1) },
    KerasRule("SeparableConv2D") { work in try work.separable(rank: 2) },
    KerasRule("Conv1DTranspose") { work in try work.transposedConvolution(rank: 1) },
    KerasRule("Conv2DTranspose") { work in try work.transposedConvolution(rank: 2) },
  ]
}

extension KerasWork {
  /// Kernel, stride, padding and dilation of a convolution; what is the default is left out.
  func window(rank: Int) throws(ImportFault) -> Settings {
    let kernel = try integers("kernel_size", count: rank)
    let stride = has("strides") ? try integers("strides", count: rank) : [1]
    let dilation = has("dilation_rate") ? try integers("dilation_rate", count: rank) : [1]
    var settings: Settings = [("kernel", .perAxis(kernel))]
    if stride.contains(where: { $0 != 1 }) { settings.append(("stride", .perAxis(stride))) }
    switch try word("padding", default: "valid") {
    case "valid": break
    case "same": settings.append(("padding", .word("same")))
    case "causal" where rank == 1:
      // The window ends at its own place.
      let (reach, isTooFar) = (kernel[0] - 1).multipliedReportingOverflow(by: dilation[0])
      guard !isTooFar, reach >= 0 else { throw ImportFault("its window reaches too far") }
      settings.append(("padding", .integers([reach, 0])))
    case let other: throw ImportFault("its padding \(other.quotedForMessage) is not supported")
    }
    if dilation.contains(where: { $0 != 1 }) { settings.append(("dilation", .perAxis(dilation))) }
    return settings
  }

  fileprivate mutating func transposedConvolution(rank: Int) throws(ImportFault) -> Draft.Value {
    let x = try input()
    var settings: Settings = [("filters", .integer(try integer("filters")))]
    settings += try window(rank: rank)
    if has("output_padding") { settings.append(("output_padding", .perAxis(try integers("output_padding", count: rank)))) }
    settings += try dataFormat()
    let weights = try weights("kernel", &settings)
    return try addWithActivation("conv_transpose\(rank)d", [x], settings, weights: weights)
  }

  fileprivate mutating func convolution(rank: Int) throws(ImportFault) -> Draft.Value {
    let x = try input()
    var settings: Settings = [("filters", .integer(try integer("filters")))]
    settings += try window(rank: rank)
    let groups = try integer("groups", default: 1)
    if groups != 1 { settings.append(("groups", .integer(groups))) }
    settings += try dataFormat()
    let weights = try weights("kernel", &settings)
    return try addWithActivation("conv\(rank)d", [x], settings, weights: weights)
  }

  /// The settings of a convolution with a group for each channel.
  private func depthwiseSettings(rank: Int, _ x: Draft.Value) throws(ImportFault) -> Settings {
    let shape = shape(of: x)
    guard let channels = try isChannelsFirst() ? shape.first : shape.last else { throw ImportFault("it reads a single number") }
    let multiplier = try integer("depth_multiplier", default: 1)
    let (filters, isTooLarge) = channels.multipliedReportingOverflow(by: multiplier)
    guard !isTooLarge, filters > 0 else { throw ImportFault("its depth multiplier is \(multiplier)") }
    let settings: Settings = [("filters", .integer(filters))]
    return settings + (try window(rank: rank)) + [("groups", .integer(channels))] + (try dataFormat())
  }

  fileprivate mutating func depthwise(rank: Int) throws(ImportFault) -> Draft.Value {
    let x = try input()
    var settings = try depthwiseSettings(rank: rank, x)
    // Keras 2 calls it otherwise.
    let isKeras2 = tensors[ExactText("\(path)/kernel")] == nil
    let weights = try weights(isKeras2 ? "depthwise_kernel" : "kernel", &settings)
    return try addWithActivation("conv\(rank)d", [x], settings, weights: weights)
  }

  /// A depthwise convolution, and one with windows of a single place over what it gives.
  fileprivate mutating func separable(rank: Int) throws(ImportFault) -> Draft.Value {
    let x = try input()
    let first = try depthwiseSettings(rank: rank, x) + [("bias", .boolean(false))]
    let kernel = try variable("depthwise_kernel")
    let middle = try draft.addLayer("conv\(rank)d", name: "\(path)/depthwise", [x], first, weights: [("kernel", kernel)])
    var settings: Settings = [("filters", .integer(try integer("filters"))), ("kernel", .integer(1))]
    settings += try dataFormat()
    let weights = try weights("pointwise_kernel", &settings)
    return try addWithActivation("conv\(rank)d", [middle], settings, weights: weights)
  }
}
