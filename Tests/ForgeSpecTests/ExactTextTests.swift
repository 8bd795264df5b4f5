import ForgeJSON
import Testing

@Suite struct ExactTextTests {
  @Test func keepsApartWhatSwiftJoins() {
    #expect("\u{E9}" == "e\u{301}")
    #expect(ExactText("\u{E9}") != ExactText("e\u{301}"))
    #expect(Set(["\u{E9}", "e\u{301}", "\u{E9}"].map(ExactText.init)).count == 2)
  }

  @Test func isEqualForTheSameBytes() {
    let built = ExactText(String(decoding: Array("größe".utf8), as: UTF8.self))
    #expect(built == ExactText("größe"))
    #expect(built.hashValue == ExactText("größe").hashValue)
  }

  @Test func sortsByBytes() {
    let texts = ["b", "a", "B", "", "ab", "é", "z", "e\u{301}", "🙂", "\u{FFFD}"]
    #expect(texts.map(ExactText.init).sorted().map(\.text) == ["", "B", "a", "ab", "b", "e\u{301}", "z", "é", "\u{FFFD}", "🙂"])
  }
}
