import ForgeGraph

/// An operator that puts every element through the same function.
///
/// A conforming type gives the function for the reference interpreter and the name of its kernel; shape, memory and emission
/// follow.
protocol ElementwiseFunction: ChannelsLastOperator {
  /// The function by its formula.
  func callAsFunction(_ x: Double) -> Double

  /// The kernel's file, the function in it, and the options after `count:` and `into:`.
  var kernel: (file: KernelFile, function: String) { get }
  var kernelOptions: KeyValuePairs<String, String> { get }

  /// Whether a few instructions compute it, so that it may be compiled into many places.
  var isBrief: Bool { get }
}

extension ElementwiseFunction {
  var memory: ResultMemory { .mayOverwriteFirstInput }
  var kernelOptions: KeyValuePairs<String, String> { [:] }
  var isBrief: Bool { false }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    TensorType(.float32, try inputs.onlyFloatShape())
  }

  func channelsLast(_ inputs: [TensorType]) -> ChannelsLastForm? { ChannelsLastForm(self) }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    inputs[0].map { callAsFunction($0) }
  }

  /// The options as they follow other arguments: `, slope: 0.01`.
  var optionArguments: String { kernelOptions.map { ", \($0.key): \($0.value)" }.joined() }

  func emit(_ site: inout CallSite) {
    site.use(kernel.file)
    let (x, y) = (site.inputs[0].pointer, site.output.pointer)
    let count = site.swift(site.output.shape.count)
    site.line("Kernel.\(kernel.function)(\(x), count: \(count), into: \(y)\(optionArguments))")
  }
}

/// A float32 constant as a Swift literal that reads back to the same bits.
func floatLiteral(_ value: Double) -> String {
  let rounded = Float(value)
  return rounded == rounded.rounded() && abs(rounded) < 1e6 ? "\(Int(rounded))" : "\(rounded)"
}
