import ForgeGraph
import ForgeSpec

/// The product of matrices that are both computed: `y[…, i, j] = Σ a[…, i, k] · b[…, k, j]`, axes before the last two being broadcast.
struct MatMul: Operator {
  let name = "matmul"

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    guard inputs.count == 2 else { throw ShapeError("takes two inputs, not \(inputs.count)", kind: .inputCount) }
    let shapes = try inputs.floatShapes()
    for shape in shapes where shape.rank < 2 {
      throw ShapeError("matmul takes values with at least two axes, not \(shape)", help: "add an axis of size 1 with 'reshape'")
    }
    let (a, b) = (shapes[0], shapes[1])
    guard a[a.rank - 1] == b[b.rank - 2] else {
      throw ShapeError("matmul of \(a) and \(b): the rows have \(a[a.rank - 1]) elements, the columns \(b[b.rank - 2])")
    }
    let outer = try shapes.map { TensorShape(Array($0.dimensions.dropLast(2))) }.broadcast()
    return TensorType(.float32, TensorShape(outer.dimensions + [a[a.rank - 2], b[b.rank - 1]]))
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    let (a, b) = (inputs[0], inputs[1])
    let (rows, depth, columns) = (a.shape[a.rank - 2], a.shape[a.rank - 1], b.shape[b.rank - 1])
    let rank = max(a.rank, b.rank)
    let outer = [a, b].map { [Int](repeating: 1, count: rank - $0.rank) + $0.shape.dropLast(2) }
    let shape = zip(outer[0], outer[1]).map { $0 == 1 ? $1 : $0 }
    let strides = outer.map(rowMajorStrides)
    var y = ReferenceTensor(shape: shape + [rows, columns])
    forEachIndex(in: shape) { index, position in
      let places = (0..<2).map { side in
        index.indices.reduce(0) { $0 + (outer[side][$1] == 1 ? 0 : index[$1] * strides[side][$1]) }
      }
      // Sums run along rows of the right matrix, where elements are neighbours; each sum has its terms in order.
      for i in 0..<rows {
        let target = (position * rows + i) * columns
        for k in 0..<depth {
          let factor = a.elements[(places[0] * rows + i) * depth + k]
          let source = (places[1] * depth + k) * columns
          for j in 0..<columns { y.elements[target + j] += factor * b.elements[source + j] }
        }
      }
    }
    return y
  }

  func emit(_ site: inout CallSite) {
    let (a, b) = (site.inputs[0].shape, site.inputs[1].shape)
    let (rows, depth, columns) = (a[a.rank - 2], a[a.rank - 1], b[b.rank - 1])
    let scratch = site.scratch(columns.dividedRoundingUp(by: panelWidth) * panelWidth * depth)
    let outer = TensorShape(Array(site.output.shape.dimensions.dropLast(2)))
    let broadcast = BroadcastAxes([a, b].map { TensorShape(Array($0.dimensions.dropLast(2))) }, under: outer)
    var loops = broadcast.loops(2, sizes: [rows * depth, depth * columns, rows * columns])
    // Matrices of the left that follow one another and meet the same one of the right are one with more rows.
    var allRows = rows
    if let last = broadcast.axes.last, last.varies == [true, false] {
      allRows = rows * last.size
      loops.removeLast()
    }
    site.loop(over: loops, site.inputs.map(\.pointer) + [site.output.pointer]) { site, pointers in
      site.call(
        "multiplyMatrices",
        in: "MatrixMultiply",
        [
          "": pointers[0], "": pointers[1], "into": pointers[2], "rows": site.swift(allRows), "depth": site.swift(depth),
          "columns": site.swift(columns), "scratch": scratch,
        ]
      )
    }
  }

  func multiplyAdds(inputs: [TensorType], output: TensorType) -> Dimension {
    output.shape.count * inputs[0].shape[inputs[0].shape.rank - 1]
  }
}

extension LayerKind {
  static let matmul = LayerKind(
    "matmul",
    .matrix,
    "Product of two computed matrices: `y[…, i, j] = Σ a[…, i, k] · b[…, k, j]`.",
    details: """
      `torch.matmul`, `numpy.matmul`, `keras.ops.matmul` of values with two axes or more; the axes before the last two are broadcast. \
      A product with learned weights is a 'dense' layer.
      """,
    arity: .exactly(2)
  ) { _, _, _ in MatMul() }
}
