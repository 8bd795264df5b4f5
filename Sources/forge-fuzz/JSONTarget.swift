import ForgeJSON

extension FuzzTarget {
  static let json = FuzzTarget(
    name: "json",
    seeds: .texts(
      #"{"a":[1,2.5,-0,1e10,"x\u00e9\ud83d\ude00\n"],"b":{"c":null,"d":true,"e":false},"é":"\"\\\/"}"#,
      "[\n  {\n    \"name\": \"l0\",\n    \"shape\": [0, 0],\n    \"scale\": 0.14285714285714285\n  }\n]",
      #"{"k0":0,"k1":1,"k2":2,"k3":3,"k4":4,"k5":5,"k6":6,"k7":7,"k8":8,"k9":9,"k10":10}"#,
      String(repeating: "[", count: 40) + String(repeating: "]", count: 40),
      "-9223372036854775808",
      #""é😀\té😀\té😀\té😀\t""#
    ),
    dictionary: .texts(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      "\"",
      "\\u",
      "\\ud83d\\ude00",
      "\\udc00",
      "\\n",
      "null",
      "true",
      "false",
      "-0",
      "1e999",
      "0.1",
      "9223372036854775808",
      "\"a\":",
      "{\"a\":1,\"a\":1}",
      "[[[[[[[[",
      "\u{FEFF}",
      "e\u{301}"
    ),
    exercise: { bytes in
      do throws(JSONError) {
        check(try JSONValue(parsing: bytes))
        return nil
      } catch {
        precondition(0...bytes.count ~= error.byteOffset, "an error points into the text")
        return error.message
      }
    }
  )

  /// What was read must read the same after it was written.
  private static func check(_ value: JSONValue) {
    for indent in [nil, 2] as [Int?] {
      let again = try? JSONValue(parsing: Array(value.text(indent: indent).utf8))
      precondition(again == value, "what is written reads back the same")
    }
  }
}
