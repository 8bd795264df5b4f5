import ForgeDiagnostics
import ForgeInterface
import Testing

@Suite struct LabelTests {
  @Test(
    "makes a case for every value",
    arguments: [
      ("[Adelie, Chinstrap]", ["adelie", "chinstrap"]), ("[New York, new-jersey]", ["newYork", "newJersey"]),
      ("[0, 1, 12]", ["kind0", "kind1", "kind12"]), ("[-1, 1]", ["kindMinus1", "kind1"]), ("[\"−3\", x]", ["kindMinus3", "x"]),
      ("[\"0-5\", \"5-10\"]", ["kind05", "kind510"]), ("[\"+\", \"-\", \"*\"]", ["kindValue0", "kindValue1", "kindValue2"]),
      ("[class, self, \"nil\"]", ["class", "selfValue", "nil"]), ("[AB, aC]", ["ab", "aC"]),
      ("[größer, 日本]", ["größer", "日本"]),
      ("[\"🙂\", \"🙁\"]", ["kindValue0", "kindValue1"]), ("[\"<5\", \"2nd\"]", ["kind5", "kind2nd"]),
    ]
  )
  func makesCases(values: String, names: [String]) throws {
    let feature = try feature("{ name: kind, type: category, values: \(values) }")
    #expect(feature.vocabulary?.labels.map(\.swiftName.name) == names)
  }

  @Test(
    "refuses values whose cases would clash",
    arguments: [
      ("[New York, new_york]", "'new_york' and 'New York' would both be the case 'newYork' of the generated enum"),
      ("[a, A]", "'A' and 'a' would both be the case 'a' of the generated enum"),
      ("[\"1\", kind1]", "'kind1' and '1' would both be the case 'kind1' of the generated enum"),
      ("[\"0-5\", \"05\"]", "'05' and '0-5' would both be the case 'kind05' of the generated enum"),
      ("[\"\\u00E9\", \"e\\u0301\"]", #"'e\u{301}' and '\u{E9}' would both be the case 'é' of the generated enum"#),
    ]
  )
  func refusesClashes(values: String, message: String) {
    let reading = readFeature("{ name: kind, type: category, values: \(values) }")
    #expect(reading.value == nil)
    #expect(reading.codes == [.nameClash])
    #expect(reading.messages == [message])
    #expect(reading.diagnostics.first?.notes.map(\.message) == ["the other one"])
  }

  @Test func refusesEveryValueThatStandsTwice() {
    let reading = readFeature("{ name: kind, type: category, values: [a, b, a, b, a] }")
    #expect(reading.value == nil)
    #expect(reading.codes == [.duplicateCategoryValue, .duplicateCategoryValue, .duplicateCategoryValue])
    #expect(reading.messages.first == "'a' stands twice among the values of 'kind'")
  }

  @Test func keepsTheCaseForTextsThatAreNotListed() {
    #expect(readFeature("{ name: kind, type: category, values: [known, Unknown], unknown: zeros }").codes == [.nameClash])
    #expect(readFeature("{ name: kind, type: category, values: [known, Unknown] }").codes == [])
  }

  /// An enum with a case for unlisted texts has an `allCases` of its own.
  @Test func refusesTheCaseThatHidesTheListOfCases() {
    #expect(readFeature("{ name: kind, type: category, values: [all cases, other] }").codes == [])
    let reading = readFeature("{ name: kind, type: category, values: [all cases, other], unknown: zeros }")
    #expect(reading.codes == [.nameClash])
  }
}
