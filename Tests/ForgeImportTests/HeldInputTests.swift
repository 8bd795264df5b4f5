import Testing

@testable import ForgeImport

/// Inputs that become constants: what the spec says of them, and values that are none.
@Suite struct HeldInputTests {
  private func held(_ values: [String: [String]], shapes: [String: [Int]] = [:]) -> ImportChoices {
    var all = ["rate": ["16000"], "skips": ["false"], "factors": ["1", "2", "3", "4"], "places": ["0"]]
    all.merge(values) { $1 }
    return ImportChoices(shapes: shapes, held: all.mapValues { .texts($0) })
  }

  @Test func decidesBranches() throws {
    let wide = try importFixture("constants.onnx", held([:])).spec
    #expect(wide.contains("dense: { name: MatMul_wide, units: 4, bias: false, activation: tanh }"), "\(wide)")
    let narrow = try importFixture("constants.onnx", held(["rate": ["8000"], "skips": ["true"]])).spec
    #expect(narrow.contains("dense: { name: MatMul_narrow, units: 4, bias: false }") && !narrow.contains("tanh"), "\(narrow)")
  }

  @Test func theSpecBeginsWithThem() throws {
    let spec = try importFixture("constants.onnx", held(["factors": ["0.1"]], shapes: ["factors": [4]])).spec
    let notes = spec.split(separator: "\n").prefix { $0.hasPrefix("#") }.dropFirst()
    #expect(
      Array(notes) == [
        "# Input 'rate' of the prototype is a constant here: 16000.",
        "# Input 'skips' [1] of the prototype is a constant here: false.",
        "# Input 'factors' [4] of the prototype is a constant here: 0.1.",
        "# Input 'places' [1] of the prototype is a constant here: 0.",
      ]
    )
  }

  @Test func givesThemForGoldenVectors() throws {
    let held = try importFixture("constants.onnx", held(["places": ["3", "1"]])).held
    #expect(held.map(\.name) == ["rate", "skips", "factors", "places"])
    #expect(held.map { $0.doubles() } == [[16000], [0], [1, 2, 3, 4], [3, 1]])
  }

  @Test(arguments: [
    ("rat", ["1"], "no input is called 'rat', for which a value is given", "there are: x, rate, skips, factors, places"),
    ("rate", ["1.0"], "input 'rate' is int64, but its value is '1.0'", "give whole numbers"),
    ("rate", ["true"], "input 'rate' is int64, but its value is 'true'", "give whole numbers"),
    (
      "rate", ["9223372036854775808"], "input 'rate' is int64, which does not reach 9223372036854775808",
      "give numbers from -9223372036854775808 to 9223372036854775807"
    ),
    ("rate", ["1", "2"], "input 'rate' is [], but 2 numbers are given for it", "give one number"),
    ("skips", ["0"], "input 'skips' is bool, but its value is '0'", "give true or false"),
    ("factors", ["nan"], "input 'factors' is float32, but its value is 'nan'", "give numbers, as 0.5 or -1e-3"),
    ("factors", ["1e39"], "input 'factors' is float32, which does not reach 1e39", "give numbers of at most 3.4028235e+38"),
    (
      "places", ["2147483648"], "input 'places' is int32, which does not reach 2147483648",
      "give numbers from -2147483648 to 2147483647"
    ),
    (
      "x", ["1", "2", "3"], "input 'x' is [1, 4], but 3 numbers are given for it", "give 4 numbers, or one for all elements"
    ),
    ("x", ["0"], "all inputs are constants, so that the model gives the same always", "leave one an input"),
  ])
  func refusesValuesThatAreNone(_ input: String, _ texts: [String], _ message: String, _ hint: String) throws {
    var choices = held([input: texts])
    if input == "x", texts.count > 1 { choices.held["rate"] = nil }
    let fault = try #require(throws: ImportFault.self) { try importFixture("constants.onnx", choices) }
    #expect(fault.message == message)
    #expect(fault.hint == hint)
  }

  @Test func sizesThatVaryAreThoseOfTheValue() throws {
    func shape(_ texts: [String], _ sizes: [Int?]?) throws -> [Int] {
      try HeldValue.texts(texts).entry("x", .float32, sizes: sizes).shape
    }
    #expect(try shape(["1", "2", "3"], [nil]) == [3])
    #expect(try shape(["1"], [nil]) == [1])
    #expect(try shape(["1"], nil) == [])
    #expect(try shape(["1", "2"], nil) == [2])
    #expect(try shape(["1"], [nil, 3]) == [1, 3])
    #expect(try shape(["1", "2", "3", "4"], [nil, nil, 2]) == [1, 2, 2])
    for (texts, sizes) in [(["1"], [nil, nil]), (["1", "2", "3"], [2, nil]), (["1", "2"], [3, nil, nil])]
      as [([String], [Int?])]
    {
      let fault = try #require(throws: ImportFault.self) { try shape(texts, sizes) }
      #expect(fault.message == "input 'x' has sizes that vary, which its value does not tell")
    }
  }
}
