import ForgeGraph

/// An operator whose kernels can put each result through elementwise functions before they store it.
protocol FinishingOperator: Operator {
  /// Writes the statements that compute the result with these functions behind it.
  func emit(_ site: inout CallSite, finish: Finish)
}

extension FinishingOperator {
  func emit(_ site: inout CallSite) { emit(&site, finish: Finish()) }
}

/// An operator with the elementwise functions that follow it.
///
/// Its inputs are the base's, then one for each combination.
struct FinishedOperator: BatchOperator {
  /// What follows: a function of each element, or of each element and the one of another value at its place.
  enum Step: Sendable {
    case function(any ElementwiseFunction)
    /// `isLeft` says whether the result so far is the left operand.
    case combination(any CombiningFunction, isLeft: Bool)
  }

  var base: any FinishingOperator
  var baseInputCount: Int
  var steps: [Step]

  var name: String { base.name }
  var summary: String {
    let words = steps.map { step in
      switch step {
      case .function(let function): function.summary.isEmpty ? function.name : "\(function.name) \(function.summary)"
      case .combination(let function, _): function.name
      }
    }
    return ([base.summary] + ["then \(words.joined(separator: ", "))"]).filter { !$0.isEmpty }.joined(separator: "; ")
  }
  var memory: ResultMemory { base.memory }
  var idCount: Int? { base.idCount }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    let type = try base.resultType(of: Array(inputs.prefix(baseInputCount)))
    if let other = inputs.dropFirst(baseInputCount).first(where: { $0 != type }) {
      throw ShapeError("\(other) does not lie like the result \(type) that it is combined with")
    }
    return type
  }

  func parameters(of inputs: [TensorType]) -> [ParameterDemand] {
    base.parameters(of: Array(inputs.prefix(baseInputCount)))
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    var result = base.evaluate(Array(inputs.prefix(baseInputCount)), parameters)
    var operands = inputs[baseInputCount...]
    for step in steps {
      switch step {
      case .function(let function): result = result.map { function($0) }
      case .combination(let function, let isLeft):
        guard let operand = operands.popFirst() else { preconditionFailure("a combination has an operand") }
        result =
          isLeft ? result.combined(with: operand) { function($0, $1) } : operand.combined(with: result) { function($0, $1) }
      }
    }
    return result
  }

  func emit(_ site: inout CallSite) {
    var operands = site.inputs[baseInputCount...]
    let finish = Finish(
      steps.map { step in
        switch step {
        case .function(let function): function.finishStep
        case .combination(let function, let isLeft): function.finishStep(operand: operands.popFirst()?.pointer ?? "", isLeft)
        }
      }
    )
    base.emit(&site, finish: finish)
  }

  func takesBatch(of inputs: [TensorType]) -> Bool {
    (base as? any BatchOperator)?.takesBatch(of: Array(inputs.prefix(baseInputCount))) ?? false
  }

  func multiplyAdds(inputs: [TensorType], output: TensorType) -> Dimension {
    base.multiplyAdds(inputs: Array(inputs.prefix(baseInputCount)), output: output)
  }
}

extension ElementwiseFunction {
  /// The function behind another kernel's results.
  fileprivate var finishStep: Finish.Step {
    let (function, options) = (kernel.function, optionArguments)
    return Finish.Step(function, file: kernel.file, isBrief: isBrief) { sums, _ in "Kernel.\(function)(\(sums)\(options))" }
  }
}

extension CombiningFunction {
  /// The function of another kernel's results and an operand.
  fileprivate func finishStep(operand: String, _ isLeft: Bool) -> Finish.Step {
    Finish.Step(function, file: kernels, operand: operand) { sums, operand in
      isLeft ? vectorExpression(sums, operand) : vectorExpression(operand, sums)
    }
  }
}
