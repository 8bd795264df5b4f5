/// Where an operator writes its Swift: what its operands are called there, and what it asks for (kernels, weights, scratch).
///
/// Every value is an `UnsafeMutablePointer<Float>` (ids: `UnsafeMutablePointer<Int32>`) whose buffer is aligned to 64 bytes and
/// padded to a multiple of 16 elements, so kernels may read and write whole vectors up to there.
package struct CallSite {
  /// A tensor that the statement reads or writes.
  package struct Operand: Sendable {
    /// The Swift expression of its pointer.
    package let pointer: String
    package let type: TensorType

    package init(pointer: String, type: TensorType) {
      self.pointer = pointer
      self.type = type
    }

    package var shape: TensorShape { type.shape }
  }

  /// Many examples that a statement computes at once.
  package struct Batch: Sendable {
    /// How many, as Swift.
    package let count: String
    /// How far apart the examples of the first input and of the output lie; other inputs lie like the output.
    package let inputStride: Int
    package let outputStride: Int

    package init(count: String, inputStride: Int, outputStride: Int) {
      self.count = count
      self.inputStride = inputStride
      self.outputStride = outputStride
    }
  }

  /// A block of weights in the layout that a kernel reads.
  package struct WeightBlock: Sendable {
    /// Such as `fc1.weight`.
    package let name: String
    /// What the generated comment says of its layout: `[64, 32]`, or `[8 blocks][64][16]`.
    package let layout: String
    package let count: Int
    /// The block comes in pieces, one after the other, so that a large one is never held as a whole.
    package let pieceCount: Int
    package let piece: @Sendable (_ index: Int) -> [Float]

    /// All floats of the block.
    package func values() -> [Float] { (0..<pieceCount).flatMap(piece) }
  }

  package let inputs: [Operand]
  package let output: Operand
  package let parameters: [Parameter]
  /// The examples that the statements compute at once; nil for a single one.
  package let batch: Batch?
  /// The rows of padding above an image of which the statements compute a part, as Swift; nil where they are what the operator says.
  package let rowsBefore: String?
  package private(set) var statements: [String] = []
  package private(set) var kernels: Set<KernelFile> = []
  package private(set) var finishedKernels: [FinishedKernel] = []
  package private(set) var weights: [WeightBlock] = []
  /// Floats of temporary memory that each request asked for: the statements need the largest.
  package private(set) var scratchCounts: [Dimension] = []

  package init(
    inputs: [Operand],
    output: Operand,
    parameters: [Parameter],
    batch: Batch? = nil,
    rowsBefore: String? = nil
  ) {
    self.inputs = inputs
    self.output = output
    self.parameters = parameters
    self.batch = batch
    self.rowsBefore = rowsBefore
  }

  /// The expression of the temporary memory's pointer.
  package static let scratchPointer = "scratch"

  /// Adds a line of Swift.
  package mutating func line(_ text: String) {
    statements.append(text)
  }

  /// Adds a block: `head {`, what `body` writes, indented, and `}`.
  package mutating func block(_ head: String, _ body: (inout CallSite) -> Void) {
    line("\(head) {")
    let start = statements.count
    body(&self)
    for index in start..<statements.count { statements[index] = "  " + statements[index] }
    line("}")
  }

  /// Adds what another site was told to write, and all that it asked for.
  package mutating func take(_ other: CallSite) {
    statements += other.statements
    kernels.formUnion(other.kernels)
    finishedKernels += other.finishedKernels
    weights += other.weights
    for count in other.scratchCounts where !scratchCounts.contains(count) { scratchCounts.append(count) }
  }

  /// Adds a call of a kernel, and the file that holds it: `Kernel.dense(x: …, y: …)`; a long one over several lines. Options
  /// follow the arguments, and then a closure.
  package mutating func call(
    _ function: String,
    in file: KernelFile,
    _ arguments: KeyValuePairs<String, String>,
    options: KeyValuePairs<String, String> = [:],
    closure: String = ""
  ) {
    kernels.insert(file)
    write(
      "Kernel.\(function)",
      CallSite.list(arguments) + CallSite.list(options),
      closure: closure.isEmpty ? "" : " " + closure
    )
  }

  /// The same with as many arguments as a list has.
  package mutating func call(_ function: String, in file: KernelFile, _ arguments: [(key: String, value: String)]) {
    kernels.insert(file)
    write("Kernel.\(function)", CallSite.list(arguments))
  }

  /// Calls a kernel that finishes its results: through a function of the generated code that all layers of the same kind share,
  /// or inlined into the forward pass, where the sizes are known.
  package mutating func call(
    _ function: String,
    in file: KernelFile,
    _ arguments: KeyValuePairs<String, String>,
    finish: Finish,
    inlined: Bool = false
  ) {
    kernels.insert(file)
    kernels.formUnion(finish.steps.compactMap(\.file))
    if inlined {
      return write("Kernel.\(function)", CallSite.list(arguments), closure: " " + finish.closure(operands: finish.operands))
    }
    let kernel = FinishedKernel(function, in: file, finish: finish)
    finishedKernels.append(kernel)
    let operands = zip(kernel.operands, finish.operands).map { "\($0): \($1)" }
    write(CallSite.finishedPlaceholder(kernel), CallSite.list(arguments) + operands)
  }

  /// Arguments as a call has them.
  private static func list(_ arguments: some Sequence<(key: String, value: String)>) -> [String] {
    arguments.map { $0.key.isEmpty ? $0.value : "\($0.key): \($0.value)" }
  }

  /// A call, over several lines when it is long.
  private mutating func write(_ function: String, _ arguments: [String], closure: String = "") {
    let call = "\(function)(\(arguments.joined(separator: ", ")))\(closure)"
    if call.count <= CallSite.longestCall { return line(call) }
    line("\(function)(")
    for (index, argument) in arguments.enumerated() { line("  \(argument)\(index < arguments.count - 1 ? "," : "")") }
    line(")\(closure)")
  }

  /// Longer calls stand with one argument a line.
  private static let longestCall = 110

  /// Asks for a kernel file without a call of its own.
  package mutating func use(_ file: KernelFile) {
    kernels.insert(file)
  }

  /// Stores weights in a layout of the operator's choice; gives the expression of their pointer.
  package mutating func store(
    _ name: String,
    layout: String,
    count: Int,
    _ values: @escaping @Sendable () -> [Float]
  ) -> String {
    store(name, layout: layout, count: count, pieces: 1) { _ in values() }
  }

  /// Stores weights that are made piece by piece.
  package mutating func store(
    _ name: String,
    layout: String,
    count: Int,
    pieces: Int,
    _ piece: @escaping @Sendable (_ index: Int) -> [Float]
  ) -> String {
    weights.append(WeightBlock(name: name, layout: layout, count: count, pieceCount: pieces, piece: piece))
    return CallSite.weightPlaceholder(name)
  }

  /// Stores a parameter as it is; gives the expression of its pointer.
  package mutating func store(_ parameter: Parameter) -> String {
    store(parameter.name, layout: "\(parameter.shape)", count: parameter.count) { parameter.values() }
  }

  /// Asks for temporary memory; several requests of one statement share the largest.
  package mutating func scratch(_ count: Dimension) -> String {
    if !scratchCounts.contains(count) { scratchCounts.append(count) }
    return CallSite.scratchPointer
  }

  /// What stands in a statement for the pointer of a block of weights until the plan knows its place.
  package static func weightPlaceholder(_ name: String) -> String { "\u{1}\(name)\u{2}" }

  /// What stands in a statement for the name of a generated function until the plan gives it one.
  package static func finishedPlaceholder(_ kernel: FinishedKernel) -> String {
    "\u{3}\(kernel.function)\(kernel.expression)\u{4}"
  }

  /// A size as Swift: `64`, or `time * 8`.
  package func swift(_ dimension: Dimension) -> String { dimension.swiftExpression }
}

/// A file of kernels that the generated compute target carries: the name of a file in `ForgeKernels`.
package struct KernelFile: Sendable, Hashable, Comparable, ExpressibleByStringLiteral {
  package let name: String

  package init(stringLiteral value: String) { name = value }

  package static func < (left: Self, right: Self) -> Bool { left.name < right.name }
}

extension Dimension {
  /// The size as a Swift expression over `Int` constants named like the symbols.
  package var swiftExpression: String {
    switch self {
    case .fixed(let value): "\(value)"
    case .symbol(let name): name
    case .sum(let left, .fixed(let value)) where value < 0: "(\(left.swiftExpression) - \(-value))"
    case .sum(let left, let right): "(\(left.swiftExpression) + \(right.swiftExpression))"
    case .product(let left, let right): "\(left.swiftExpression) * \(right.swiftExpression)"
    case .quotient(let value, let divisor): "(\(value.swiftExpression) / \(divisor))"
    case .ceilingQuotient(let value, let divisor): "((\(value.swiftExpression) + \(divisor - 1)) / \(divisor))"
    }
  }
}
