import ForgeDiagnostics
import ForgeSpec
import Testing

@Suite struct ListTests {
  @Test func readsAList() {
    #expect(ValueReading("[1, 2, 3]", as: .list(of: .number)).value == [1, 2, 3])
    #expect(ValueReading("[]", as: ValueType<[Double]>.list(of: .number, atLeast: 0)).value == [])
  }

  @Test func reportsEveryBadItemAtItsPlace() {
    let reading = ValueReading("[1, x, 2, \"3\"]", as: .list(of: .number))
    #expect(reading.value == nil)
    #expect(reading.codes == [.wrongType, .wrongType])
    #expect(reading.diagnostics.map { $0.span?.start.column } == [8, 14])
    #expect(reading.messages.first == "an item of 'k' must be a number, not 'x'")
  }

  @Test func asksForEnoughItems() {
    let reading = ValueReading("[1]", as: .list(of: .number, atLeast: 2))
    #expect(reading.codes == [.valueNotAllowed])
    #expect(reading.messages == ["'k' needs at least 2 items, but has 1"])
    #expect(ValueReading("[]", as: .list(of: .number)).messages == ["'k' needs at least 1 item, but has 0"])
  }

  @Test(arguments: [("1", "'1'"), ("{ a: 1 }", "a mapping"), ("", "nothing")])
  func refusesWhatIsNoList(yaml: String, found: String) {
    let reading = ValueReading(yaml, as: .list(of: .number))
    #expect(reading.codes == [.wrongType])
    #expect(reading.messages == ["'k' must be a list of at least 1 item, each a number, not \(found)"])
  }

  @Test func takesOneValueOrAList() {
    #expect(ValueReading("a", as: .oneOrMore(.line)).value == ["a"])
    #expect(ValueReading("[a, b]", as: .oneOrMore(.line)).value == ["a", "b"])
    #expect(ValueReading("[]", as: .oneOrMore(.line)).codes == [.valueNotAllowed])
    #expect(ValueReading("{ a: b }", as: .oneOrMore(.line)).codes == [.wrongType])
  }

  @Test func takesOneValueForAllAxesOrOneForEach() {
    let type = ValueType<[Int]>.perAxis(.count, axes: ["height", "width"])
    #expect(ValueReading("3", as: type).value == [3, 3])
    #expect(ValueReading("[3, 5]", as: type).value == [3, 5])
    #expect(ValueReading("[3]", as: type).codes == [.valueNotAllowed])
    #expect(ValueReading("[1, 2, 3]", as: type).codes == [.valueNotAllowed])
    #expect(ValueReading("[3, x]", as: type).codes == [.wrongType])
    #expect(ValueReading("0", as: type).codes == [.valueNotAllowed])
  }

  @Test func readsAMappingOfFreeNamesInTheOrderOfTheFile() {
    let reading = ValueReading("{ z: 1, a: 2 }", as: .dictionary(of: .number))
    #expect(reading.value?.map(\.name) == ["z", "a"])
    #expect(reading.value?.map(\.value) == [1, 2])
    #expect(
      ValueReading("{ z: x, a: y }", as: .dictionary(of: .number)).messages == [
        "'z' must be a number, not 'x'", "'a' must be a number, not 'y'",
      ]
    )
    #expect(ValueReading("[1]", as: .dictionary(of: .number)).codes == [.wrongType])
  }

  @Test func keepsThePlaceOfALocatedValue() {
    let value = ValueReading("  abc", as: ValueType<String>.line.located).value
    #expect(value?.value == "abc")
    #expect(value?.span.start == TextPosition(line: 1, column: 6))
    #expect(value?.span.end == TextPosition(line: 1, column: 9))
  }

  @Test func refusesWhatAMappedTypeRefuses() {
    let even = ValueType<Int>.count.map { number throws(Refusal) in
      guard number.isMultiple(of: 2) else { throw Refusal("must be even", help: "double it") }
      return number / 2
    }
    #expect(ValueReading("8", as: even).value == 4)
    let refused = ValueReading("7", as: even)
    #expect(refused.codes == [.valueNotAllowed])
    #expect(refused.messages == ["'k' must be even"])
    #expect(refused.helps == ["double it"])
  }
}
