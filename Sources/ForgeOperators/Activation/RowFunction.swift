import ForgeGraph
import ForgeSpec

/// An operator that replaces each row along one axis by a row of the same size.
///
/// A conforming type gives the function for the reference interpreter and the names of its kernels; shape, memory and emission
/// follow.
protocol RowFunction: ChannelsLastOperator {
  /// The axis of the rows, negative from the end.
  var axis: Int { get set }

  /// The new row by the function's formula.
  func callAsFunction(_ row: [Double]) -> [Double]

  /// The kernel for rows whose elements are neighbours, and its file.
  var kernel: (file: KernelFile, function: String) { get }

  /// The kernel for a single row of so many elements that a vector holds, and its file; nil when there is none of its own.
  func vectorKernel(size: Int) -> (file: KernelFile, function: String)?

  /// The kernel for rows across other axes, and its file.
  var acrossKernel: (file: KernelFile, function: String) { get }

  /// What the kernels take behind the sizes.
  var kernelOptions: KeyValuePairs<String, String> { get }
}

extension RowFunction {
  func vectorKernel(size: Int) -> (file: KernelFile, function: String)? { nil }
  var kernelOptions: KeyValuePairs<String, String> { [:] }
  var summary: String { "axis \(axis)" }
  var memory: ResultMemory { .mayOverwriteFirstInput }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    let shape = try inputs.onlyFloatShape()
    _ = try shape.resolvedAxis(axis, of: name)
    return TensorType(.float32, shape)
  }

  func channelsLast(_ inputs: [TensorType]) -> ChannelsLastForm? {
    let shape = inputs[0].shape
    guard shape.rank > 1, let axis = shape.axis(axis) else { return nil }
    var op = self
    op.axis = movedLast(axis, rank: shape.rank)
    return ChannelsLastForm(op)
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    var result = inputs[0]
    let shape = result.shape
    let rowAxis = axis < 0 ? axis + shape.count : axis
    let step = result.strides[rowAxis]
    let size = shape[rowAxis]
    var starts = shape
    starts[rowAxis] = 1
    let strides = result.strides
    forEachIndex(in: starts) { index, _ in
      let start = zip(index, strides).reduce(0) { $0 + $1.0 * $1.1 }
      let row = self((0..<size).map { inputs[0].elements[start + $0 * step] })
      for (i, element) in row.enumerated() { result.elements[start + i * step] = element }
    }
    return result
  }

  func emit(_ site: inout CallSite) {
    let shape = site.output.shape
    let rowAxis = shape.axis(axis) ?? 0
    let outer = shape.count(of: 0..<rowAxis)
    let size = site.swift(shape[rowAxis])
    let inner = shape.count(of: (rowAxis + 1)..<shape.rank)
    if let count = shape[rowAxis].fixedValue, count <= panelWidth, outer == .fixed(1), inner == .fixed(1),
      let vectorKernel = vectorKernel(size: count)
    {
      site.call(
        vectorKernel.function,
        in: vectorKernel.file,
        ["": site.inputs[0].pointer, "into": site.output.pointer, "size": size]
      )
    } else if inner == .fixed(1) {
      site.call(
        kernel.function,
        in: kernel.file,
        ["": site.inputs[0].pointer, "into": site.output.pointer, "rows": site.swift(outer), "size": size],
        options: kernelOptions
      )
    } else {
      site.call(
        acrossKernel.function,
        in: acrossKernel.file,
        [
          "": site.inputs[0].pointer, "into": site.output.pointer, "outer": site.swift(outer), "size": size,
          "inner": site.swift(inner),
        ],
        options: kernelOptions
      )
    }
  }
}

extension Key where Value == Int {
  /// The axis that a row function works on.
  static let rowAxis = Key(
    "axis",
    .integer(-8...7),
    default: -1,
    shownAs: "-1",
    "The axis to work along; negative ones count from the end."
  )
}
