import ForgeGraph

/// An operator that combines its inputs element by element, two at a time from the first on, with NumPy's broadcasting.
///
/// A conforming type gives the function for the reference interpreter and its kernels; shape, memory and emission follow.
protocol CombiningFunction: ChannelsLastOperator {
  /// The function of two elements by its formula.
  func callAsFunction(_ a: Double, _ b: Double) -> Double

  /// The file of the kernels.
  var kernels: KernelFile { get }

  /// What the kernels are called; like the operator, unless a type says otherwise.
  var function: String { get }

  /// The Swift of the function of two vectors.
  func vectorExpression(_ a: String, _ b: String) -> String

  /// Whether it takes more than two inputs.
  var takesMany: Bool { get }
}

extension CombiningFunction {
  var function: String { name }
  func vectorExpression(_ a: String, _ b: String) -> String { "Kernel.\(function)(\(a), \(b))" }
  var takesMany: Bool { true }
  var memory: ResultMemory { .mayOverwriteFirstInput }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    guard inputs.count == 2 || (takesMany && inputs.count > 2) else {
      throw ShapeError("takes \(takesMany ? "two or more inputs" : "two inputs"), not \(inputs.count)", kind: .inputCount)
    }
    return TensorType(.float32, try inputs.floatShapes().broadcast())
  }

  func channelsLast(_ inputs: [TensorType]) -> ChannelsLastForm? {
    inputs.broadcastAlikeWithFirstAxisLast ? ChannelsLastForm(self) : nil
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    inputs.dropFirst().reduce(inputs[0]) { $0.combined(with: $1) { self($0, $1) } }
  }

  /// The first two inputs make a result of the common shape, into which the others are worked in place.
  func emit(_ site: inout CallSite) {
    let result = (pointer: site.output.pointer, shape: site.output.shape)
    var left = (pointer: site.inputs[0].pointer, shape: site.inputs[0].shape)
    for input in site.inputs.dropFirst() {
      site.combine(function, in: kernels, [left, (input.pointer, input.shape)], into: result)
      left = result
    }
  }
}

extension ReferenceTensor {
  /// A function of two elements over two tensors, with NumPy's broadcasting.
  func combined(with other: ReferenceTensor, _ function: (Double, Double) -> Double) -> ReferenceTensor {
    ReferenceTensor.combined([self, other]) { function($0[0], $0[1]) }
  }

  /// A function of the elements of several tensors at the same place, with NumPy's broadcasting.
  ///
  /// The importers compute whole weights with it: nothing is allocated for an element.
  static func combined(_ operands: [ReferenceTensor], _ function: ([Double]) -> Double) -> ReferenceTensor {
    let shapes = operands.map(\.shape)
    let rank = shapes.map(\.count).max() ?? 0
    let aligned = shapes.map { [Int](repeating: 1, count: rank - $0.count) + $0 }
    let shape = (0..<rank).map { axis in aligned.map { $0[axis] }.first { $0 != 1 } ?? 1 }
    let broadcast = BroadcastAxes(shapes.map { TensorShape($0) }, under: TensorShape(shape))
    let sizes = broadcast.axes.map { $0.size.fixedValue ?? 1 }
    let strides = operands.indices.map { operand in
      sizes.indices.map { broadcast.stride(of: $0, in: operand).fixedValue ?? 0 }
    }
    let steps = strides.map { $0.last ?? 0 }
    let width = sizes.last ?? 1
    var result = ReferenceTensor(shape: shape)
    var elements = [Double](repeating: 0, count: operands.count)
    forEachIndex(in: Array(sizes.dropLast())) { index, row in
      let starts = strides.map { zip(index, $0).reduce(0) { $0 + $1.0 * $1.1 } }
      for column in 0..<width {
        for operand in elements.indices {
          elements[operand] = operands[operand].elements[starts[operand] + column * steps[operand]]
        }
        result.elements[row * width + column] = function(elements)
      }
    }
    return result
  }
}
