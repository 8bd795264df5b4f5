import ForgeInterface

extension PackageRequest {
  /// The import of the module for its tests.
  var testableImport: String { "import \(module)" }

  /// What `Golden.swift` is filled with.
  func goldenContext(_ blob: GoldenBlob, rowCount: Int) -> TemplateContext {
    let features = zip(model.features, blob.inputs).map { "\($0.swiftName.label): \(goldenArgument($0, $1))" }
    let sizes = SizesEmission(model.features, graph: graph, module: module).given.map { name, feature in
      "\(name): \(goldenSize(name, of: feature))"
    }
    let all = features + sizes
    let inputs = all.enumerated().map { $0 + 1 < all.count ? "\($1)," : $1 }
    return sharedContext.merging(
      TemplateContext([
        "testableImport": .text(testableImport), "rowCount": .text("\(rowCount)"), "cPrefix": .text(cPrefix),
        "inputs": .lines("argument", inputs),
        "outputs": .rows(["documentation", "name", "type", "code"], zip(model.outputs, blob.outputs).flatMap(goldenFunctions)),
      ])
    )
  }

  /// The size that the recording gives an axis; all rows of a recording have the same sizes.
  private func goldenSize(_ name: String, of feature: Feature) -> Int {
    guard case .tensor(let type) = feature.kind, let axis = type.shape.dimensions.firstIndex(of: .symbol(name)),
      let place = model.features.firstIndex(where: { $0.swiftName == feature.swiftName }),
      case .tensor(let tensor)? = golden?.rows.first?.inputs[place], axis < tensor.rank
    else { return 1 }
    return tensor.shape[axis]
  }

  private func goldenArgument(_ feature: Feature, _ section: GoldenBlob.Section) -> String {
    let place = "\(section.offset) + row * \(section.stride)"
    switch feature.kind {
    case .number: return feature.isOptional ? "optional(\(place))" : "number(\(place))"
    case .integer: return feature.isOptional ? "optional(\(place)).map { Int($0) }" : "Int(number(\(place)))"
    case .boolean: return feature.isOptional ? "optional(\(place)).map { $0 == 1 }" : "number(\(place)) == 1"
    case .tensor(let type): return "\(type.element == .float32 ? "floats" : "ids")(\(place), \(section.count))"
    case .category(let vocabulary, _), .ordinal(let vocabulary):
      let type = "\(module).\(feature.swiftName.typeName)"
      let listed = "\(type)(rawValue: Int(number(\(place))))"
      if feature.isOptional {
        return vocabulary.unknown == .zeros ? "number(\(place)) == -1 ? nil : \(listed) ?? .unknown" : listed
      }
      return "\(listed) ?? .\(vocabulary.unknown == .zeros ? "unknown" : vocabulary.labels[0].swiftName.code)"
    }
  }

  private func goldenFunctions(_ output: Output, _ sections: (label: GoldenBlob.Section?, values: GoldenBlob.Section?))
    -> [[String: String]]
  {
    var functions: [[String: String]] = []
    if let label = sections.label {
      let place = "number(\(label.offset) + row * \(label.stride))"
      let isCategory = !output.labels.isEmpty
      functions.append([
        "documentation": "The label that the prototype gave `\(output.name)`.", "name": "\(output.swiftName.name)Label",
        "type": isCategory ? "\(module).\(output.swiftName.typeName)?" : "Bool",
        "code": isCategory ? "\(module).\(output.swiftName.typeName)(rawValue: Int(\(place)))" : "\(place) == 1",
      ])
    }
    if let values = sections.values {
      functions.append([
        "documentation": "The values that the prototype gave `\(output.name)`; nil where it recorded none.",
        "name": "\(output.swiftName.name)Values", "type": "[Double?]",
        "code": "(0..<\(values.count)).map { optional(\(values.offset) + row * \(values.stride) + $0 * 8) }",
      ])
    }
    return functions
  }
}
