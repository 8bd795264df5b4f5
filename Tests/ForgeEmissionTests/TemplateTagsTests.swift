import ForgeDiagnostics
import Testing

@testable import ForgeEmission

@Suite struct TemplateTagsTests {
  @Test func findsTagsAtTheirPlaces() throws {
    let text = "a {{name}}\n{{#list}}\n  größe {{{raw}}} {{& other }}\n{{/list}}{{^none}}x{{/none}}"
    #expect(
      try templateTags(text) == [
        tag(.variable, "name", 1, 3), tag(.section, "list", 2, 1), tag(.variable, "raw", 3, 9), tag(.variable, "other", 3, 19),
        tag(.end, "list", 4, 1), tag(.invertedSection, "none", 4, 10), tag(.end, "none", 4, 20),
      ]
    )
  }

  @Test(
    "passes over what is no name",
    arguments: ["", "no tags", "{ single }", "{{! a comment }}", "{{!}}", "{{% CONTENT_TYPE:TEXT }}", "}} {", "{{! {{ }}"]
  )
  func passesOverComments(text: String) throws {
    #expect(try templateTags(text) == [])
  }

  @Test(
    "allows blanks around a name",
    arguments: ["{{ name }}", "{{\tname}}", "{{name\n}}", "{{{ name }}}", "{{&name}}"]
  )
  func allowsBlanks(text: String) throws {
    #expect(try templateTags(text).map(\.name) == ["name"])
  }

  @Test func countsLinesAndColumnsInScalars() throws {
    #expect(try templateTags("a\r\n🙂\u{E9} {{x}}").map(\.position) == [TextPosition(line: 2, column: 4)])
    #expect(try templateTags("e\u{301} {{x}}").map(\.position) == [TextPosition(line: 1, column: 4)])
    #expect(
      try templateTags("{{a\n}} {{x}}").map(\.position) == [TextPosition(line: 1, column: 1), TextPosition(line: 2, column: 4)]
    )
  }

  @Test(
    "refuses templates that cannot be read",
    arguments: [
      ("an unclosed tag", "ab {{name", "the tag that opens here is never closed with '}}'", 1, 4),
      ("an unclosed raw tag", "{{{name}}", "the tag that opens here is never closed with '}}}'", 1, 1),
      ("an unclosed comment", "x\n{{! a comment", "the tag that opens here is never closed with '}}'", 2, 1),
      ("an unclosed section", "a\n {{#list}} x", "the section '{{#list}}' is never closed", 2, 2),
      ("an unclosed inner section", "{{#a}}{{#b}}{{/b}}", "the section '{{#a}}' is never closed", 1, 1),
      ("an end without a start", "{{#a}}{{/a}}\n{{/a}}", "'{{/a}}' closes a section that is not open", 2, 1),
      ("sections that cross", "{{#a}}\n{{#b}}{{/a}}", "'{{/a}}' stands where '{{/b}}' is needed (opened in line 2)", 2, 7),
      (
        "a partial", "{{> other}}",
        "'{{> other}}': partials, inheritance and other delimiters are not part of protoforge's templates", 1, 1
      ),
      (
        "inheritance", "{{<base}}{{/base}}",
        "'{{<base}}': partials, inheritance and other delimiters are not part of protoforge's templates", 1, 1
      ),
      (
        "a block", "{{$block}}{{/block}}",
        "'{{$block}}': partials, inheritance and other delimiters are not part of protoforge's templates", 1, 1
      ),
      (
        "other delimiters", "{{=<% %>=}}",
        "'{{=<% %>=}}': partials, inheritance and other delimiters are not part of protoforge's templates", 1, 1
      ),
      ("an empty name", "a {{}}", "'{{}}' is not a name", 1, 3), ("only blanks", "{{  }}", "'{{  }}' is not a name", 1, 1),
      ("two words", "{{two words}}", "'{{two words}}' is not a name", 1, 1),
      ("a function", "{{uppercased(name)}}", "'{{uppercased(name)}}' is not a name", 1, 1),
      ("a section without a name", "{{#}}x{{/}}", "'{{#}}' is not a name", 1, 1),
    ]
  )
  func refuses(id: String, text: String, message: String, line: Int, column: Int) {
    #expect(throws: TemplateFault(message: message, position: TextPosition(line: line, column: column))) {
      try templateTags(text)
    }
  }

  private func tag(_ kind: TemplateTag.Kind, _ name: String, _ line: Int, _ column: Int) -> TemplateTag {
    TemplateTag(kind: kind, name: name, position: TextPosition(line: line, column: column))
  }
}
