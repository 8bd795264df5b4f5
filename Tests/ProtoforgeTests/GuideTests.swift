import Foundation
import Testing

/// What helps to write a spec: `init`, `schema` and `explain`.
@Suite struct GuideTests {
  private let folder: Scratch

  init() throws { folder = try Scratch() }

  // MARK: init

  @Test func theStarterSpecLacksNothingButItsFiles() throws {
    let outcome = try Protoforge.run("init", in: folder)
    #expect(outcome.exitCode == 0)
    #expect(outcome.output == "wrote model.yaml: fill it in, then run 'protoforge validate model.yaml'\n")
    let found = try Protoforge.run("validate", "model.yaml", in: folder)
    #expect(found.exitCode == 2)
    let codes = found.errors.matches(of: /error: .*\[(PF\d{4})\]/).map(\.output.1)
    #expect(!codes.isEmpty)
    #expect(codes.allSatisfy { $0 == "PF0901" }, "\(found.errors)")
    #expect(found.errors.contains("'penguins.safetensors'"))
  }

  @Test func theStarterSpecIsSoundWithItsWeights() throws {
    try Protoforge.run("init", "penguins.yaml", in: folder)
    try penguins.write(to: folder.url.appending(path: "penguins.safetensors"))
    let found = try Protoforge.run("validate", "penguins.yaml", in: folder)
    let errors = found.errors.matches(of: /error: (.*)/).map(\.output.1)
    #expect(errors.count == 1, "only the golden vectors are missing: \(found.errors)")
    #expect(errors.first?.contains("penguins.golden.csv") == true)
  }

  @Test func printsTheStarterSpec() throws {
    try Protoforge.run("init", "a.yaml", in: folder)
    let outcome = try Protoforge.run("init", "-", in: folder)
    #expect(outcome.exitCode == 0)
    #expect(outcome.output == (try folder.text("a.yaml")))
    #expect(!folder.exists("-"))
  }

  @Test func initNeverOverwrites() throws {
    try folder.write("mine\n", to: "model.yaml")
    let outcome = try Protoforge.run("init", in: folder)
    #expect(outcome.exitCode == 2)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains("'model.yaml'"))
    #expect(try folder.text("model.yaml") == "mine\n")
  }

  @Test func initDoesNotWriteThroughALink() throws {
    try folder.link("model.yaml", to: "elsewhere.yaml")
    #expect(try Protoforge.run("init", in: folder).exitCode == 2)
    #expect(!folder.exists("elsewhere.yaml"))
  }

  // MARK: schema

  @Test func theSchemaIsJSON() throws {
    let outcome = try Protoforge.run("schema", in: folder)
    #expect(outcome.exitCode == 0)
    #expect(outcome.errors.isEmpty)
    let document = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
    #expect((document?["$schema"] as? String)?.contains("draft-07") == true)
    let keys = (document?["properties"] as? [String: Any]).map { Set($0.keys) }
    #expect(
      keys == ["protoforge", "model", "features", "layers", "outputs", "weights", "golden", "generate"],
      "\(keys ?? [])"
    )
  }

  @Test func theReferenceAndTheSchemaNameEveryLayer() throws {
    let reference = try Protoforge.run("schema", "--reference", in: folder).output
    let schema = try Protoforge.run("schema", in: folder).output
    let kinds = try layerKinds()
    #expect(kinds.count > 30)
    for kind in kinds {
      #expect(reference.contains("`\(kind)`"), "the reference does not tell of \(kind)")
      #expect(schema.contains("\"\(kind)\""), "the schema does not know \(kind)")
    }
  }

  /// The names of layers, as the recorded operator cases write them.
  private func layerKinds() throws -> Set<String> {
    struct Group: Decodable {
      struct Case: Decodable { let layers: [String] }
      let cases: [Case]
    }
    let folder = Repository.root.appending(path: "Tests/OperatorCases")
    var kinds: Set<String> = []
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where name.hasSuffix(".json") {
      let group = try JSONDecoder().decode(Group.self, from: Data(contentsOf: folder.appending(path: name)))
      for layer in group.cases.flatMap(\.layers) {
        if let match = layer.prefixMatch(of: /- ([a-z][a-z0-9_]*)/) { kinds.insert(String(match.output.1)) }
      }
    }
    return kinds
  }

  // MARK: explain

  @Test func explainsEveryCodeThatItLists() throws {
    let list = try Protoforge.run("explain", in: folder)
    #expect(list.exitCode == 0)
    let lines = list.output.split(separator: "\n")
    #expect(lines.count > 40)
    for line in lines {
      let code = String(line.prefix { $0 != " " })
      let outcome = try Protoforge.run("explain", code.lowercased(), in: folder)
      #expect(outcome.exitCode == 0)
      #expect(outcome.output.hasPrefix("\(code): "))
      #expect(outcome.output.count > 200, "\(code) is explained in too few words")
    }
  }

  @Test func suggestsTheCodeThatWasMeant() throws {
    let outcome = try Protoforge.run("explain", "PF0230", in: folder)
    #expect(outcome.exitCode == 2)
    #expect(outcome.errors.contains("did you mean"))
  }

  /// A safetensors file of zeros with the parameters of the starter spec: 5 inputs, 16 and 3 units
  /// (https://huggingface.co/docs/safetensors: length of the header, header, data).
  private var penguins: Data {
    let header = """
      {"fc1.weight":{"dtype":"F32","shape":[16,5],"data_offsets":[0,320]},\
      "fc1.bias":{"dtype":"F32","shape":[16],"data_offsets":[320,384]},\
      "fc2.weight":{"dtype":"F32","shape":[3,16],"data_offsets":[384,576]},\
      "fc2.bias":{"dtype":"F32","shape":[3],"data_offsets":[576,588]}}
      """
    let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) }
    return length + Data(header.utf8) + Data(count: 588)
  }
}
