import ForgeDiagnostics
import ForgeInterface
import ForgeModel
import Testing

@Suite struct GoldenCSVTests {
  static let features = [
    "{ name: length, type: number }", "{ name: count, type: integer }", "{ name: alive, type: boolean }",
    "{ name: island, type: category, values: [Dream, Biscoe] }", "{ name: size, type: ordinal, values: [small, large] }",
  ]
  static let outputs = [
    "{ name: species, type: category, values: [Adelie, Gentoo] }", "{ name: heavy, type: boolean, threshold: 0.5 }",
    "{ name: mass, type: number }",
  ]

  @Test func readsEveryFormOfColumn() throws {
    let golden = try #require(
      try read(
        """
        length,count,alive,island,size,species,species.Adelie,species.Gentoo,heavy,heavy.probability,mass
        39.1,3,true,Dream,small,Adelie,0.75,0.25,False,0.125,3750
        1e-3,-7,0,Biscoe,large,Gentoo,0.1,0.9,1,0.5,-1.5e3

        """
      ).golden
    )
    #expect(golden.rows.count == 2)
    #expect(golden.rows[0].inputs == [.number(39.1), .number(3), .boolean(true), .label("Dream"), .label("small")])
    #expect(golden.rows[1].inputs == [.number(0.001), .number(-7), .boolean(false), .label("Biscoe"), .label("large")])
    #expect(
      golden.rows[0].expected == [
        .init(label: 0, values: [0.75, 0.25]), .init(label: 0, values: [0.125]), .init(values: [3750]),
      ]
    )
    #expect(
      golden.rows[1].expected == [.init(label: 1, values: [0.1, 0.9]), .init(label: 1, values: [0.5]), .init(values: [-1500])]
    )
  }

  @Test func findsColumnsInAnyOrder() throws {
    let golden = try #require(
      try read("mass,heavy,species,size,island,alive,count,length\n1,true,Gentoo,large,Dream,1,2,3\n").golden
    )
    #expect(golden.rows[0].inputs == [.number(3), .number(2), .boolean(true), .label("Dream"), .label("large")])
    #expect(
      golden.rows[0].expected == [.init(label: 1, values: [nil, nil]), .init(label: 1, values: [nil]), .init(values: [1])]
    )
  }

  @Test func takesSomeOfTheProbabilities() throws {
    let golden = try #require(try read("x,y.b\n1,0.25\n", outputs: ["{ name: y, type: category, values: [a, b] }"]).golden)
    #expect(golden.rows[0].expected == [.init(label: nil, values: [nil, 0.25])])
  }

  @Test(
    "takes an empty cell for a missing value",
    arguments: [
      ("type: number"), ("type: integer"), ("type: boolean"), ("type: category, values: [a]"), ("type: ordinal, values: [a]"),
    ]
  )
  func takesEmptyCellsForMissing(options: String) throws {
    let golden = try #require(
      try read(
        "x,y\n,1\n\"\",2\n",
        features: ["{ name: x, \(options) }"],
        outputs: [Self.outputs[2].replacing("mass", with: "y")]
      ).golden
    )
    #expect(golden.rows.map(\.inputs) == [[.missing], [.missing]])
  }

  @Test(
    "reads numbers as NumPy, pandas and R write them",
    arguments: [
      ("1", 1), ("-1.5", -1.5), ("+2", 2), (".5", 0.5), ("5.", 5), ("1e5", 1e5), ("1E-05", 1e-5), ("-0.0", -0.0),
      ("inf", .infinity),
      ("-inf", -.infinity), ("Inf", .infinity), ("-Infinity", -.infinity), ("+inf", .infinity), ("nan", .nan), ("NaN", .nan),
      ("0.1", 0.1), ("179769313486231570000000000000000000000", 1.7976931348623157e38),
    ] as [(String, Double)]
  )
  func readsNumbers(cell: String, value: Double) throws {
    let golden = try #require(try read("x,y\n\(cell),\(cell)\n").golden)
    guard case .number(let input) = golden.rows[0].inputs[0], let output = golden.rows[0].expected[0].values[0] else {
      return #expect(golden.rows[0].inputs == [.number(value)])
    }
    #expect(input.isNaN == value.isNaN && (value.isNaN || input == value))
    #expect(output.isNaN == value.isNaN && (value.isNaN || output == value))
  }

  @Test(arguments: ["true", "True", "TRUE", "1", "1.0"])
  func readsTruth(cell: String) throws {
    #expect(try read("x,y\n\(cell),0\n", features: ["{ name: x, type: boolean }"]).golden?.rows[0].inputs == [.boolean(true)])
  }

  @Test(arguments: ["false", "False", "FALSE", "0", "0.0"])
  func readsFalsehood(cell: String) throws {
    #expect(try read("x,y\n\(cell),0\n", features: ["{ name: x, type: boolean }"]).golden?.rows[0].inputs == [.boolean(false)])
  }

  @Test func givesAScalarTensorItsOneElement() throws {
    let golden = try #require(
      try read("x,y\n2.5,1\n", features: ["{ name: x, type: tensor, shape: [1] }"], outputs: ["{ name: y, type: tensor }"])
        .golden
    )
    #expect(golden.rows[0].inputs == [.tensor(.init(shape: [1], elements: [2.5]))])
    #expect(golden.rows[0].expected == [.init(values: [1])])
  }

  // MARK: Refusals

  @Test(
    "points at the cell that cannot be",
    arguments: [
      ("x: abc", "x,y\n⟦abc⟧,1\n", "type: number", "'abc' is no number, but 'x' takes a number"),
      ("x: 0x10", "x,y\n⟦0x10⟧,1\n", "type: number", "'0x10' is no number, but 'x' takes a number"),
      ("x: 1_000", "x,y\n⟦1_000⟧,1\n", "type: number", "'1_000' is no number, but 'x' takes a number"),
      ("x: a blank before", "x,y\n⟦ 1⟧,1\n", "type: number", "' 1' is no number, but 'x' takes a number"),
      ("x: a decimal comma", "x,y\n⟦\"1,5⟧\",1\n", "type: number", "'1,5' is no number, but 'x' takes a number"),
      ("x: 1e", "x,y\n⟦1e⟧,1\n", "type: number", "'1e' is no number, but 'x' takes a number"),
      ("x: a dot", "x,y\n⟦.⟧,1\n", "type: number", "'.' is no number, but 'x' takes a number"),
      ("x: NA of R", "x,y\n⟦NA⟧,1\n", "type: number", "'NA' is no number, but 'x' takes a number"),
      ("x: a fraction", "x,y\n⟦1.5⟧,1\n", "type: integer", "'x' is an integer feature, but the cell is '1.5'"),
      ("x: yes", "x,y\n⟦yes⟧,1\n", "type: boolean", "'yes' is neither true nor false, but 'x' is boolean"),
      ("x: 2", "x,y\n⟦2⟧,1\n", "type: boolean", "'2' is neither true nor false, but 'x' is boolean"),
      ("y: abc", "x,y\n1,⟦abc⟧\n", "type: number", "'abc' is no number, but 'y' takes a number"),
      ("y: empty", "x,y\n1,2\n3,⟦ ⟧\n", "type: number", "' ' is no number, but 'y' takes a number"),
      ("in a later row", "x,y\n1,2\n3,4\n5,⟦größe⟧\n", "type: number", "'größe' is no number, but 'y' takes a number"),
    ]
  )
  func pointsAtBadCells(id: String, marked: String, options: String, message: String) throws {
    let marked = MarkedText(marked)
    let reading = try read(marked.text, features: ["{ name: x, \(options) }"])
    #expect(reading.golden == nil)
    #expect(reading.diagnostics.map(\.code) == [.badGoldenValue])
    #expect(reading.diagnostics.map(\.message) == [message])
    #expect(reading.diagnostics.first?.span?.start == marked.start)
    if !id.contains("comma") { #expect(reading.diagnostics.first?.span == marked.span(path: "g.csv")) }
  }

  @Test func pointsAtALabelThatIsNone() throws {
    let marked = MarkedText("x,y\n1,⟦adelie⟧\n")
    let reading = try read(marked.text, outputs: ["{ name: y, type: category, values: [Adelie, Gentoo] }"])
    #expect(reading.golden == nil)
    #expect(reading.diagnostics.map(\.code) == [.badGoldenValue])
    #expect(reading.diagnostics.map(\.message) == ["'adelie' is not among the values of output 'y'"])
    #expect(reading.diagnostics.map(\.help) == ["did you mean 'Adelie'?"])
    #expect(reading.diagnostics.first?.span == marked.span(path: "g.csv"))
  }

  @Test func reportsEveryBadCell() throws {
    let reading = try read("x,y\na,b\n1,c\nd,2\n")
    #expect(
      reading.diagnostics.compactMap { $0.span?.start }
        == [(2, 1), (2, 3), (3, 3), (4, 1)].map { TextPosition(line: $0, column: $1) }
    )
  }

  @Test(arguments: ["inf", "1e999", "1e300", "9223372036854775808"])
  func refusesAnIntegerThatIntCannotHold(cell: String) throws {
    let reading = try read("x,y\n\(cell),1\n", features: ["{ name: x, type: integer }"])
    #expect(reading.diagnostics.map(\.code) == [.badGoldenValue])
  }

  @Test func refusesANumberBeyondFloat64() throws {
    let reading = try read("x,y\n1,1e999\n")
    #expect(reading.diagnostics.map(\.code) == [.badGoldenValue])
  }

  @Test(
    "names the column that is missing",
    arguments: [
      ("y\n1\n", "g.csv has no column for feature 'x'", nil), ("x\n1\n", "g.csv has no column for output 'y'", nil),
      (
        "x,Y\n1,2\n", "the names in g.csv are not those of the model: 1 missing, 1 unknown",
        "if they are the same, rename 'Y' to 'y' in the golden file; or use the file's names in the spec"
      ),
    ] as [(String, String, String?)]
  )
  func namesMissingColumns(text: String, message: String, help: String?) throws {
    let reading = try read(text)
    #expect(reading.golden == nil)
    #expect(reading.diagnostics.map(\.code) == [.missingGoldenColumn])
    #expect(reading.diagnostics.map(\.message) == [message])
    #expect(reading.diagnostics.map(\.span) == [goldenSpan])
    #expect(reading.diagnostics.map(\.help) == [help])
  }

  @Test(
    "says which columns an output may have",
    arguments: [
      ("type: category, values: [a, b]", "'y' with labels, or 'y.LABEL' with probabilities"),
      ("type: boolean, threshold: 0.5", "'y' with true or false, or 'y.probability'"),
    ]
  )
  func saysWhichColumnsThereMayBe(options: String, wanted: String) throws {
    let reading = try read("x\n1\n", outputs: ["{ name: y, \(options) }"])
    #expect(reading.diagnostics.map(\.message) == ["g.csv has no column for output 'y': \(wanted)"])
  }

  @Test func pointsAtColumnsThatNothingUses() throws {
    let marked = MarkedText("x,y,⟦indx⟧,y.c\n1,2,0,1\n")
    let reading = try read(marked.text)
    #expect(reading.golden == nil)
    #expect(reading.diagnostics.map(\.code) == [.unknownGoldenColumn, .unknownGoldenColumn])
    #expect(reading.diagnostics.first?.message == "column 'indx' is no feature or output")
    #expect(reading.diagnostics.first?.span == marked.span(path: "g.csv"))
    #expect(reading.diagnostics.first?.help == "remove it from the golden file")
  }

  @Test func refusesAColumnThatStandsTwice() throws {
    let marked = MarkedText("x,y,⟦x⟧\n1,2,3\n")
    let reading = try read(marked.text)
    #expect(reading.diagnostics.map(\.code) == [.unreadableGolden])
    #expect(reading.diagnostics.first?.span == marked.span(path: "g.csv"))
  }

  @Test(arguments: ["x,y\n", "", "x,y\n1\n", "x,\"y\n"])
  func refusesATableWithoutRows(text: String) throws {
    let reading = try read(text)
    #expect(reading.golden == nil)
    #expect(reading.diagnostics.map(\.code) == [.unreadableGolden])
  }

  @Test func comparesNamesByBytes() throws {
    let reading = try read("caf\u{E9},y\n1,2\n", features: ["{ name: \"cafe\\u0301\", type: number }"])
    #expect(reading.diagnostics.map(\.code) == [.missingGoldenColumn])
    #expect(reading.diagnostics.first?.help?.contains("rename 'caf\\u{E9}' to 'cafe\\u{301}'") == true)
  }

  private func read(_ text: String) throws -> (golden: GoldenVectors?, diagnostics: [Diagnostic]) {
    let isWide = text.contains("length")
    return try read(
      text,
      features: isWide ? Self.features : ["{ name: x, type: number }"],
      outputs: isWide ? Self.outputs : ["{ name: y, type: number }"]
    )
  }

  private func read(
    _ text: String,
    features: [String] = ["{ name: x, type: number }"],
    outputs: [String] = ["{ name: y, type: number }"]
  ) throws -> (golden: GoldenVectors?, diagnostics: [Diagnostic]) {
    let interface = try Interface(features: features, outputs: outputs)
    var sink = DiagnosticSink()
    let golden = readGoldenCSV(
      Array(text.utf8),
      path: "g.csv",
      features: interface.features,
      outputs: interface.outputs,
      at: .text(goldenSpan),
      into: &sink
    )
    return (golden, sink.diagnostics)
  }
}
