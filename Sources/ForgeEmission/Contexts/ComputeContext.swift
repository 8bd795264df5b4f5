import ForgeGraph

extension PackageRequest {
  /// What `Compute.swift` is filled with.
  func computeContext(_ plan: ForwardPlan) -> TemplateContext {
    sharedContext.merging(
      TemplateContext([
        "weightCount": .text("\(plan.weightCount)"),
        "places": .rows(["documentation", "declaration"], places(plan)),
        "placesInitializer": .text(indented(placesInitializer(plan), by: 4)),
        "parameters": .rows(
          ["documentation", "name", "offset"],
          plan.weights.map {
            ["documentation": "`\($0.block.name)`: \($0.block.layout)", "name": $0.constant, "offset": "\($0.offset)"]
          }
        ),
        "body": .text(indented(body(plan), by: 4)),
      ])
    )
  }

  /// The constants of `Places`: inputs, outputs and totals.
  private func constants(_ plan: ForwardPlan) -> [(name: String, documentation: String, value: Dimension)] {
    var constants: [(String, String, Dimension)] = plan.inputs.map {
      ($0.constant, "Where `\($0.constant)` starts: \($0.type).", $0.offset)
    }
    for port in plan.outputs {
      constants.append((outputConstant(port), "Where output `\(port.constant)` starts: \(port.type).", port.offset))
      if port.type.shape.fixedCount == nil {
        constants.append(("\(port.constant)Count", "How many elements output `\(port.constant)` has.", port.type.shape.count))
      }
    }
    constants.append(("floatCount", "Floats of working memory.", plan.memory.floatCount))
    constants.append(("idCount", "Ids of working memory.", plan.memory.idCount))
    return constants
  }

  func outputConstant(_ port: ForwardPlan.Port) -> String { port.constant }

  private func places(_ plan: ForwardPlan) -> [[String: String]] {
    let sizes = plan.symbols.map {
      ["documentation": "The size of the axis `\($0)`.", "declaration": "let \($0): Int"]
    }
    return sizes
      + constants(plan).map { constant in
        let declaration =
          plan.symbols.isEmpty ? "let \(constant.name) = \(constant.value.swiftExpression)" : "let \(constant.name): Int"
        return ["documentation": constant.documentation, "declaration": declaration]
      }
  }

  private func placesInitializer(_ plan: ForwardPlan) -> [String] {
    guard !plan.symbols.isEmpty else { return ["\(access) init() {}"] }
    let parameters = plan.symbols.map { "\($0): Int" }.joined(separator: ", ")
    return ["/// The places for inputs of this size.", "\(access) init(\(parameters)) {"]
      + plan.symbols.map { "  self.\($0) = \($0)" }
      + constants(plan).map { "  \($0.name) = \($0.value.swiftExpression)" } + ["}"]
  }

  /// The statements of the forward pass, layer by layer.
  private func body(_ plan: ForwardPlan) -> [String] {
    let needed = neededNames(plan)
    var lines = plan.symbols.map { "let \($0) = places.\($0)" }
    for step in plan.inputSteps where needed.contains(step.name) { lines.append("let \(step.name) = \(step.pointer)") }
    if let scratch = plan.memory.scratchOffset {
      lines.append("let \(CallSite.scratchPointer) = floats + \(scratch.swiftExpression)")
    }
    for step in plan.steps {
      lines += ["", "// \(step.comment)"]
      if needed.contains(step.name) { lines.append("let \(step.name) = \(step.pointer)") }
      lines += step.statements.flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
    }
    return Array(lines.drop { $0.isEmpty })
  }

  /// The values that a statement or another value's pointer mentions: only those get a constant.
  private func neededNames(_ plan: ForwardPlan) -> Set<String> {
    var mentioned: Set<String> = []
    for step in plan.steps.reversed() {
      for statement in step.statements { mentioned.formUnion(mentionedNames(statement)) }
      if mentioned.contains(step.name) { mentioned.formUnion(mentionedNames(step.pointer)) }
    }
    return mentioned
  }

  /// The words of a statement that stand for values: neither members (`.x`) nor argument labels (`x:`).
  private func mentionedNames(_ text: String) -> [String] {
    var names: [String] = []
    var rest = text[...]
    var previous: Character = " "
    while let first = rest.first {
      guard first.isLetter || first == "_" else {
        previous = first
        rest.removeFirst()
        continue
      }
      let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      rest = rest[word.endIndex...]
      if previous != ".", !previous.isNumber, rest.first != ":" { names.append(String(word)) }
      previous = "x"
    }
    return names
  }

  /// A kernel file as the package carries it: the header, then the file as it is here, without its list of needs.
  func kernelFile(_ name: String) -> GeneratedFile {
    let lines = Assets.kernel(name).split(separator: "\n", omittingEmptySubsequences: false)
    let body = lines.drop { $0.hasPrefix("// Needs:") || $0.isEmpty }
    return GeneratedFile(
      "Sources/\(module)Compute/Kernels/\(name).swift",
      text: header() + "\n\n" + body.joined(separator: "\n")
    )
  }

  /// The kernel files of a plan with those that they need in turn, sorted.
  func kernelNames(_ plan: ForwardPlan) -> [String] {
    var names: Set<String> = []
    var open = ["Kernel"] + plan.kernels.map(\.name)
    while let name = open.popLast() {
      guard names.insert(name).inserted else { continue }
      let needs = Assets.kernel(name).split(separator: "\n").first { $0.hasPrefix("// Needs:") }
      open += (needs?.dropFirst("// Needs:".count) ?? "").split(separator: ",").map {
        $0.trimmingPrefix(while: \.isWhitespace).split(separator: " ").first.map(String.init) ?? ""
      }.filter { !$0.isEmpty }
    }
    return names.sorted()
  }
}
