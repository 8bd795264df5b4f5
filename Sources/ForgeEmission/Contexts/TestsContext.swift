import ForgeGraph
import ForgeInterface
import ForgeModel
import ForgeSpec

extension PackageRequest {
  /// What `Tests.swift` is filled with.
  func testsContext(_ blob: GoldenBlob?, _ plan: ForwardPlan) -> TemplateContext {
    let hasFileWeights = model.spec.generate.weights == .file
    return sharedContext.merging(
      TemplateContext([
        "testableImport": .text((hasFileWeights ? "import Foundation\n" : "") + testableImport),
        "makeModel": .text(makeModel(hasFileWeights)),
        "throwsWord": .text(refusesInputs || hasFileWeights ? " throws" : ""),
        "parityTests": .list(
          names: ["title": .text, "name": .text, "checks": .list(["code": .text])],
          blob.map { blob in zip(model.outputs, blob.outputs).map(parityTest) } ?? []
        ),
        "refusals": .rows(["title", "name", "code"], model.features.flatMap(refusals)),
        "manyCount": .text("\(manyCount(plan))"),
        "exampleInputs": .text(exampleInputs(hasGolden: blob != nil)),
      ])
    )
  }

  /// More examples than layers compute at once, and enough for two cores.
  private func manyCount(_ plan: ForwardPlan) -> Int { max((plan.batch?.examples ?? 24) + 2, 2 * plan.leastShare) }

  private func makeModel(_ hasFileWeights: Bool) -> String {
    guard hasFileWeights else { return "\(module)()" }
    return """
      {
          let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
          do {
            return try \(module)(weightsFile: package.appending(path: "Weights/\(module).weights").path)
          } catch {
            preconditionFailure("\\(error)")
          }
        }()
      """
  }

  // MARK: Parity

  private func parityTest(
    _ output: Output,
    _ sections: (label: GoldenBlob.Section?, values: GoldenBlob.Section?)
  ) -> TemplateContext {
    var checks: [String] = []
    let name = output.swiftName.name
    if sections.values != nil {
      let tolerance = output.tolerance ?? model.spec.golden?.tolerance ?? .standard
      checks += [
        "let got = \(gotValues(output))", "let wanted = Golden.\(name)Values(row)", "#expect(got.count == wanted.count)",
        "for (value, want) in zip(got, wanted) {", "  guard let want else { continue }", "  #expect(",
        "    Golden.isClose(value, want, absolute: \(tolerance.absolute), relative: \(tolerance.relative)),",
        "    \"row \\(row): \\(value) instead of \\(want)\")", "}",
      ]
    }
    if sections.label != nil {
      checks.append("#expect(output.\(output.swiftName.code) == Golden.\(name)Label(row), \"row \\(row)\")")
    }
    return TemplateContext([
      "title": .text("\(escapedTitle(output.name)) is what the prototype gave"), "name": .text("\(name)Parity"),
      "checks": .lines("code", [indented(checks, by: 6)]),
    ])
  }

  private func gotValues(_ output: Output) -> String {
    switch output.kind {
    case .category: "\(module).\(output.swiftName.typeName).allCases.map { Double(output.\(valuesProperty(of: output))[$0]) }"
    case .boolean: "[Double(output.\(valuesProperty(of: output)))]"
    case .number: "[output.\(output.swiftName.code)]"
    case .tensor: "output.\(output.swiftName.code).map { Double($0) }"
    }
  }

  // MARK: Refusals

  /// A test for each way in which a feature's value is refused.
  private func refusals(_ feature: Feature) -> [[String: String]] {
    guard feature.canBeRefused || feature.refusesTexts else { return [] }
    let name = feature.swiftName
    let upper = name.typeName
    func test(_ what: String, _ function: String, _ change: String, _ problem: String) -> [String: String] {
      let code = [
        "var input = Examples.inputs[0]", "input.\(name.code) = \(change)",
        "#expect(throws: \(module).InputError.self) { try model.prediction(for: input) }",
        "#expect { try model.predictions(for: [Examples.inputs[0], input]) } throws: { error in",
        "  let refusal = error as? \(module).InputError",
        "  return refusal?.feature == .\(name.code) && refusal?.problem == \(problem) && refusal?.row == 1", "}",
      ]
      return [
        "title": "\(escapedTitle(feature.name)): \(what) is refused", "name": "refuses\(upper)\(function)",
        "code": indented(code, by: 4),
      ]
    }
    switch feature.kind {
    case .number, .integer:
      var tests: [[String: String]] = []
      if feature.missing.includesNaN, case .number = feature.kind {
        tests.append(test("NaN", "NotANumber", ".nan", ".missing"))
      }
      if let sentinel = feature.missing.sentinels.first {
        let literal = if case .integer = feature.kind { "\(Int(sentinel))" } else { doubleLiteral(sentinel) }
        tests.append(test("a number that stands for a missing value", "Sentinel", literal, ".missing"))
      }
      return tests
    case .boolean: return []
    case .category, .ordinal:
      let code = [
        "#expect(throws: \(module).InputError.self) { try \(module).\(upper)(label: \"\\u{0} no such value\") }",
        "for value in \(module).\(upper).allCases { #expect((try? \(module).\(upper)(label: value.label)) == value) }",
      ]
      return [
        [
          "title": "\(escapedTitle(feature.name)): a text that is not listed is refused", "name": "refuses\(upper)Unlisted",
          "code": indented(code, by: 4),
        ]
      ]
    case .tensor(let type): return tensorRefusals(type, test)
    }
  }

  private func tensorRefusals(
    _ type: TensorType,
    _ test: (String, String, String, String) -> [String: String]
  ) -> [[String: String]] {
    var tests: [[String: String]] = []
    if let count = type.shape.fixedCount {
      tests.append(test("an empty tensor", "Empty", "[]", ".wrongCount(expected: \(count), actual: 0)"))
      tests.append(
        test(
          "one element too many",
          "TooLong",
          "Array(repeating: 0, count: \(count + 1))",
          ".wrongCount(expected: \(count), actual: \(count + 1))"
        )
      )
    } else {
      let step = type.shape.dimensions.compactMap(\.fixedValue).reduce(1, *)
      tests.append(test("an empty tensor", "Empty", "[]", ".notAMultiple(of: \(step), actual: 0)"))
    }
    return tests
  }

  private func escapedTitle(_ text: String) -> String { String(stringLiteral(text).dropFirst().dropLast()) }

  // MARK: Examples

  private func exampleInputs(hasGolden: Bool) -> String {
    guard !hasGolden else { return "    Golden.inputs" }
    let given = SizesEmission(model.features, graph: graph, module: module).given.map { "\($0.name): 64" }
    let arguments = model.features.map { "\($0.swiftName.label): \(testValue($0))" } + given
    return indented(
      ["[", "  \(module).Input("]
        + arguments.enumerated().map { index, text in
          "    \(text)\(index + 1 < arguments.count ? "," : "")"
        } + ["  )", "]"],
      by: 4
    )
  }

  /// A value that the feature takes.
  private func testValue(_ feature: Feature) -> String {
    switch feature.kind {
    case .number: return "\(acceptedNumber(feature))"
    case .integer: return "\(Int(acceptedNumber(feature)))"
    case .boolean: return "true"
    case .category(let vocabulary, _), .ordinal(let vocabulary): return ".\(vocabulary.labels[0].swiftName.code)"
    case .tensor(let type):
      let count = type.shape.fixedCount ?? type.shape.dimensions.compactMap(\.fixedValue).reduce(1, *) * exampleSize(type.shape)
      return "Array(repeating: \(type.element == .float32 ? "0.5" : "0"), count: \(count))"
    }
  }

  /// 64 positions along each axis that varies.
  private func exampleSize(_ shape: TensorShape) -> Int {
    shape.dimensions.filter { $0.fixedValue == nil }.reduce(1) { size, _ in size * 64 }
  }

  private func acceptedNumber(_ feature: Feature) -> Double {
    var number = 1.0
    while feature.missing.sentinels.contains(number) { number += 1 }
    return number
  }
}
