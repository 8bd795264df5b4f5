import ForgeGraph
import ForgeSpec

/// A learned value that does not depend on any input, such as a class token or position embeddings; no code at all.
struct Constant: Operator {
  let shape: [Int]

  let name = "constant"
  var memory: ResultMemory { .parameter }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    guard inputs.isEmpty else { throw ShapeError("takes no input, not \(inputs.count)", kind: .inputCount) }
    return TensorType(.float32, TensorShape(shape))
  }

  func parameters(of inputs: [TensorType]) -> [ParameterDemand] { [ParameterDemand(.value, shape, takesInfinities: true)] }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor { parameters[0] }

  /// Stores the value; the plan lets its name stand for where it lies.
  func emit(_ site: inout CallSite) { site.line(site.store(site.parameters[0])) }
}

extension ParameterRole {
  /// The elements of a constant.
  static let value = ParameterRole(pytorch: "value", keras: "value")
}

extension LayerKind {
  static let constant = LayerKind(
    "constant",
    .shape,
    "A learned value that depends on no input.",
    details: """
      A parameter that stands for itself, as class tokens, position embeddings and learned factors do: other layers read it by its \
      name. Its elements are `value` in the weights file, in the shape that the layer says. Infinities are allowed, as masks have \
      them.
      """,
    arity: .exactly(0),
    roles: [.value],
    keys: [AnyKey(Keys.shape)]
  ) { record, _, _ in
    Constant(shape: record[Keys.shape])
  }

  private enum Keys {
    static let shape = Key("shape", ValueType<[Int]>.list(of: ValueType<Int>.count, atLeast: 0), "The sizes of the axes.")
  }
}
