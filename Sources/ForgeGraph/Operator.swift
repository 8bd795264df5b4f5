/// Why an operator cannot take its inputs: a sentence that names what it got and what it wants.
package struct ShapeError: Error, Sendable, Equatable {
  package enum Kind: Sendable { case shape, inputCount, elementType, overflow, convention }

  package let kind: Kind
  package let message: String
  package let help: String?

  package init(_ message: String, kind: Kind = .shape, help: String? = nil) {
    self.kind = kind
    self.message = message
    self.help = help
  }
}

/// What a model computes with: one value in, one value out, parameters apart. A `struct` with the options of one layer.
///
/// The protocol has one requirement per job: the rule for shapes (which is also the verifier), the parameters, the reference
/// evaluation and the emission of Swift.
package protocol Operator: Sendable {
  /// The word for the operator in specs, listings and generated comments: `conv2d`.
  var name: String { get }

  /// The options as the graph's listing shows them: `3×3, stride 2`; empty when there are none.
  var summary: String { get }

  /// The type of the result for inputs of these types, or why there is none.
  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType

  /// The parameters for inputs of these types, which `resultType` has accepted.
  func parameters(of inputs: [TensorType]) -> [ParameterDemand]

  /// The result by the formula, in plain loops with float64 accumulation; shares no code with the kernels.
  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor

  /// Writes the statements that compute the result.
  func emit(_ site: inout CallSite)

  /// The names that its statements give to things of their own, which the plan gives to no value.
  var localNames: [String] { get }

  /// How the result's memory relates to the inputs'.
  var memory: ResultMemory { get }

  /// How many ids an int64 input may name, from 0 on; nil when the operator looks nothing up.
  var idCount: Int? { get }

  /// Multiplications with an addition for one example, as `inspect` counts them.
  func multiplyAdds(inputs: [TensorType], output: TensorType) -> Dimension
}

/// How the result's memory relates to the inputs'.
package enum ResultMemory: Sendable {
  /// A buffer of its own.
  case own
  /// May be computed in place over the first input when nothing else reads that (elementwise operators).
  case mayOverwriteFirstInput
  /// The first input under another shape: no code at all.
  case sameAsFirstInput
  /// The inputs' elements one after the other: inputs of the graph may be written to their places in the result at once.
  case inputsInOrder
  /// A parameter that lies among the weights: no code at all.
  case parameter
}

extension Operator {
  package var summary: String { "" }
  package var localNames: [String] { [] }
  package var memory: ResultMemory { .own }
  package var idCount: Int? { nil }
  package func parameters(of inputs: [TensorType]) -> [ParameterDemand] { [] }
  package func multiplyAdds(inputs: [TensorType], output: TensorType) -> Dimension { .fixed(0) }
}

/// An operator that can compute many examples at once faster than one after the other.
package protocol BatchOperator: Operator {
  /// Whether it does so for inputs of these types; `CallSite.batch` is set then.
  func takesBatch(of inputs: [TensorType]) -> Bool
}
