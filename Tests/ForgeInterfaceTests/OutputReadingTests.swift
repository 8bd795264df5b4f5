import ForgeDiagnostics
import ForgeInterface
import ForgeSpec
import Testing

@Suite struct OutputReadingTests {
  @Test func readsACategory() throws {
    let output = try #require(readOutput("{ name: species, type: category, values: [Adelie, Gentoo], from: fc }").value)
    #expect(output.name == "species")
    #expect(output.swiftName.name == "species")
    #expect(output.source?.value == "fc")
    #expect(output.labels.map(\.text) == ["Adelie", "Gentoo"])
    #expect(output.labels.map(\.swiftName.name) == ["adelie", "gentoo"])
    #expect(output.kind.word == "category")
    #expect(output.tolerance == nil)
  }

  @Test func readsANumberWithItsScale() throws {
    let output = try #require(
      readOutput("{ name: price, type: number, unit: EUR, scale: 2, offset: -1, tolerance: { absolute: 0.5 } }").value
    )
    guard case .number(let unit, let scale, let offset) = output.kind else { return #expect(output.kind.word == "number") }
    #expect(unit == "EUR")
    #expect(scale == 2)
    #expect(offset == -1)
    #expect(output.tolerance == Tolerance(absolute: 0.5, relative: 1e-4))
    #expect(output.labels.isEmpty)
  }

  @Test(arguments: [("type: boolean, threshold: 0.5", "boolean"), ("type: tensor", "tensor"), ("type: number", "number")])
  func readsOtherKinds(options: String, word: String) {
    #expect(readOutput("{ name: y, \(options) }").value?.kind.word == word)
  }

  @Test(
    "refuses what an output cannot be",
    arguments: [
      ("{ name: y, type: numbre }", .valueNotAllowed, "there is no output type 'numbre'"),
      ("{ name: y, type: category, values: [a] }", .valueNotAllowed, "'values' needs at least 2 items, but has 1"),
      ("{ name: y, type: category, values: [a, a] }", .duplicateCategoryValue, "'a' stands twice among the values of 'y'"),
      (
        "{ name: y, type: category, values: [a, A] }", .nameClash,
        "'A' and 'a' would both be the case 'a' of the generated enum"
      ),
      ("{ name: y, type: boolean }", .missingKey, "a boolean output needs 'threshold': a number"),
      ("{ name: y, type: number, scale: 0 }", .degenerateConstants, "a scale of 0 makes every prediction the same"),
      ("{ name: y, type: number, threshold: 1 }", .unknownKey, "a number output has no key 'threshold'"),
      (
        "{ name: y, type: number, tolerance: { absolute: -1 } }", .valueNotAllowed,
        "'absolute' must be a number of at least 0, not '-1'"
      ),
      ("{ name: y, type: number, tolerance: 0.1 }", .wrongType, "'tolerance' takes a mapping (absolute, relative), not '0.1'"),
      ("{ name: \"1\", type: number }", .invalidName, "no Swift name can be made from '1'"),
      ("{ name: y, type: tensor, from: [a, b] }", .wrongType, "'from' must be a line of text, not a list"),
    ] as [(String, DiagnosticCode, String)]
  )
  func refuses(entry: String, code: DiagnosticCode, message: String) {
    let reading = readOutput(entry)
    #expect(reading.value == nil)
    #expect(reading.codes == [code])
    #expect(reading.messages == [message])
  }

  @Test func anUnknownTextNeedsNoCaseOfAnOutput() {
    #expect(readOutput("{ name: y, type: category, values: [known, unknown] }").codes == [])
  }
}
