import ForgeGraph
import ForgeInterface
@testable import ForgeModel
import ForgeSpec
import Testing

/// The models here give their input as it is, so that a person can tell every number.
@Suite struct ParityTests {
  @Test func passesWhereEveryValueIsWithinTheTolerance() throws {
    let report = try check(
      "type: number",
      tolerance: (0.5, 0.1),
      [(1, .init(values: [1])), (10.5, .init(values: [10])), (9, .init(values: [10]))]
    )
    #expect(report.passes)
    #expect(report.rows == 3)
    #expect(report.outputs.map(\.name) == ["y"])
    #expect(report.outputs[0].rows == 3)
    #expect(report.outputs[0].largestAbsolute == 1)
    #expect(report.outputs[0].largestRelative == 0.1)
    #expect(report.outputs[0].tolerance == Tolerance(absolute: 0.5, relative: 0.1))
  }

  @Test func tellsTheRowsThatFailWorstFirst() throws {
    let report = try check(
      "type: number",
      tolerance: (1, 0),
      [(1, .init(values: [3])), (1, .init(values: [1])), (1, .init(values: [11])), (1, .init(values: [6]))]
    )
    #expect(!report.passes)
    #expect(report.outputs[0].failures.map(\.row) == [2, 3, 0])
    #expect(report.outputs[0].failures.map(\.excess) == [10, 5, 2])
    #expect(report.outputs[0].failures[0].explanation == "is 1, not 11 (off by 10, admitted 1)")
  }

  @Test func keepsTheOrderOfRowsThatAreEquallyWrong() throws {
    let report = try check("type: number", tolerance: (1, 0), (0..<20).map { _ in (1, .init(values: [5])) })
    #expect(report.outputs[0].failures.map(\.row) == Array(0..<20))
  }

  @Test func takesTheToleranceOfTheOutputBeforeTheCommonOne() throws {
    let model = try model(
      outputs: ["{ name: own, type: number, tolerance: { absolute: 2, relative: 0 } }", "{ name: common, type: number }"],
      tolerance: (0.5, 0)
    )
    let row = GoldenVectors.Row(inputs: [input(1)], expected: [.init(values: [2.5]), .init(values: [2.5])])
    let report = checkParity(model, graph: model.graph, GoldenVectors(rows: [row]))
    #expect(report.outputs.map(\.passes) == [true, false])
    #expect(report.outputs.map(\.tolerance.absolute) == [2, 0.5])
  }

  @Test func comparesAfterScaleAndOffset() throws {
    let report = try check("type: number, scale: 10, offset: -1", tolerance: (0, 0), [(2, .init(values: [19]))])
    #expect(report.passes)
  }

  @Test(
    "takes NaN for NaN and an infinity for itself",
    arguments: [
      (Double.nan, .nan, true), (.infinity, .infinity, true), (-.infinity, -.infinity, true), (.nan, 1, false),
      (1, .nan, false),
      (.infinity, 1, false), (1, .infinity, false), (.infinity, -.infinity, false), (.nan, .infinity, false),
    ] as [(Double, Double, Bool)]
  )
  func comparesSpecials(got: Double, want: Double, passes: Bool) throws {
    let report = try check("type: number", tolerance: (1, 1), [(got, .init(values: [want]))])
    #expect(report.passes == passes)
    #expect(report.outputs[0].failures.count == (passes ? 0 : 1))
  }

  @Test(arguments: [(Double.nan, 1.0), (1, .nan), (.infinity, 1)])
  func aValueThatIsNoNumberIsWorstOfAll(got: Double, want: Double) throws {
    let rows = [(1.0, 3.0), (got, want), (1, 1000)]
    let report = try check("type: number", tolerance: (1, 0), rows.map { ($0, .init(values: [$1])) })
    #expect(report.outputs[0].failures.map(\.row) == [1, 2, 0])
    #expect(report.outputs[0].failures[0].excess == .infinity)
  }

  @Test(arguments: [(1.0, Double.infinity), (-.infinity, .infinity)])
  func aWantedInfinityIsMissedInfinitely(got: Double, want: Double) throws {
    let report = try check("type: number", tolerance: (1, 0.5), [(1, .init(values: [30])), (got, .init(values: [want]))])
    #expect(report.outputs[0].failures.map(\.excess).max() == .infinity)
    #expect(report.outputs[0].failures.map(\.row) == [1, 0])
  }

  @Test func remembersThatAValueIsNoNumber() throws {
    let report = try check("type: number", tolerance: (1, 0), [(.nan, .init(values: [1])), (5, .init(values: [1]))])
    #expect(report.outputs[0].largestAbsolute.isNaN)
    #expect(report.outputs[0].largestRelative.isNaN)
  }

  @Test func namesTheElementThatIsOff() throws {
    let report = try check("type: tensor", tolerance: (0.5, 0), [([1, 2, 3], .init(values: [1, 2, 4]))])
    #expect(report.outputs[0].failures.map(\.explanation) == ["element 2 is 3, not 4 (off by 1, admitted 0.5)"])
    let labels = try check("type: category, values: [a, b]", tolerance: (0.1, 0), [([0.5, 0.5], .init(values: [0.5, 0.25]))])
    #expect(labels.outputs[0].failures.map(\.explanation) == ["'b' is 0.5, not 0.25 (off by 0.25, admitted 0.1)"])
  }

  @Test func looksOnlyAtWhatIsRecorded() throws {
    let report = try check(
      "type: category, values: [a, b, c]",
      tolerance: (0, 0),
      [([1, 2, 3], .init(values: [nil, 2, nil]))]
    )
    #expect(report.passes)
    #expect(report.outputs[0].largestAbsolute == 0)
  }

  @Test func tellsAnotherNumberOfValues() throws {
    let report = try check("type: tensor", tolerance: (9, 9), [([1, 2, 3], .init(values: [1, 2]))])
    #expect(report.outputs[0].failures.map(\.explanation) == ["has 3 values, not 2"])
  }

  @Test func tellsRowsWhoseInputsAreRefused() throws {
    let model = try model(outputs: ["{ name: y, type: tensor }"], tolerance: (0, 0), shape: "[2]")
    let rows = [[1.0, 2.0], [1.0]].map {
      GoldenVectors.Row(inputs: [.tensor(ReferenceTensor(shape: [$0.count], elements: $0))], expected: [.init(values: [1, 2])])
    }
    let report = checkParity(model, graph: model.graph, GoldenVectors(rows: rows))
    #expect(!report.passes)
    #expect(report.outputs[0].passes)
    #expect(report.refusals.map(\.row) == [1])
    #expect(report.refusals.map(\.explanation) == ["feature 'x': its shape is [1], not [2]"])
  }

  // MARK: Labels

  @Test(
    "takes the first of the largest values for the label, as NumPy's argmax does",
    arguments: [
      ([1, 3, 2], 1), ([3, 3, 2], 0), ([1, 3, 3], 1), ([0, 0, 0], 0), ([-3, -1, -2], 1), ([-0.0, 0, -1], 0),
      ([.infinity, 1, .infinity], 0),
      ([-.infinity, -.infinity, -1], 2),
    ] as [([Double], Int)]
  )
  func takesTheFirstOfTheLargest(values: [Double], label: Int) throws {
    let kind = "type: category, values: [a, b, c]"
    #expect(try check(kind, tolerance: (0, 0), [(values, .init(label: label))]).passes)
    let other = (label + 1) % 3
    let report = try check(kind, tolerance: (0, 0), [(values, .init(label: other))])
    #expect(
      report.outputs[0].failures.map(\.explanation) == ["is '\(["a", "b", "c"][label])', not '\(["a", "b", "c"][other])'"]
    )
    #expect(report.outputs[0].failures.map(\.excess) == [.infinity])
  }

  @Test(
    "takes a boolean for true from its threshold on",
    arguments: [(0.5, 1), (0.4999, 0), (0.75, 1), (-1, 0), (.infinity, 1)] as [(Double, Int)]
  )
  func comparesWithTheThreshold(value: Double, label: Int) throws {
    #expect(try check("type: boolean, threshold: 0.5", tolerance: (0, 0), [(value, .init(label: label))]).passes)
    let report = try check("type: boolean, threshold: 0.5", tolerance: (0, 0), [(value, .init(label: 1 - label))])
    #expect(report.outputs[0].failures.map(\.explanation) == [label == 1 ? "is 'true', not 'false'" : "is 'false', not 'true'"])
  }

  @Test func comparesValuesAndLabelOfOneRow() throws {
    let report = try check(
      "type: category, values: [a, b]",
      tolerance: (0.1, 0),
      [([0.6, 0.4], .init(label: 1, values: [0.4, 0.6]))]
    )
    #expect(report.outputs[0].failures.count == 3)
  }

  @Test func failsALabelWhereTheModelGivesNoNumbers() throws {
    let report = try check("type: category, values: [a, b]", tolerance: (0, 0), [([.nan, .nan], .init(label: 0))])
    #expect(!report.passes)
  }

  // MARK: Models

  private func check(
    _ output: String,
    tolerance: (absolute: Double, relative: Double),
    _ rows: [(Double, GoldenVectors.Expected)]
  ) throws -> ParityReport {
    try check(output, tolerance: tolerance, rows.map { ([$0], $1) })
  }

  private func check(
    _ output: String,
    tolerance: (absolute: Double, relative: Double),
    _ rows: [([Double], GoldenVectors.Expected)]
  ) throws -> ParityReport {
    let model = try model(outputs: ["{ name: y, \(output) }"], tolerance: tolerance, shape: "[\(rows[0].0.count)]")
    let rows = rows.map { values, expected in
      GoldenVectors.Row(inputs: [.tensor(ReferenceTensor(shape: [values.count], elements: values))], expected: [expected])
    }
    return checkParity(model, graph: model.graph, GoldenVectors(rows: rows))
  }

  private func model(
    outputs: [String],
    tolerance: (absolute: Double, relative: Double),
    shape: String = "[1]"
  ) throws -> Model {
    try soundModel(
      """
      protoforge: 1
      model: { name: Probe }
      features: [{ name: x, type: tensor, shape: \(shape) }]
      layers: [flatten]
      outputs: [\(outputs.joined(separator: ", "))]
      golden: { file: g.csv, tolerance: { absolute: \(tolerance.absolute), relative: \(tolerance.relative) } }

      """
    )
  }

  private func input(_ value: Double) -> FeatureValue { .tensor(ReferenceTensor(shape: [1], elements: [value])) }
}
