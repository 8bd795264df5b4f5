import Testing

import ForgeJSON

/// A text that is not JSON, and what is said about it.
struct BrokenText: Sendable, CustomTestStringConvertible {
  let bytes: [UInt8]
  let error: JSONError

  init(_ text: String, at offset: Int, _ message: String) {
    self.init(bytes: Array(text.utf8), at: offset, message)
  }

  init(bytes: [UInt8], at offset: Int, _ message: String) {
    self.bytes = bytes
    error = JSONError(message: message, byteOffset: offset)
  }

  var testDescription: String { String(decoding: bytes, as: UTF8.self) }
}

@Suite struct JSONReaderRefusalTests {
  @Test(arguments: [
    BrokenText("", at: 0, "expected a value, found the end of the text"),
    BrokenText("  ", at: 2, "expected a value, found the end of the text"),
    BrokenText("1 2", at: 2, "expected the end of the text, found '2'"),
    BrokenText("null\u{0}", at: 4, "expected the end of the text, found byte 0x00"),
    BrokenText("\u{FEFF}1", at: 0, "expected a value, found byte 0xEF"),
    BrokenText("tru", at: 0, "expected a value, found a word that is not 'true', 'false' or 'null'"),
    BrokenText("nul1", at: 0, "expected a value, found a word that is not 'true', 'false' or 'null'"),
    BrokenText("True", at: 0, "expected a value, found 'T'"),
    BrokenText("NaN", at: 0, "expected a value, found 'N'"),
    BrokenText("// x", at: 0, "expected a value, found '/'"),
    BrokenText("[1", at: 2, "expected ',' or ']' after an element, found the end of the text"),
    BrokenText("[1 2]", at: 3, "expected ',' or ']' after an element, found '2'"),
    BrokenText("[1,]", at: 3, "expected a value, found ']'"),
    BrokenText("[,1]", at: 1, "expected a value, found ','"),
    BrokenText("[1}", at: 2, "expected ',' or ']' after an element, found '}'"),
    BrokenText("]", at: 0, "expected a value, found ']'"),
    BrokenText("{", at: 1, "expected a key in double quotes, found the end of the text"),
    BrokenText("{'a':1}", at: 1, "expected a key in double quotes, found '''"),
    BrokenText("{1:1}", at: 1, "expected a key in double quotes, found '1'"),
    BrokenText("{\"a\"}", at: 4, "expected ':' after a key, found '}'"),
    BrokenText("{\"a\":}", at: 5, "expected a value, found '}'"),
    BrokenText("{\"a\":1,}", at: 7, "expected a key in double quotes, found '}'"),
    BrokenText("{\"a\":1]", at: 6, "expected ',' or '}' after a member, found ']'"),
  ])
  func refuses(_ broken: BrokenText) {
    #expect(throws: broken.error) { try JSONValue(parsing: broken.bytes) }
  }

  @Test(arguments: [
    BrokenText("01", at: 1, "a number may not begin with 0"),
    BrokenText("-01", at: 2, "a number may not begin with 0"),
    BrokenText("-", at: 1, "expected a digit after '-', found the end of the text"),
    BrokenText("-a", at: 1, "expected a digit after '-', found 'a'"),
    BrokenText("+1", at: 0, "expected a value, found '+'"),
    BrokenText(".5", at: 0, "expected a value, found '.'"),
    BrokenText("1.", at: 2, "expected a digit after the decimal point, found the end of the text"),
    BrokenText("1.e1", at: 2, "expected a digit after the decimal point, found 'e'"),
    BrokenText("1e", at: 2, "expected a digit after the exponent's 'e', found the end of the text"),
    BrokenText("1e+-1", at: 3, "expected a digit after the exponent's 'e', found '-'"),
    BrokenText("0x10", at: 1, "expected the end of the text, found 'x'"),
    BrokenText("1_000", at: 1, "expected the end of the text, found '_'"),
    BrokenText("[1e999]", at: 1, "the number '1e999' is too large"),
    BrokenText("-1e400", at: 0, "the number '-1e400' is too large"),
  ])
  func refusesNumbers(_ broken: BrokenText) {
    #expect(throws: broken.error) { try JSONValue(parsing: broken.bytes) }
  }

  @Test(arguments: [
    BrokenText("\"", at: 1, "the text ends inside a string"),
    BrokenText("\"ab", at: 3, "the text ends inside a string"),
    BrokenText("\"a\nb\"", at: 2, "a string holds the control character byte 0x0A without an escape"),
    BrokenText(#""\"#, at: 2, "expected one of \"\\/bfnrtu after '\\', found the end of the text"),
    BrokenText(#""\x""#, at: 2, "expected one of \"\\/bfnrtu after '\\', found 'x'"),
    BrokenText(#""\u12g4""#, at: 5, "expected four hexadecimal digits after '\\u', found 'g'"),
    BrokenText(#""\u12"#, at: 5, "expected four hexadecimal digits after '\\u', found the end of the text"),
    BrokenText(#""\ud800""#, at: 1, "a '\\u' escape is half of a surrogate pair without the other half"),
    BrokenText(#""\udc00\ud800""#, at: 1, "a '\\u' escape is half of a surrogate pair without the other half"),
    BrokenText(#""a\ud800\u0041""#, at: 2, "a '\\u' escape is half of a surrogate pair without the other half"),
    BrokenText(#""\ud800\n""#, at: 1, "a '\\u' escape is half of a surrogate pair without the other half"),
    BrokenText(#""\ud800\ud800""#, at: 1, "a '\\u' escape is half of a surrogate pair without the other half"),
    BrokenText(bytes: [0x22, 0x80, 0x22], at: 1, "a string is not valid UTF-8: byte 0x80"),
    BrokenText(bytes: [0x22, 0x61, 0xC0, 0x80, 0x22], at: 2, "a string is not valid UTF-8: byte 0xC0"),
    BrokenText(bytes: [0x22, 0xED, 0xA0, 0x80, 0x22], at: 1, "a string is not valid UTF-8: byte 0xED"),
    BrokenText(bytes: [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], at: 1, "a string is not valid UTF-8: byte 0xF4"),
    BrokenText(bytes: [0x22, 0xE2, 0x82, 0x22], at: 1, "a string is not valid UTF-8: byte 0xE2"),
    BrokenText(bytes: [0x22, 0xE2, 0x82], at: 1, "a string is not valid UTF-8: byte 0xE2"),
  ])
  func refusesStrings(_ broken: BrokenText) {
    #expect(throws: broken.error) { try JSONValue(parsing: broken.bytes) }
  }

  @Test(arguments: [
    BrokenText(#"{"a":1,"a":2}"#, at: 7, "the key 'a' stands twice in one object"),
    BrokenText(#"{"a":1,"\u0061":2}"#, at: 7, "the key 'a' stands twice in one object"),
    BrokenText(#"{"":1,"":2}"#, at: 6, "the key '' stands twice in one object"),
    BrokenText(#"{"\u001b":1,"\u001B":2}"#, at: 12, "the key '\\u{1B}' stands twice in one object"),
    BrokenText(
      #"{"a":0,"b":0,"c":0,"d":0,"e":0,"f":0,"g":0,"h":0,"i":0,"j":0,"b":0}"#,
      at: 61,
      "the key 'b' stands twice in one object"
    ),
  ])
  func refusesKeysThatStandTwice(_ broken: BrokenText) {
    #expect(throws: broken.error) { try JSONValue(parsing: broken.bytes) }
  }
}
