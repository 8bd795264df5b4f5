import ForgeGraph
import ForgeInterface

extension PackageRequest {
  /// What `Output.swift` is filled with.
  func outputContext(_ plan: ForwardPlan) -> TemplateContext {
    let categories = model.outputs.filter { !$0.labels.isEmpty }
    return sharedContext.merging(
      TemplateContext([
        "properties": .list(
          names: ["declaration": .text, "name": .text, "type": .text, "documentation": .list(["line": .text])],
          model.outputs.flatMap(properties)
        ),
        "decodings": .lines("code", zip(model.outputs, plan.outputs).map { indented(decoding($0, $1), by: 6) }),
        "updates": .lines("code", zip(model.outputs, plan.outputs).map { indented(update($0, $1), by: 6) }),
        "keepsMemory": .text(keepsMemory), "copiesArrays": .flag(hasArrays),
        "enums": .list(
          names: [
            "documentation": .text, "name": .text, "cases": .list(EnumEmission.caseNames), "valuesDocumentation": .text,
            "valuesType": .text, "storage": .text, "storageCode": .text, "storageDeclaration": .text, "keepsStorage": .flag,
            "count": .text,
          ],
          categories.map(enumEntry)
        ),
        "needsLargest": .flag(!categories.isEmpty),
      ])
    )
  }

  /// The property with a category's values by label, or a boolean's probability.
  func valuesProperty(of output: Output) -> String { output.companionProperty(among: model.outputs) ?? output.swiftName.name }

  func valuesType(of output: Output) -> String { output.companionType(among: model.outputs) ?? "" }

  /// Whether a prediction holds arrays: tensors, or the values of more labels than a vector has lanes.
  private var hasArrays: Bool { model.outputs.contains(where: holdsArray) }

  private func holdsArray(_ output: Output) -> Bool {
    if case .tensor = output.kind { true } else { output.labels.count > Self.mostLanes }
  }

  /// What the documentation says of memory, where there is some to keep.
  var keepsMemory: String { hasArrays ? ", whose arrays keep their memory: nothing is allocated" : "" }

  private func properties(of output: Output) -> [TemplateContext] {
    func property(_ name: String, _ type: String, _ lines: [String]) -> TemplateContext {
      TemplateContext([
        "declaration": .text("\(access) private(set) var"), "name": .text(name), "type": .text(type),
        "documentation": .lines("line", lines),
      ])
    }
    let summary = output.summary.map { wrapped(sentence($0), width: 104) }
    let name = output.swiftName.code
    switch output.kind {
    case .category:
      return [
        property(
          name,
          output.swiftName.typeName,
          (summary ?? ["`\(output.name)`."]) + ["The label with the largest value; the first of equals."]
        ),
        property(valuesProperty(of: output), valuesType(of: output), ["What the model gives each label of `\(name)`."]),
      ]
    case .boolean(let threshold):
      return [
        property(name, "Bool", (summary ?? ["`\(output.name)`."]) + ["Whether the probability is at least \(threshold)."]),
        property(valuesProperty(of: output), "Float", ["The probability that `\(name)` is true."]),
      ]
    case .number(let unit, _, _):
      return [property(name, "Double", (summary ?? ["`\(output.name)`."]) + (unit.map { ["In \($0)."] } ?? []))]
    case .tensor:
      let shape = graph.type(of: graph.outputs[index(of: output)]).shape
      return [property(name, "[Float]", (summary ?? ["`\(output.name)`."]) + ["Values of shape `\(shape)`, row-major."])]
    }
  }

  func index(of output: Output) -> Int {
    model.outputs.firstIndex { $0.swiftName == output.swiftName } ?? 0
  }

  private func decoding(_ output: Output, _ port: ForwardPlan.Port) -> [String] {
    let pointer = "floats + places.\(port.constant)"
    let name = output.swiftName.code
    switch output.kind {
    case .category(let labels):
      return [
        "\(name) = \(output.swiftName.typeName)(rawValue: indexOfLargest(\(pointer), count: \(labels.count))) "
          + "?? .\(labels[0].swiftName.code)",
        "\(valuesProperty(of: output)) = \(valuesType(of: output))(\(pointer))",
      ]
    case .boolean(let threshold):
      let probability = valuesProperty(of: output)
      return ["\(probability) = floats[places.\(port.constant)]", "\(name) = \(probability) >= \(Float(threshold))"]
    case .number(_, let scale, let offset):
      let value = "Double(floats[places.\(port.constant)])"
      let scaled = scale == 1 ? value : "\(value) * \(doubleLiteral(scale))"
      return [
        "\(name) = \(scaled)" + (offset == 0 ? "" : offset < 0 ? " - \(doubleLiteral(-offset))" : " + \(doubleLiteral(offset))")
      ]
    case .tensor:
      let count = port.type.shape.count
      let size = count.fixedValue.map { "\($0)" } ?? "places.\(port.constant)Count"
      return ["\(name) = Array(UnsafeBufferPointer(start: \(pointer), count: \(size)))"]
    }
  }

  /// The decoding of an output into the memory that it has.
  private func update(_ output: Output, _ port: ForwardPlan.Port) -> [String] {
    let lines = decoding(output, port)
    guard holdsArray(output) else { return lines }
    let pointer = "floats + places.\(port.constant)"
    if case .tensor = output.kind {
      let size = port.type.shape.count.fixedValue.map { "\($0)" } ?? "places.\(port.constant)Count"
      return ["replaceElements(of: &\(output.swiftName.code), with: \(pointer), count: \(size))"]
    }
    return lines.dropLast() + ["\(valuesProperty(of: output)).update(from: \(pointer))"]
  }

  private func enumEntry(_ output: Output) -> TemplateContext {
    let emission = EnumEmission(name: output.swiftName.typeName, labels: output.labels, hasUnknown: false)
    let storage = storage(for: output.labels.count)
    return TemplateContext([
      "documentation": .text("A label of `\(output.name)`."), "name": .text(emission.name), "cases": emission.cases,
      "valuesDocumentation": .text("What the model gives each label of `\(output.name)`."),
      "valuesType": .text(valuesType(of: output)), "storage": .text(storage.type),
      "storageCode": .text(indented(storage.code, by: 6)), "storageDeclaration": .text(holdsArray(output) ? "var" : "let"),
      "keepsStorage": .flag(holdsArray(output)), "count": .text("\(output.labels.count)"),
    ])
  }

  /// The lanes of the longest vector.
  private static let mostLanes = 64

  /// Up to 64 values lie in the struct itself, so that reading an output allocates nothing.
  private func storage(for count: Int) -> (type: String, code: [String]) {
    guard let width = [2, 4, 8, 16, 32, Self.mostLanes].first(where: { $0 >= count }) else {
      return ("[Float]", ["self.values = Array(UnsafeBufferPointer(start: values, count: \(count)))"])
    }
    return (
      "SIMD\(width)<Float>",
      [
        "var storage = SIMD\(width)<Float>()", "for index in 0..<\(count) { storage[index] = values[index] }",
        "self.values = storage",
      ]
    )
  }
}
