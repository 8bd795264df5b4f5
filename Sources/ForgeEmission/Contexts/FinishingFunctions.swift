import ForgeGraph

/// The parameters of a kernel function, read from its source.
struct KernelSignature {
  struct Parameter {
    /// The argument label; nil for `_`.
    let label: String?
    let name: String
    /// The parameter as the source has it: `into y: UnsafeMutablePointer<Float>`.
    let text: String
  }

  let parameters: [Parameter]

  /// Reads the declaration of a function whose last parameter is `finish`; it is a fault of the program when there is none.
  init(of function: String, in source: String) {
    for match in source.split(separator: "static func \(function)(", omittingEmptySubsequences: false).dropFirst() {
      let parameters = Self.list(match).map(Self.parameter)
      if parameters.last?.name == "finish" {
        self.parameters = parameters
        return
      }
    }
    preconditionFailure("no kernel '\(function)' takes what finishes its results")
  }

  /// The parts between commas up to the parenthesis that closes the list.
  private static func list(_ text: Substring) -> [String] {
    var parts = [""]
    var depth = 0
    for character in text {
      if character == ")" && depth == 0 { break }
      if "([<".contains(character) { depth += 1 }
      if ")]".contains(character) || (character == ">" && parts[parts.count - 1].last != "-") { depth -= 1 }
      if character == "," && depth == 0 { parts.append("") } else { parts[parts.count - 1].append(character) }
    }
    return parts.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
  }

  private static func parameter(_ text: String) -> Parameter {
    let words = text.prefix { $0 != ":" }.split(separator: " ").map(String.init)
    let label = words.first ?? ""
    return Parameter(label: label == "_" ? nil : label, name: words.last ?? label, text: text)
  }
}

extension PackageRequest {
  /// The lines of the functions of the forward pass that finish a kernel's results in a way of their own.
  func finishingFunctions(_ plan: ForwardPlan) -> [String] {
    let functions = plan.functions.map { function($0.name, $0.kernel) }
    if functions.isEmpty { return [] }
    let lines = functions.joined(separator: [""]).map { $0.isEmpty ? "" : "  \($0)" }
    return ["", "extension Kernel {"] + lines + ["}"]
  }

  private func function(_ name: String, _ kernel: FinishedKernel) -> [String] {
    let signature = KernelSignature(of: kernel.function, in: Assets.kernel(kernel.file.name))
    let own = signature.parameters.dropLast().filter { $0.name != "isBrief" }
    // Kernels that care take what finishes their results for brief unless told otherwise.
    let isTold = !kernel.isBrief && own.count < signature.parameters.count - 1
    let parameters = own.map(\.text) + kernel.operands.map { "\($0): UnsafePointer<Float>" }
    var arguments = own.map { $0.label == nil ? $0.name : "\($0.label ?? ""): \($0.name)" }
    arguments += (isTold ? ["isBrief: false"] : []) + ["finish: finish"]
    // A closure might be called for each result; a function can be told not to.
    let finish = "@inline(__always) func finish(_ sums: Vector, _ offset: Int) -> Vector { \(kernel.expression) }"
    return ["/// `\(kernel.function)` with results finished by `\(kernel.expression)`."]
      + ["@inline(never) fileprivate static func \(name)("]
      + parameters.enumerated().map { "  \($0.element)\($0.offset < parameters.count - 1 ? "," : "")" }
      + [") {", "  \(finish)", "  \(kernel.function)("]
      + arguments.enumerated().map { "    \($0.element)\($0.offset < arguments.count - 1 ? "," : "")" }
      + ["  )", "}"]
  }
}
