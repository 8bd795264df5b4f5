import ForgeInterface
import ForgeSpec

extension PackageRequest {
  var hasFileWeights: Bool { model.spec.generate.weights == .file }

  /// What `Model.swift` is filled with.
  func modelContext() -> TemplateContext {
    let section = model.spec.model
    var documentation = wrapped(section.summary.map(sentence) ?? "The model \(module).")
    documentation += ["", "```swift"] + example + ["```"]
    return sharedContext.merging(
      TemplateContext([
        "documentation": .lines("line", documentation),
        "initializers": .lines("code", [indented(initializer, by: 2)]),
        "metadata": .lines("argument", metadataArguments(section)),
      ])
    )
  }

  private var initializer: [String] {
    guard hasFileWeights else {
      return ["/// The model with the weights that this module carries.", "\(access) init() { weights = .embedded }"]
    }
    return [
      "/// The model with the weights from the package's file `Weights/\(module).weights`.",
      "///",
      "/// - Throws: ``WeightsError`` when the file cannot be read or holds the weights of another build.",
      "\(access) init(weightsFile path: String) throws(WeightsError) { weights = try Weights(path: path) }",
    ]
  }

  private func metadataArguments(_ section: ModelSection) -> [String] {
    func optional(_ text: String?) -> String { text.map(stringLiteral) ?? "nil" }
    return [
      "name: \(stringLiteral(module)),", "version: \(optional(section.version)),", "author: \(optional(section.author)),",
      "license: \(optional(section.license)),", "source: \(optional(section.source)),",
      "specHash: \(stringLiteral(spec.sha256)),",
      "weightsHash: \(optional(weights?.sha256))",
    ]
  }

  /// How a program asks the model, for the documentation.
  var example: [String] {
    let arguments = model.features.map { "\($0.swiftName.label): \(exampleValue($0))" }
    let shown = arguments.count > 4 ? arguments.prefix(4) + ["…"] : arguments
    let makeModel = hasFileWeights ? "try \(module)(weightsFile: \"Weights/\(module).weights\")" : "\(module)()"
    var lines = [
      "let model = \(makeModel)",
      "let output = \(refusesInputs ? "try " : "")model.prediction(for: .init(\(shown.joined(separator: ", "))))",
    ]
    for output in model.outputs {
      lines.append("output.\(output.swiftName.code)")
      if let label = output.labels.first { lines.append("output.\(valuesProperty(of: output))[.\(label.swiftName.code)]") }
    }
    return lines
  }

  func exampleValue(_ feature: Feature) -> String {
    switch feature.kind {
    case .number: "1.0"
    case .integer: "1"
    case .boolean: "true"
    case .category(let vocabulary, _), .ordinal(let vocabulary): ".\(vocabulary.labels[0].swiftName.code)"
    case .tensor: feature.swiftName.code
    }
  }

  /// What `Predictions.swift` is filled with.
  func predictionsContext(_ plan: ForwardPlan) -> TemplateContext {
    sharedContext.merging(
      TemplateContext([
        "imports": .lines("line", mathImports),
        "how": .text(
          plan.batch.map { "Layers compute \($0.examples) of them at a time." } ?? "One working memory serves all."
        ),
        "batches": .rows(
          ["floatCount", "idCount", "examples"],
          plan.batch.map {
            [["floatCount": "\($0.floatCount)", "idCount": "\($0.idCount)", "examples": "\($0.examples)"]]
          } ?? []
        ),
        "partSize": .text(
          plan.leastShare > 1 ? ", of at least \(plan.leastShare): less is done before another core wakes" : ""
        ),
        "perShare": .text(plan.leastShare > 1 ? " / \(plan.leastShare)" : ""),
        "resultType": .text(refusesInputs ? "Result<[Output], InputError>" : "[Output]"),
        "resultValue": .text(refusesInputs ? "try result.get()" : "result"),
      ])
    )
  }

  /// Floats of working memory from which large pages are asked for: one of 2 MiB.
  private static let largeFloatCount = 1 << 19

  /// What `Session.swift` is filled with.
  func sessionContext(_ plan: ForwardPlan) -> TemplateContext {
    let varies = !plan.symbols.isEmpty
    let places = PlacesEmission(plan)
    let initial =
      varies
      ? "floats: 0, ids: 0" : "floats: \(plan.memory.floatCount.swiftExpression), ids: \(plan.memory.idCount.swiftExpression)"
    let hasLargeMemory = (plan.memory.floatCount.fixedValue ?? 0) >= Self.largeFloatCount
    return sharedContext.merging(
      TemplateContext([
        "imports": .lines("line", hasLargeMemory ? mathImports + [""] : []), "hasLargeMemory": .flag(hasLargeMemory),
        "keepsMemory": .text(keepsMemory),
        "whenWarm": .text(varies ? ", once it has seen an input of that size" : ""),
        "initialCounts": .text(initial), "varies": .flag(varies),
        "makePlaces": .text(varies ? "try input.places()" : "Places()"),
        "sizeArguments": .text(plan.symbols.map { ", \($0): places.\($0)" }.joined()),
        "places": .rows(["documentation", "declaration"], places.declarations),
        "placesInitializer": .lines("code", places.initializer.isEmpty ? [] : [indented(places.initializer, by: 2)]),
      ])
    )
  }

  /// What `Weights.swift` is filled with.
  func weightsContext(identity: String?, floatCount: Int) -> TemplateContext {
    guard hasFileWeights, let identity else {
      return sharedContext.merging(
        TemplateContext([
          "imports": .lines("line", ["import C\(module)"]), "code": .text(embeddedWeights.joined(separator: "\n")),
        ])
      )
    }
    return sharedContext.merging(
      TemplateContext([
        "imports": .lines("line", mathImports),
        "code": .text(fileWeights(identity, floatCount: floatCount).joined(separator: "\n")),
      ])
    )
  }

  private var embeddedWeights: [String] {
    [
      "/// The parameters in the layout that the forward pass reads, as they lie in the binary: shared, read-only memory.",
      "struct Weights: @unchecked Sendable {", "  let floats: UnsafePointer<Float>", "",
      "  static var embedded: Weights { Weights(floats: \(cPrefix)_weights()) }", "}",
    ]
  }

  private func fileWeights(_ identity: String, floatCount: Int) -> [String] {
    let lines = """
      /// The parameters in the layout that the forward pass reads, from the package's weights file.
      struct Weights: @unchecked Sendable {
        let floats: UnsafePointer<Float>
        private let owner: WeightsMemory

        /// Reads the file as a whole and checks that it belongs to this module.
        init(path: String) throws(\(module).WeightsError) {
          let memory = WeightsMemory(floatCount: \(floatCount))
          guard let file = fopen(path, "rb") else { throw .unreadable(path: path) }
          defer { fclose(file) }
          var header = [UInt8](repeating: 0, count: 64)
          guard fread(&header, 1, 64, file) == 64, header.elementsEqual("\(identity)".utf8) else {
            throw .otherWeights(path: path)
          }
          let byteCount = \(floatCount * 4)
          guard fread(memory.floats, 1, byteCount, file) == byteCount, fgetc(file) == EOF else {
            throw .otherWeights(path: path)
          }
          owner = memory
          floats = UnsafePointer(memory.floats)
        }
      }

      /// Memory for the weights, aligned for vectors.
      private final class WeightsMemory {
        let floats: UnsafeMutablePointer<Float>

        init(floatCount: Int) {
          let bytes = UnsafeMutableRawPointer.allocate(byteCount: max(16, floatCount) * 4, alignment: 64)
          floats = bytes.bindMemory(to: Float.self, capacity: max(16, floatCount))
        }

        deinit { floats.deallocate() }
      }

      extension \(module) {
        /// Why the weights could not be loaded.
        \(access) enum WeightsError: Error, Sendable, Hashable, CustomStringConvertible {
          /// The file cannot be opened.
          case unreadable(path: String)
          /// The file is truncated, or holds the weights of another build.
          case otherWeights(path: String)

          /// A sentence for people.
          \(access) var description: String {
            switch self {
            case .unreadable(let path): "\\(path) cannot be opened"
            case .otherWeights(let path): "\\(path) does not hold the weights of this build of \(module)"
            }
          }
        }
      }
      """
    return lines.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}
