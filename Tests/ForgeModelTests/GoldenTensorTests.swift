import ForgeDiagnostics
import ForgeGraph
import ForgeInterface
import ForgeModel
import ForgeTensors
import Testing

@Suite struct GoldenTensorTests {
  @Test func readsEveryKindOfFeature() throws {
    let golden = try #require(
      try read(
        features: [
          "{ name: length, type: number }", "{ name: count, type: integer }", "{ name: alive, type: boolean }",
          "{ name: island, type: category, values: [a, b, c] }", "{ name: size, type: ordinal, values: [s, l] }",
          "{ name: photo, type: tensor, shape: [2, 2] }", "{ name: ids, type: tensor, shape: [2], dtype: int64 }",
        ],
        [
          floats("length", [2], [1.5, .nan]), integers("count", [2, 1], [3, -4]), floats("alive", [2], [1, 0]),
          integers("island", [2], [2, -1]), integers("size", [2, 1], [0, 1]),
          floats("photo", [2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]),
          integers("ids", [2, 2], [7, 8, 9, 10]), floats("y", [2], [0.5, -0.5]),
        ]
      ).golden
    )
    #expect(golden.rows.count == 2)
    guard case .number(let missing) = golden.rows[1].inputs[0] else {
      return #expect(golden.rows[1].inputs[0] == .number(.nan))
    }
    #expect(missing.isNaN)
    #expect(golden.rows[0].inputs[0] == .number(1.5))
    #expect(golden.rows.map { $0.inputs[1] } == [.number(3), .number(-4)])
    #expect(golden.rows.map { $0.inputs[2] } == [.boolean(true), .boolean(false)])
    #expect(golden.rows.map { $0.inputs[3] } == [.index(2), .index(-1)])
    #expect(golden.rows.map { $0.inputs[4] } == [.index(0), .index(1)])
    #expect(golden.rows[1].inputs[5] == .tensor(ReferenceTensor(shape: [2, 2], elements: [5, 6, 7, 8])))
    #expect(golden.rows[1].inputs[6] == .tensor(ReferenceTensor(shape: [2], elements: [9, 10])))
    #expect(golden.rows.map(\.expected) == [[.init(values: [0.5])], [.init(values: [-0.5])]])
  }

  @Test(
    "reads every kind of output",
    arguments: [
      (
        "probabilities", "type: category, values: [a, b]", floats("y", [2, 2], [0.25, 0.75, 1, 0]),
        [.init(values: [0.25, 0.75]), .init(values: [1, 0])]
      ),
      ("labels", "type: category, values: [a, b]", integers("y", [2], [1, 0]), [.init(label: 1), .init(label: 0)]),
      (
        "labels in a column", "type: category, values: [a, b]", integers("y", [2, 1], [1, 0]),
        [.init(label: 1), .init(label: 0)]
      ),
      (
        "a probability", "type: boolean, threshold: 0.5", floats("y", [2, 1], [0.25, 1]),
        [.init(values: [0.25]), .init(values: [1])]
      ),
      ("a flag", "type: boolean, threshold: 0.5", integers("y", [2], [1, 0]), [.init(label: 1), .init(label: 0)]),
      ("a number", "type: number", floats("y", [2, 1, 1], [3, .infinity]), [.init(values: [3]), .init(values: [.infinity])]),
      ("a tensor", "type: tensor", floats("y", [2, 1, 2], [1, 2, 3, 4]), [.init(values: [1, 2]), .init(values: [3, 4])]),
    ] as [(String, String, TensorEntry, [GoldenVectors.Expected])]
  )
  func readsOutputs(id: String, options: String, entry: TensorEntry, expected: [GoldenVectors.Expected]) throws {
    let golden = try #require(try read(outputs: ["{ name: y, \(options) }"], [floats("x", [2], [0, 0]), entry]).golden)
    #expect(golden.rows.map(\.expected) == expected.map { [$0] })
  }

  @Test(
    "refuses what does not fit",
    arguments: [
      (
        "rows that differ", "type: number", "type: number", [floats("x", [2], [0, 0]), floats("y", [3], [0, 0, 0])],
        "'y' has 3 rows, but 'x' has 2"
      ),
      (
        "a single number", "type: number", "type: number", [floats("x", [], [0]), floats("y", [1], [0])],
        "'x' is a single number, but rows lie on the first axis"
      ),
      ("no rows", "type: number", "type: number", [floats("x", [0], []), floats("y", [0], [])], "the golden file has no rows"),
      (
        "several columns for a number", "type: number", "type: number", [floats("x", [1, 2], [0, 0]), floats("y", [1], [0])],
        "'x' is [1, 2], but a number feature has one value a row"
      ),
      (
        "floats for a category", "type: category, values: [a, b]", "type: number",
        [floats("x", [1], [0]), floats("y", [1], [0])],
        "'x' holds float32 elements, but a category is given as the integer place of its value"
      ),
      (
        "floats for ids", "type: tensor, shape: [1], dtype: int64", "type: number",
        [floats("x", [1, 1], [0]), floats("y", [1], [0])],
        "'x' holds float32 elements, but the feature takes ids (int64)"
      ),
      (
        "another number of labels", "type: number", "type: category, values: [a, b, c]",
        [floats("x", [1], [0]), floats("y", [1, 2], [0, 1])],
        "'y' is [1, 2], but the output has 3 values"
      ),
      (
        "a label that is none", "type: number", "type: category, values: [a, b]",
        [floats("x", [2], [0, 0]), integers("y", [2], [0, 2])],
        "'y' holds the label number 2 in row 2, but the labels are 0 to 1"
      ),
      (
        "a negative label", "type: number", "type: category, values: [a, b]",
        [floats("x", [1], [0]), integers("y", [1], [-1])],
        "'y' holds the label number -1 in row 1, but the labels are 0 to 1"
      ),
      (
        "a number that is no label", "type: number", "type: category, values: [-1, 1]",
        [floats("x", [2], [0, 0]), integers("y", [2], [1, 0])],
        "'y' holds the label 0 in row 2, which is none of the values"
      ),
      (
        "several columns for a boolean", "type: number", "type: boolean, threshold: 0",
        [floats("x", [1], [0]), floats("y", [1, 2], [0, 1])],
        "'y' is [1, 2], but a boolean output has one value a row"
      ),
      (
        "several columns for a number output", "type: number", "type: number",
        [floats("x", [1], [0]), floats("y", [1, 2], [0, 1])],
        "'y' is [1, 2], but a number output has one value a row"
      ),
    ] as [(String, String, String, [TensorEntry], String)]
  )
  func refuses(id: String, feature: String, output: String, entries: [TensorEntry], message: String) throws {
    let reading = try read(features: ["{ name: x, \(feature) }"], outputs: ["{ name: y, \(output) }"], entries)
    #expect(reading.golden == nil)
    #expect(reading.diagnostics.map(\.code) == [.badGoldenValue])
    #expect(reading.diagnostics.map(\.message) == [message])
    #expect(reading.diagnostics.map(\.place) == [.file(path: "g.safetensors")])
  }

  @Test func namesTensorsThatAreMissingAndThoseThatNothingUses() throws {
    let reading = try read([floats("X", [1], [0]), floats("index", [1], [0])])
    #expect(reading.golden == nil)
    #expect(
      reading.diagnostics == [
        Diagnostic(
          .error,
          .missingGoldenColumn,
          "the names in g.safetensors are not those of the model: 2 missing, 2 unknown",
          at: .text(goldenSpan),
          notes: [.init("the model wants feature 'x' and output 'y'"), .init("the file has instead 'X' and 'index'")],
          help:
            "record the outputs of this very model with the inputs that they belong to, each under the name that the spec gives it"
        )
      ]
    )
  }

  @Test(
    "tells how to rename",
    arguments: [
      (
        "by shape", [floats("logits", [1, 3], [0, 0, 0]), floats("ids", [1, 2], [0, 0])], "'ids' to 'x' and 'logits' to 'y'"
      ),
      (
        "by a name that is near",
        [floats("Y", [1, 3], [0, 0, 0]), floats("x", [1, 2], [0, 0]), floats("z", [1, 3], [0, 0, 0])], "'Y' to 'y'"
      ),
    ] as [(String, [TensorEntry], String)]
  )
  func tellsHowToRename(id: String, entries: [TensorEntry], names: String) throws {
    let reading = try read(
      features: ["{ name: x, type: tensor, shape: [2] }"],
      outputs: ["{ name: y, type: category, values: [a, b, c] }"],
      entries
    )
    #expect(reading.diagnostics.map(\.code) == [.missingGoldenColumn])
    let help = try #require(reading.diagnostics.first?.help)
    #expect(help.hasPrefix("if they are the same, rename \(names) in the golden file"))
  }

  @Test func guessesNoNameWhereSeveralFit() throws {
    let reading = try read(
      features: ["{ name: x, type: number }"],
      outputs: ["{ name: mean, type: number }", "{ name: deviation, type: number }"],
      [floats("x", [1], [0]), floats("output_0", [1], [0]), floats("output_1", [1], [0])]
    )
    #expect(reading.diagnostics.first?.help?.hasPrefix("record the outputs of this very model") == true)
  }

  /// Another model's file is one finding, however many names there are.
  @Test func tellsManyNamesAtOnce() throws {
    let strangers = (0..<40).map { floats("t\($0)", [1], [0]) }
    let known = [floats("x", [1], [0]), floats("y", [1], [0])]
    let reading = try read(known + strangers)
    #expect(reading.diagnostics.map(\.message) == ["40 tensors of g.safetensors are no features or outputs"])
    #expect(reading.diagnostics.first?.notes.first?.message.hasSuffix("and 28 more") == true)
  }

  @Test func refusesAFractionForAnInteger() throws {
    let reading = try read(features: ["{ name: x, type: integer }"], [floats("x", [1], [1.5]), floats("y", [1], [0])])
    #expect(reading.diagnostics.map(\.code) == [.badGoldenValue])
  }

  @Test func refusesANumberThatIsNoTruthValue() throws {
    let reading = try read(features: ["{ name: x, type: boolean }"], [floats("x", [1], [0.5]), floats("y", [1], [0])])
    #expect(reading.diagnostics.map(\.code) == [.badGoldenValue])
  }

  @Test func refusesAnIDBeyondThirtyTwoBits() throws {
    let ids = ["{ name: x, type: tensor, shape: [2], dtype: int64 }"]
    let reading = try read(features: ids, [integers("x", [1, 2], [7, 1 << 31]), floats("y", [1], [0])])
    #expect(reading.diagnostics.map(\.code) == [.badGoldenValue])
  }

  /// A file of a few bytes may declare any number of rows without elements.
  @Test func refusesRowsWithoutElements() throws {
    let reading = try read(
      features: ["{ name: x, type: tensor, shape: [time] }"],
      [floats("x", [1 << 40, 0], []), floats("y", [1 << 40, 0], [])]
    )
    #expect(reading.golden == nil)
    #expect(reading.diagnostics.map(\.code) == [.badGoldenValue])
  }

  private func read(
    features: [String] = ["{ name: x, type: number }"],
    outputs: [String] = ["{ name: y, type: number }"],
    _ entries: [TensorEntry]
  ) throws -> (golden: GoldenVectors?, diagnostics: [Diagnostic]) {
    let interface = try Interface(features: features, outputs: outputs)
    var sink = DiagnosticSink()
    let golden = readGoldenTensors(
      try tensorFile(entries),
      path: "g.safetensors",
      features: interface.features,
      outputs: interface.outputs,
      at: .text(goldenSpan),
      into: &sink
    )
    return (golden, sink.diagnostics)
  }
}

private func floats(_ name: String, _ shape: [Int], _ values: [Float]) -> TensorEntry {
  entry(name, .float32, shape, values.flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian, Array.init) })
}

private func integers(_ name: String, _ shape: [Int], _ values: [Int64]) -> TensorEntry {
  entry(name, .int64, shape, values.flatMap { withUnsafeBytes(of: $0.littleEndian, Array.init) })
}

private func entry(_ name: String, _ type: ElementType, _ shape: [Int], _ bytes: [UInt8]) -> TensorEntry {
  do {
    return try TensorEntry(name: name, elementType: type, shape: shape, bytes: bytes)
  } catch {
    preconditionFailure("the tensor '\(name)' of a test does not hold what its shape says")
  }
}
