import ForgeGraph

extension PackageRequest {
  /// What `Compute.swift` is filled with.
  func computeContext(_ plan: ForwardPlan) -> TemplateContext {
    sharedContext.merging(
      TemplateContext([
        "weightCount": .text("\(plan.weightCount)"), "forwardType": .text(forwardType),
        "sizes": .lines("name", plan.symbols),
        "sizeParameters": .text(plan.symbols.map { ", \($0): Int" }.joined()),
        "parameters": .rows(
          ["documentation", "name", "offset"],
          plan.weights.filter { !$0.isRepeated }.map {
            ["documentation": "`\($0.block.name)`: \($0.block.layout)", "name": $0.constant, "offset": "\($0.offset)"]
          }
        ),
        "body": .text(indented(body(plan.inputSteps, plan.steps, scratch: plan.memory.scratchOffset), by: 4)),
        "batches": .rows(
          ["body", "examples"],
          plan.batch.map { batch in
            [
              [
                "body": indented(body(batch.inputSteps, batch.steps, scratch: batch.scratchOffset.map(Dimension.fixed)), by: 4),
                "examples": "\(batch.examples)",
              ]
            ]
          } ?? []
        ),
        "functions": .lines("line", finishingFunctions(plan)),
      ])
    )
  }

  /// The type with the forward pass; it is not called like its module, so that `module.type` is never taken for a member.
  var forwardType: String { "\(module)Forward" }

  /// The statements of the forward pass, layer by layer.
  private func body(_ inputs: [ForwardPlan.Step], _ steps: [ForwardPlan.Step], scratch: Dimension?) -> [String] {
    let needed = neededNames(steps)
    var lines: [String] = []
    for step in inputs where needed.contains(step.name) { lines.append("let \(step.name) = \(step.pointer)") }
    if let scratch {
      lines.append("let \(CallSite.scratchPointer) = floats + \(scratch.swiftExpression)")
    }
    for step in steps {
      lines += ["", "// \(step.comment)"]
      if needed.contains(step.name) { lines.append("let \(step.name) = \(step.pointer)") }
      lines += step.statements.flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
    }
    return Array(lines.drop { $0.isEmpty })
  }

  /// The values that a statement or another value's pointer mentions: only those get a constant.
  private func neededNames(_ steps: [ForwardPlan.Step]) -> Set<String> {
    var mentioned: Set<String> = []
    for step in steps.reversed() {
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

  /// All kernels of a package, each as its file here has it, without its list of needs.
  ///
  /// One file, so that a package has the same files whatever its layers need: SwiftPM does not notice that a file of another
  /// package is gone, nor one that is new behind a linked folder, until its manifest is touched.
  func kernelsFile(_ plan: ForwardPlan) -> GeneratedFile {
    let kernels = kernelNames(plan).map { name in
      let lines = Assets.kernel(name).split(separator: "\n", omittingEmptySubsequences: false)
      let text = lines.drop { $0.hasPrefix("// Needs:") || $0.hasPrefix("import C") || $0.isEmpty }.joined(separator: "\n")
      return text.replacing("forge_prefetch", with: prefetchFunction)
    }
    let imports = kernelsNeedC(plan) ? ["import C\(module)\n"] : []
    return GeneratedFile(
      "Sources/\(module)Compute/Kernels.swift",
      text: header() + "\n\n" + (imports + kernels).joined(separator: "\n")
    )
  }

  /// Whether kernels call a function of the package's C target.
  func kernelsNeedC(_ plan: ForwardPlan) -> Bool { kernelNames(plan).contains("Prefetch") }

  /// What that function is called, which no other package may call its own.
  private var prefetchFunction: String { "\(cPrefix)_prefetch" }

  /// The function itself, for the header.
  var prefetchDeclaration: String {
    Assets.kernelHeader.replacing("#pragma once", with: "").replacing("forge_prefetch", with: prefetchFunction)
      .split(separator: "\n").joined(separator: "\n")
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
    // The type itself comes first.
    return ["Kernel"] + names.subtracting(["Kernel"]).sorted()
  }
}
