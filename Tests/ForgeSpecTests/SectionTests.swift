import ForgeDiagnostics
import ForgeSpec
import Testing

@Suite struct SectionTests {
  static let smallest = """
    protoforge: 1
    model: { name: Probe }
    features:
      - { name: x, type: number }
    layers:
      - relu
    outputs:
      - { name: y, type: number }

    """

  @Test func readsTheSmallestSpecWithItsDefaults() throws {
    let reading = read(Self.smallest)
    let spec = try #require(reading.spec)
    #expect(reading.diagnostics.isEmpty)
    #expect(spec.path == "spec.yaml")
    #expect(spec.model.name.value == "Probe")
    #expect(
      [spec.model.summary, spec.model.version, spec.model.author, spec.model.license, spec.model.source] == [
        nil, nil, nil, nil, nil,
      ]
    )
    #expect(spec.weights == nil && spec.golden == nil)
    #expect(spec.generate.output == nil)
    #expect(spec.generate.access == .public)
    #expect(spec.generate.cpu == .auto)
    #expect(spec.generate.weights == .embedded)
  }

  @Test func readsEverySection() throws {
    let text =
      Self.smallest.replacing(
        "{ name: Probe }",
        with: "{ name: Probe, summary: A probe., version: 1.10, author: no, license: MIT, source: https://example.org }"
      ) + """
        weights: { file: w.npz, layout: keras }
        golden: { file: g.csv, tolerance: { absolute: 0, relative: 1.0e-3 } }
        generate: { output: ../Out, access: package, cpu: x86-64-v4, weights: file }

        """
    let spec = try #require(read(text).spec)
    #expect(spec.model.summary == "A probe.")
    #expect(spec.model.version == "1.10")
    #expect(spec.model.author == "no")
    #expect(spec.weights?.file.value == "w.npz")
    #expect(spec.weights?.layout.value == "keras")
    #expect(spec.golden?.tolerance == Tolerance(absolute: 0, relative: 1e-3))
    #expect(spec.generate.output?.value == "../Out")
    #expect(spec.generate.access == .package)
    #expect(spec.generate.cpu == .v4)
    #expect(spec.generate.weights == .file)
  }

  @Test(arguments: [
    ("w.pt", "pytorch"), ("runs/W.PTH", "pytorch"), ("w.pt2", "pytorch"), ("w.keras", "keras"), ("w.weights.h5", "keras"),
    ("w.H5", "keras"),
  ])
  func theLayoutIsThatOfTheFrameworkWhichWritesTheFile(_ file: String, _ layout: String) throws {
    let (spec, _) = read(Self.smallest + "weights: { file: \(file) }\n")
    #expect(spec?.weights?.layout.value == layout)
    let other = layout == "keras" ? "pytorch" : "keras"
    #expect(read(Self.smallest + "weights: { file: \(file), layout: \(other) }\n").spec?.weights?.layout.value == other)
  }

  @Test(arguments: ["w.safetensors", "w.npz", "w.npy", "w.onnx", "w", "pt", "h5.npz"])
  func otherFilesDoNotTellTheLayout(_ file: String) {
    let (spec, diagnostics) = read(Self.smallest + "weights: { file: \(file) }\n")
    #expect(spec?.weights == nil)
    #expect(diagnostics.map(\.code) == [.missingKey])
  }

  @Test(
    "takes what is left out of 'golden' from the standard tolerance",
    arguments: [
      ("golden: g.csv", Tolerance(absolute: 1e-5, relative: 1e-4)),
      ("golden: { file: g.csv }", Tolerance(absolute: 1e-5, relative: 1e-4)),
      ("golden: { file: g.csv, tolerance: { absolute: 0.5 } }", Tolerance(absolute: 0.5, relative: 1e-4)),
      ("golden: { file: g.csv, tolerance: { relative: 0 } }", Tolerance(absolute: 1e-5, relative: 0)),
      ("golden: { file: g.csv, tolerance: }", Tolerance(absolute: 1e-5, relative: 1e-4)),
    ]
  )
  func readsTolerances(line: String, tolerance: Tolerance) {
    #expect(read(Self.smallest + line + "\n").spec?.golden?.tolerance == tolerance)
  }

  @Test(
    "refuses other versions before it looks at the keys",
    arguments: ["2", "0", "1.0", "\"1\"", "one", "", "[1]", "01"]
  )
  func refusesOtherVersions(version: String) {
    let reading = read("protoforge: \(version)\nfuture: true\n")
    #expect(reading.spec == nil)
    #expect(reading.diagnostics.map(\.code) == [.unsupportedVersion])
  }

  @Test func reportsEverySectionThatIsMissing() {
    let reading = read("generate: { cpu: portable }\n")
    #expect(reading.diagnostics.map(\.code) == [DiagnosticCode](repeating: .missingKey, count: 5))
    #expect(
      reading.diagnostics.map { $0.message.split(separator: ":")[0] } == [
        "the spec needs 'protoforge'", "the spec needs 'model'", "the spec needs 'features'", "the spec needs 'layers'",
        "the spec needs 'outputs'",
      ]
    )
  }

  @Test func reportsFaultsOfAllSectionsInOneReading() {
    let text = """
      protoforge: 1
      model: { nmae: Probe }
      features: []
      layers:
        - { relu: , tanh: }
        - [dense]
      outputs:
        - { name: y }
        - number
      weights: { layout: pytroch }
      generate: { acess: public, cpu: fast }
      colour: red

      """
    #expect(
      read(text).diagnostics.map(\.code) == [
        .unknownKey, .valueNotAllowed, .wrongType, .wrongType, .missingKey, .wrongType, .valueNotAllowed,
        .missingKey, .unknownKey, .valueNotAllowed, .unknownKey,
      ]
    )
  }

  @Test(
    "keeps entries with their kind and keys",
    arguments: [
      ("flatten", "flatten", ""), ("flatten:", "flatten", ""), ("dense: { units: 3 }", "dense", "{units: 3}"),
      ("dropout: 0.3", "dropout", "0.3"), ("transpose: [1, 0]", "transpose", "[1, 0]"), ("\"relu\"", "relu", ""),
    ]
  )
  func readsLayers(entry: String, kind: String, body: String) throws {
    let spec = try #require(read(Self.smallest.replacing("- relu", with: "- \(entry)")).spec)
    #expect(spec.layers.map(\.kind) == [kind])
    #expect(spec.layers.map { sketch($0.body) } == [body])
  }

  @Test func takesTheTypeOutOfAFeature() throws {
    let spec = try #require(read(Self.smallest).spec)
    #expect(spec.features.map(\.kind) == ["number"])
    #expect(spec.features.map { sketch($0.body) } == ["{name: x}"])
    #expect(spec.features.first?.kindSpan.start == TextPosition(line: 4, column: 22))
  }

  @Test(
    "refuses entries that are no layer",
    arguments: [
      ("[relu]", "a layer is a word or a mapping such as 'dense: { units: 16 }', not a list"),
      ("{ relu: , tanh: }", "a layer is one kind with its options, but here stand 2 keys"),
      ("{}", "a layer is a word or a mapping such as 'dense: { units: 16 }', not a mapping"),
      ("", "a layer is a word or a mapping such as 'dense: { units: 16 }', not nothing"),
    ]
  )
  func refusesLayers(entry: String, message: String) {
    let reading = read(Self.smallest.replacing("- relu", with: "- \(entry)"))
    #expect(reading.diagnostics.map(\.code) == [.wrongType])
    #expect(reading.diagnostics.map(\.message) == [message])
  }

  @Test(arguments: ["- a\n", "text\n", "---\n"])
  func refusesARootThatIsNoMapping(text: String) {
    let reading = read(text)
    #expect(reading.spec == nil)
    #expect(reading.diagnostics.map(\.code) == [.wrongType])
  }

  private func read(_ text: String) -> (spec: ModelSpec?, diagnostics: [Diagnostic]) {
    var sink = DiagnosticSink()
    let spec = readModelSpec(Array(text.utf8), path: "spec.yaml", into: &sink)
    return (spec, sink.diagnostics)
  }

  private func sketch(_ node: YAMLNode) -> String { YAMLReading.sketch(of: node) }
}
