import ForgeDiagnostics
import ForgeSpec
import Testing

@Suite struct BooleanTests {
  @Test func readsTrueAndFalse() {
    #expect(ValueReading("true", as: .boolean).value == true)
    #expect(ValueReading("false", as: .boolean).value == false)
  }

  @Test(
    "refuses every other word for a boolean",
    arguments: [
      ("yes", "write true"), ("on", "write true"), ("Y", "write true"), ("1", "write true"), ("True", "write true"),
      ("TRUE", "write true"), ("\"true\"", "in quotes it is text: remove the quotes"), ("no", "write false"),
      ("off", "write false"), ("0", "write false"),
      ("FALSE", "write false"), ("'false'", "in quotes it is text: remove the quotes"), ("~", nil), ("maybe", nil), ("", nil),
      ("[true]", nil),
    ] as [(String, String?)]
  )
  func refusesOtherWords(yaml: String, help: String?) {
    let reading = ValueReading(yaml, as: .boolean)
    #expect(reading.value == nil)
    #expect(reading.codes == [.wrongType])
    #expect(reading.helps == [help])
  }
}

@Suite struct WordTests {
  enum Side: String, Sendable, CaseIterable { case left, right, both = "both-sides" }
  enum Only: String, Sendable, CaseIterable { case one }

  @Test func readsAWordOfTheSet() {
    #expect(ValueReading("left", as: .word(Side.self)).value == .left)
    #expect(ValueReading("\"both-sides\"", as: .word(Side.self)).value == .both)
  }

  @Test(
    "refuses words that are not in the set",
    arguments: [
      ("lefft", .valueNotAllowed, "did you mean 'left'?"), ("Left", .valueNotAllowed, "did you mean 'left'?"),
      ("top", .valueNotAllowed, nil), ("", .wrongType, nil), ("[left]", .wrongType, nil), ("\"\"", .valueNotAllowed, nil),
    ] as [(String, DiagnosticCode, String?)]
  )
  func refusesOtherWords(yaml: String, code: DiagnosticCode, help: String?) {
    let reading = ValueReading(yaml, as: .word(Side.self))
    #expect(reading.value == nil)
    #expect(reading.codes == [code])
    #expect(reading.helps == [help])
  }

  @Test func saysWhichWordsThereAre() {
    #expect(ValueReading("top", as: .word(Side.self)).messages == ["'k' must be 'left' or 'right' or 'both-sides', not 'top'"])
    #expect(ValueReading("two", as: .word(Only.self)).messages == ["'k' must be 'one', not 'two'"])
  }

  @Test func keepsMessagesShort() {
    let long = String(repeating: "x", count: 100)
    #expect(
      ValueReading(long, as: .word(Only.self)).messages == ["'k' must be 'one', not '\(String(repeating: "x", count: 60))…'"]
    )
  }
}
