/// What becomes of a kernel's results before they are stored: elementwise functions, one after the other.
///
/// A kernel that takes it has a last parameter `finish: (_ sums: Vector, _ offset: Int) -> Vector`.
package struct Finish: Sendable {
  /// One function of 16 results.
  package struct Step: Sendable {
    /// What the function is called in the names of generated functions: `relu`.
    package let name: String
    /// The file of the function, where it is no operator of Swift.
    package let file: KernelFile?
    /// The pointer of a second operand that lies like the results.
    package let operand: String?
    /// Whether a few instructions compute it, so that it may be compiled into many places.
    package let isBrief: Bool
    /// The Swift expression for these of the results and of the second operand.
    package let expression: @Sendable (_ sums: String, _ operand: String) -> String

    package init(
      _ name: String,
      file: KernelFile?,
      operand: String? = nil,
      isBrief: Bool = true,
      expression: @escaping @Sendable (_ sums: String, _ operand: String) -> String
    ) {
      self.name = name
      self.file = file
      self.operand = operand
      self.isBrief = isBrief
      self.expression = expression
    }
  }

  package let steps: [Step]

  package init(_ steps: [Step] = []) { self.steps = steps }

  /// The closure that a kernel takes, for operands of these names: `{ sums, _ in Kernel.relu(sums) }`.
  package func closure(operands: [String]) -> String {
    "{ sums, \(operands.isEmpty ? "_" : "offset") in \(expression(operands: operands)) }"
  }

  /// What becomes of `sums` at `offset`, for operands of these names: `Kernel.relu(sums)`.
  package func expression(operands: [String]) -> String {
    var names = operands[...]
    var expression = "sums"
    for step in steps {
      let operand = step.operand == nil ? "" : "Kernel.load(\(names.popFirst() ?? "") + offset)"
      expression = step.expression(expression, operand)
    }
    return expression
  }

  /// Whether all steps are brief.
  package var isBrief: Bool { steps.allSatisfy(\.isBrief) }

  /// The pointers of the second operands.
  package var operands: [String] { steps.compactMap(\.operand) }
}

/// A kernel with what becomes of its results: a function of its own in the generated code, shared by the layers that want the
/// same.
package struct FinishedKernel: Sendable, Hashable {
  /// The kernel function, and its file.
  package let function: String
  package let file: KernelFile
  /// What a generated function may be called: `convolutionAddRelu`.
  package let suggestedName: String
  /// What becomes of `sums` at `offset`, for operands called `operands`.
  package let expression: String
  /// Whether a few instructions compute that.
  package let isBrief: Bool
  package let operands: [String]

  package init(_ function: String, in file: KernelFile, finish: Finish) {
    self.function = function
    self.file = file
    operands = finish.operands.indices.map { $0 == 0 ? "addend" : "addend\($0 + 1)" }
    expression = finish.expression(operands: operands)
    isBrief = finish.isBrief
    suggestedName = finish.steps.reduce(function) { $0 + $1.name.prefix(1).uppercased() + $1.name.dropFirst() }
  }
}
