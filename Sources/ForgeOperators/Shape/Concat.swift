import ForgeGraph
import ForgeSpec

/// Values one after another along an axis; ids become float32 numbers.
struct Concat: ChannelsLastOperator {
  /// Nil for values with one axis, which need none.
  var axis: Int?

  let name = "concat"
  var summary: String { axis.map { "axis \($0)" } ?? "" }
  /// Along the first axis the values stand one after the other.
  var memory: ResultMemory { axis ?? 0 == 0 ? .inputsInOrder : .own }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    guard var shape = inputs.first?.shape else { throw ShapeError("takes at least one input", kind: .inputCount) }
    let axis = try axis(for: shape)
    for (index, input) in inputs.enumerated().dropFirst() {
      guard input.shape.rank == shape.rank else {
        throw ShapeError(
          "concat joins values with the same number of axes, but value \(index + 1) is \(input.shape) and the first is "
            + "\(inputs[0].shape)",
          help: "bring them to one rank with 'flatten' or 'reshape'"
        )
      }
      for other in shape.dimensions.indices where other != axis && input.shape[other] != shape[other] {
        throw ShapeError(
          "concat along axis \(axis) takes values that agree in all other axes, but axis \(other) of value \(index + 1) is "
            + "\(input.shape[other]) and that of the first is \(shape[other])"
        )
      }
      shape[axis] = shape[axis] + input.shape[axis]
    }
    return TensorType(.float32, shape)
  }

  func channelsLast(_ inputs: [TensorType]) -> ChannelsLastForm? {
    let shape = inputs[0].shape
    guard shape.rank > 1, let axis = try? axis(for: shape) else { return nil }
    var op = self
    op.axis = movedLast(axis, rank: shape.rank)
    return ChannelsLastForm(op)
  }

  private func axis(for shape: TensorShape) throws(ShapeError) -> Int {
    guard shape.rank >= 1 else {
      throw ShapeError("concat takes values with at least one axis, not \(shape)", help: "put 'flatten' before it")
    }
    if let axis { return try shape.resolvedAxis(axis, of: name) }
    guard shape.rank == 1 else {
      throw ShapeError(
        "concat of values with \(shape.rank) axes, as \(shape), needs 'axis'",
        kind: .convention,
        help: "say along which axis they are joined, such as 'axis: -1'"
      )
    }
    return 0
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    let axis = TensorShape(inputs[0].shape).axis(axis ?? 0) ?? 0
    var shape = inputs[0].shape
    shape[axis] = inputs.reduce(0) { $0 + $1.shape[axis] }
    var elements: [Double] = []
    elements.reserveCapacity(shape.reduce(1, *))
    for block in 0..<shape[..<axis].reduce(1, *) {
      for x in inputs {
        let size = x.shape[axis...].reduce(1, *)
        elements += x.elements[(block * size)..<((block + 1) * size)]
      }
    }
    return ReferenceTensor(shape: shape, elements: elements)
  }

  func emit(_ site: inout CallSite) {
    let shape = site.output.shape
    let axis = shape.axis(axis ?? 0) ?? 0
    let outer = shape.count(of: 0..<axis)
    let stride = shape.count(of: axis..<shape.rank)
    var start = Dimension.fixed(0)
    for input in site.inputs {
      let file: KernelFile = input.type.element == .float32 ? "CopyRows" : "CopyIDs"
      let length = input.shape.count(of: axis..<shape.rank)
      let target = pointer(site.output.pointer, plus: start)
      if outer == .fixed(1) {
        site.call("copy", in: file, ["": input.pointer, "into": target, "count": site.swift(length)])
      } else {
        site.call(
          "copyRows",
          in: file,
          [
            "": input.pointer, "sourceStride": site.swift(length), "into": target, "targetStride": site.swift(stride),
            "rows": site.swift(outer), "length": site.swift(length),
          ]
        )
      }
      start = start + length
    }
  }
}

extension LayerKind {
  static let concat = LayerKind(
    "concat",
    .shape,
    "Values one after another along an axis.",
    details: """
      `torch.cat`, `keras.layers.Concatenate`. Values with one axis need no `axis`. Ids become numbers.
      """,
    arity: .atLeast(1),
    keys: [AnyKey(Keys.axis)]
  ) { record, _, _ in
    Concat(axis: record[Keys.axis])
  }

  private enum Keys {
    static let axis = Key(
      optional: "axis",
      ValueType<Int>.integer(),
      shownAs: "0 for values with one axis; needed for others",
      "The axis along which the values are joined, counted per example."
    )
  }
}
