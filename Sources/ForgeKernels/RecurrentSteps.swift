// Needs: HardSigmoid, HyperbolicTangent, MatrixProduct, Relu, Sigmoid, VectorProduct

// What recurrent layers share. Buffers of states and sums are filled up to whole vectors, whose lanes behind the end mean nothing.
extension Kernel {
  // Numbers for functions, since closures would have the layer compiled once for each pair of them, and an enumeration would bring
  // functions that compilations of these kernels for other processors could share.
  static var byTanh: Int { 0 }
  static var bySigmoid: Int { 1 }
  static var byRelu: Int { 2 }
  static var byHardSigmoid: Int { 3 }
  static var asItIs: Int { 4 }

  /// A function by its number.
  @inline(__always) static func activate(_ x: Vector, _ function: Int) -> Vector {
    switch function {
    case 0: hyperbolicTangent(x)
    case 1: sigmoid(x)
    case 2: relu(x)
    case 3: hardSigmoid(x)
    default: x
    }
  }

  /// How many steps' inputs are multiplied at a time.
  static var stepsAtATime: Int { 64 }

  /// Visits the steps in order, or from the end, with what the weights make of each step's inputs.
  ///
  /// - `x`: `[steps][size]`; `weights`: `columns` columns in panels.
  /// - `products`: room for 64 steps or all, `columns` elements each, and 16 behind them.
  @inline(__always) static func forEachStep(
    _ x: UnsafePointer<Float>,
    steps: Int,
    size: Int,
    weights: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?,
    columns: Int,
    isReversed: Bool,
    products: UnsafeMutablePointer<Float>,
    _ body: (_ step: Int, _ sums: UnsafePointer<Float>) -> Void
  ) {
    var done = 0
    while done < steps {
      let count = min(stepsAtATime, steps - done)
      let first = isReversed ? steps - done - count : done
      inputProducts(x + first * size, rows: count, size: size, weights: weights, bias: bias, columns: columns, into: products)
      for index in 0..<count {
        let row = isReversed ? count - 1 - index : index
        body(first + row, products + row * columns)
      }
      done += count
    }
  }

  @inline(never) private static func inputProducts(
    _ x: UnsafePointer<Float>,
    rows: Int,
    size: Int,
    weights: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?,
    columns: Int,
    into products: UnsafeMutablePointer<Float>
  ) {
    matrixProduct(
      x,
      aStride: size,
      panels: weights,
      bias: bias,
      into: products,
      yStride: columns,
      rows: rows,
      depth: size,
      columns: columns
    ) { sums, _ in sums }
  }

  /// `sums = state · weights + start`; 15 elements behind the end of `start` may be read.
  @inline(never) static func stateProduct(
    _ state: UnsafePointer<Float>,
    units: Int,
    weights: UnsafePointer<Float>,
    start: UnsafePointer<Float>?,
    columns: Int,
    into sums: UnsafeMutablePointer<Float>
  ) {
    vectorProduct(state, panels: weights, bias: start, into: sums, depth: units, columns: columns) { sums, _ in sums }
  }

  /// A state before the first step: what is given, or zeros.
  @inline(__always) static func setState(_ state: UnsafeMutablePointer<Float>, _ given: UnsafePointer<Float>?, units: Int) {
    if let given { state.update(from: given, count: units) } else { state.update(repeating: 0, count: units) }
  }
}
