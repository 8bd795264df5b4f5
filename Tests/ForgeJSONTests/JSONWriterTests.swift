import Testing

import ForgeJSON

@Suite struct JSONWriterTests {
  @Test(arguments: [
    SoundText("null", .null),
    SoundText("true", true),
    SoundText("-5", -5),
    SoundText("0.1", 0.1),
    SoundText("1.0", 1.0),
    SoundText("-0.0", .number(-0.0)),
    SoundText("5e-324", .number(.leastNonzeroMagnitude)),
    SoundText("1e+22", .number(1e22)),
    SoundText("null", .number(.nan)),
    SoundText("null", .number(-.infinity)),
    SoundText("\"a/b é 😀\u{7F}\u{2028}\"", "a/b é 😀\u{7F}\u{2028}"),
    SoundText(#""\"\\\b\t\n\f\r\u0000\u001f""#, "\"\\\u{8}\t\n\u{C}\r\0\u{1F}"),
    SoundText("[]", []),
    SoundText("{}", [:]),
    SoundText(#"{"b":[1,2.5,"x"],"a":{"":null}}"#, ["b": [1, 2.5, "x"], "a": ["": .null]]),
  ])
  func writesOnOneLine(_ sound: SoundText) {
    #expect(sound.value.text() == sound.text)
  }

  @Test func writesALineForEachMember() {
    let value: JSONValue = ["files": ["a", ["n": 1]], "none": [], "empty": [:]]
    #expect(
      value.text(indent: 2) == """
        {
          "files": [
            "a",
            {
              "n": 1
            }
          ],
          "none": [],
          "empty": {}
        }
        """
    )
    #expect(JSONValue.array([1]).text(indent: 0) == "[\n1\n]")
  }

  @Test func readsBackWhatItWrites() throws {
    let value: JSONValue = [
      "numbers": [0, .integer(.min), .integer(.max), 0.1, .number(1e300), .number(.leastNonzeroMagnitude), .number(-0.0)],
      "texts": ["", "\"\\/\u{0}\u{1F}\u{7F}é😀", "e\u{301}"], "words": [true, false, .null], "": [[], [:]],
    ]
    for indent in [nil, 0, 3] as [Int?] {
      #expect(try JSONValue(parsing: Array(value.text(indent: indent).utf8)) == value)
    }
  }
}
