import ForgeGraph
import ForgeInterface

extension PackageRequest {
  /// What `Input.swift` is filled with.
  func inputContext(_ plan: ForwardPlan) -> TemplateContext {
    let sizes = SizesEmission(model.features, graph: graph, module: module)
    let needsMath = model.features.contains { $0.transforms.contains(where: \.needsMathLibrary) }
    return sharedContext.merging(
      TemplateContext([
        "imports": .lines("line", needsMath ? mathImports : []),
        "features": .list(
          names: [
            "name": .text, "type": .text, "documentation": .list(["line": .text]), "specName": .text, "specLiteral": .text,
          ],
          model.features.map(featureEntry)
        ),
        "givenSizes": .rows(["name", "documentation"], sizes.given.map(givenSize)),
        "parameters": .lines("declaration", parameters(sizes)),
        "sizes": .lines("code", sizes.lines().isEmpty ? [] : [indented(sizes.lines(), by: 4)]),
        "encodings": .lines("code", encodings(plan).map { indented($0, by: 6) }),
        "enums": .list(names: enumNames, model.features.compactMap(enumEntry)),
      ])
    )
  }

  /// The C library's mathematics on every platform.
  var mathImports: [String] {
    [
      "#if canImport(Darwin)", "  import Darwin", "#elseif canImport(Glibc)", "  import Glibc", "#elseif canImport(Musl)",
      "  import Musl", "#elseif canImport(Android)", "  import Android", "#elseif canImport(WASILibc)", "  import WASILibc",
      "#endif",
    ]
  }

  private func featureEntry(_ feature: Feature) -> TemplateContext {
    TemplateContext([
      "name": .text(feature.swiftName.code), "type": .text(feature.swiftType),
      "documentation": .lines("line", feature.documentation), "specName": .text(feature.name),
      "specLiteral": .text(stringLiteral(feature.name)),
    ])
  }

  private func parameters(_ sizes: SizesEmission) -> [String] {
    let features = model.features.map { "\($0.swiftName.code): \($0.swiftType)\($0.isOptional ? " = nil" : "")" }
    let all = features + sizes.given.map { "\($0.name): Int" }
    return all.enumerated().map { $0 + 1 < all.count ? "\($1)," : $1 }
  }

  private func givenSize(_ name: String, of feature: Feature) -> [String: String] {
    ["name": name, "documentation": "The size of the axis `\(name)` of `\(feature.name)`."]
  }

  /// The places of a feature in the plan, in the order of its graph inputs.
  func places(of feature: Feature, _ plan: ForwardPlan) -> [String] {
    var start = 0
    for other in model.features {
      let count = other.graphInputs.count
      if other.name.utf8.elementsEqual(feature.name.utf8) { return plan.inputs[start..<(start + count)].map(\.constant) }
      start += count
    }
    return []
  }

  private func encodings(_ plan: ForwardPlan) -> [[String]] {
    model.features.map { feature in
      EncodingEmitter(feature: feature, places: places(of: feature, plan), allowedIDs: graph.allowedIDs(ofInput: feature.name))
        .lines()
    }
  }

  private var enumNames: [String: TemplateShape] {
    [
      "documentation": .text, "name": .text, "cases": .list(EnumEmission.caseNames), "hasUnknown": .flag, "caseList": .text,
      "initializer": .text,
    ]
  }

  private func enumEntry(_ feature: Feature) -> TemplateContext? {
    guard let vocabulary = feature.vocabulary else { return nil }
    let emission = EnumEmission(
      name: feature.swiftName.typeName,
      labels: vocabulary.labels,
      hasUnknown: vocabulary.unknown == .zeros
    )
    return TemplateContext([
      "documentation": .text("A value of `\(feature.name)`."), "name": .text(emission.name), "cases": emission.cases,
      "hasUnknown": .flag(emission.hasUnknown),
      "caseList": .text(vocabulary.labels.map { ".\($0.swiftName.code)" }.joined(separator: ", ")),
      "initializer": .text(emission.initializer(access: access, feature: feature, vocabulary: vocabulary)),
    ])
  }
}
