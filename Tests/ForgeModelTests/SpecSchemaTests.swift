import ForgeDiagnostics
import ForgeInterface
import ForgeJSON
import ForgeModel
import ForgeOperators
import ForgeSpec
import Foundation
import Testing

@Suite struct SpecSchemaTests {
  private let schema = SchemaDocument(root: specSchema())

  @Test func isADraft07Schema() {
    #expect(schema.root["$schema"] == "http://json-schema.org/draft-07/schema#")
    #expect(schema.faults == [])
  }

  @Test func isTheSameEachTime() {
    #expect(specSchema().text(indent: 2) == specSchema().text(indent: 2))
  }

  @Test func asksForTheSectionsThatMustBeThere() {
    #expect(schema.root["required"] == ["protoforge", "model", "features", "layers", "outputs"])
    #expect(schema.root["additionalProperties"] == false)
    #expect(
      schema.root["properties"]?.members?.map(\.key) == [
        "protoforge", "model", "features", "layers", "outputs", "weights", "golden", "generate",
      ]
    )
  }

  @Test(
    "asks for the keys that must be there",
    arguments: [
      ("model", ["name"]), ("weights", ["file"]),
    ]
  )
  func asksForKeys(section: String, required: [String]) {
    #expect(schema.root["properties"]?[section]?["required"] == .array(required.map { .string($0) }))
  }

  @Test(
    "asks for the keys of a layer that must be there",
    arguments: [
      ("conv2d", ["filters", "kernel"]), ("upsample2d", ["scale", "mode"]), ("group_norm", ["groups"]), ("relu", nil),
    ]
      as [(String, [String]?)]
  )
  func asksForKeysOfLayers(layer: String, required: [String]?) {
    #expect(layerSchema(layer)?["required"] == required.map { .array($0.map { .string($0) }) })
  }

  @Test func listsTheWordsOfClosedSets() {
    let generate = schema.root["properties"]?["generate"]?["properties"]
    #expect(generate?["cpu"]?["enum"] == ["auto", "portable", "x86-64-v3", "x86-64-v4"])
    #expect(generate?["access"]?["enum"] == ["public", "package"])
    #expect(schema.root["properties"]?["weights"]?["properties"]?["layout"]?["enum"] == ["pytorch", "keras"])
    #expect(layerSchema("upsample2d")?["properties"]?["mode"]?["enum"] == ["nearest", "bilinear"])
  }

  @Test func knowsEveryLayerFeatureAndOutput() throws {
    let layers = try #require(schema.root["properties"]?["layers"]?["items"]?["anyOf"]?.items)
    #expect(layers[1]["properties"]?.members?.map(\.key) == LayerKind.all.map(\.name))
    for (section, kinds) in [("features", FeatureKeys.pages.map(\.kind)), ("outputs", OutputKeys.pages.map(\.kind))] {
      let forms = try #require(schema.root["properties"]?[section]?["items"]?["anyOf"]?.items)
      #expect(forms.map { $0["properties"]?["type"]?["const"]?.text } == kinds)
    }
  }

  @Test func everyKeyHasADescription() {
    var missing: [String] = []
    func walk(_ value: JSONValue, _ path: String) {
      for member in value["properties"]?.members ?? [] where member.value["description"] == nil {
        missing.append("\(path).\(member.key)")
      }
      for member in value.members ?? [] { walk(member.value, "\(path).\(member.key)") }
      for (index, item) in (value.items ?? []).enumerated() { walk(item, "\(path)[\(index)]") }
    }
    walk(schema.root, "$")
    // The kinds under 'one_hot', 'embedding', 'activation' and a transform's name stand for themselves.
    let kinds = ["one_hot", "embedding"] + LayerKind.activations.map(\.name)
    #expect(missing.filter { path in !kinds.contains { path.hasSuffix(".\($0)") } } == [])
  }

  @Test(arguments: try SpecFile.all)
  func acceptsTheSpecsOfThisRepository(_ file: SpecFile) throws {
    let document = try file.json()
    #expect(schema.breaches(try #require(document)) == [])
  }

  @Test func acceptsTheStarterSpec() throws {
    #expect(schema.breaches(try #require(SpecFile.json(of: Array(starterSpec.utf8)))) == [])
  }

  @Test(
    "refuses what the reader refuses",
    arguments: [
      ("an unknown key", "name: Probe", "nmae: Probe"), ("an unknown section", "layers:", "colour: red\nlayers:"),
      ("a missing key", "type: number", "unit: mm"), ("an unknown type", "type: number", "type: nubmer"),
      ("an unknown layer", "- relu", "- rellu"), ("an unknown option", "- relu", "- dense: { unit: 3 }"),
      ("an option out of its range", "- relu", "- dense: { units: 0 }"),
      ("two kinds in one layer", "- relu", "- { relu: {}, tanh: {} }"),
      ("another version", "protoforge: 1", "protoforge: 2"), ("no layers", "layers:\n  - relu", "layers: []"),
      ("a word that is none", "- relu", "- upsample2d: { scale: 2, mode: cubic }"),
      ("text for a number", "- relu", "- dropout: much"),
    ]
  )
  func refuses(id: String, part: String, change: String) throws {
    let sound = """
      protoforge: 1
      model: { name: Probe }
      features:
        - { name: x, type: number }
      layers:
        - relu
      outputs:
        - { name: y, type: tensor }

      """
    #expect(schema.breaches(try #require(SpecFile.json(of: Array(sound.utf8)))) == [])
    let broken = sound.replacing(part, with: change)
    #expect(!schema.breaches(try #require(SpecFile.json(of: Array(broken.utf8)))).isEmpty)
    #expect(try ModelReading(broken).model == nil)
  }

  /// The schema of a layer's mapping, without its shorthand.
  private func layerSchema(_ name: String) -> JSONValue? {
    let schema = schema.root["properties"]?["layers"]?["items"]?["anyOf"]?.items?[1]["properties"]?[name]
    return schema?["anyOf"]?.items?.first ?? schema
  }
}

/// A spec of this repository.
struct SpecFile: Sendable, CustomTestStringConvertible {
  let url: URL

  var testDescription: String { url.lastPathComponent }

  static var all: [SpecFile] {
    get throws {
      var folder = URL(filePath: #filePath)
      for _ in 0..<3 { folder.deleteLastPathComponent() }
      let specs = folder.appending(path: "Specs")
      return try FileManager.default.contentsOfDirectory(atPath: specs.path).sorted().flatMap { name in
        let folder = specs.appending(path: name)
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".yaml") }.sorted().map { SpecFile(url: folder.appending(path: $0)) }
      }
    }
  }

  func json() throws -> JSONValue? { Self.json(of: Array(try Data(contentsOf: url))) }

  static func json(of bytes: [UInt8]) -> JSONValue? {
    var sink = DiagnosticSink()
    return readYAMLDocument(bytes, path: "spec.yaml", into: &sink)?.json
  }
}
