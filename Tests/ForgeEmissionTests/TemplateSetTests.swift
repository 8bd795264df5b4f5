import ForgeDiagnostics
import Testing

@testable import ForgeEmission

@Suite struct TemplateSetTests {
  private let context = TemplateContext([
    "module": .text("Iris"), "isPublic": .flag(true), "isEmpty": .flag(false),
    "layers": .rows(["name", "size"], [["name": "fc1", "size": "16"], ["name": "fc2", "size": "3"]]),
    "notes": .lines("line", []),
  ])

  @Test(
    "fills a template",
    arguments: [
      ("a text", "{{module}}!", "Iris!"), ("a text as it is", "{{{module}}} {{&module}}", "Iris Iris"),
      ("a flag that is set", "{{#isPublic}}public{{/isPublic}}", "public"),
      ("a flag that is not", "{{#isEmpty}}x{{/isEmpty}}", ""),
      ("the opposite of a flag", "{{^isEmpty}}full{{/isEmpty}}", "full"),
      ("a list", "{{#layers}}{{name}}:{{size}};{{/layers}}", "fc1:16;fc2:3;"),
      ("an empty list", "{{#notes}}{{line}}{{/notes}}{{^notes}}none{{/notes}}", "none"),
      ("a name from outside within a list", "{{#layers}}{{module}}.{{name}} {{/layers}}", "Iris.fc1 Iris.fc2 "),
      ("a comment", "a{{! anything }}b", "ab"),
    ]
  )
  func fills(id: String, text: String, result: String) {
    let (rendered, diagnostics) = render("{{% CONTENT_TYPE:TEXT }}\n" + text + used)
    #expect(rendered == result)
    #expect(diagnostics.isEmpty)
  }

  @Test(
    "refuses names that are not there",
    arguments: [
      ("a misspelt name", "{{modul}}", "there is no name 'modul' here", "did you mean 'module'?", 1),
      (
        "a list's name outside", "{{name}}", "there is no name 'name' here",
        "names here are isEmpty, isPublic, layers, module, notes", 1
      ),
      (
        "a name that no entry has", "{{#layers}}{{width}}{{/layers}}", "there is no name 'width' here",
        "names here are isEmpty, isPublic, layers, module, name, notes, size", 12
      ),
      ("a name in an empty list", "{{#notes}}{{lin}}{{/notes}}", "there is no name 'lin' here", "did you mean 'line'?", 11),
      ("a section that is not there", "{{#layer}}{{/layer}}", "there is no name 'layer' here", "did you mean 'layers'?", 1),
      (
        "an inverted section that is not there", "{{^layer}}{{/layer}}", "there is no name 'layer' here",
        "did you mean 'layers'?", 1
      ),
      ("a list as a text", "{{layers}}", "'layers' is a list: write {{#layers}} … {{/layers}}", nil, 1),
      ("a flag as a text", "{{isPublic}}", "'isPublic' is true or false: write {{#isPublic}} … {{/isPublic}}", nil, 1),
      ("a text as a section", "{{#module}}{{/module}}", "'module' is a text: write {{module}}", nil, 1),
      ("the implicit name", "{{#layers}}{{.}}{{/layers}}", "there is no name '.' here", nil, 12),
    ] as [(String, String, String, String?, Int)]
  )
  func refusesUnknownNames(id: String, text: String, message: String, help: String?, column: Int) {
    let (rendered, diagnostics) = render(text)
    #expect(rendered == nil)
    #expect(diagnostics.map(\.code) == [.unknownTemplateName])
    #expect(diagnostics.map(\.message) == [message])
    if let help { #expect(diagnostics.map(\.help) == [help]) }
    #expect(diagnostics.first?.place.path == "team/README.md.mustache")
    #expect(diagnostics.first?.start == TextPosition(line: 1, column: column))
  }

  @Test func reportsEveryUnknownName() {
    #expect(render("{{a}} {{b}}\n{{#layers}}{{c}}{{/layers}}").diagnostics.map { $0.start?.line } == [1, 1, 2])
  }

  @Test func pointsAtATemplateThatCannotBeRead() {
    let (rendered, diagnostics) = render("x\n  {{#layers}}")
    #expect(rendered == nil)
    #expect(diagnostics.map(\.code) == [.brokenTemplate])
    #expect(diagnostics.first?.start == TextPosition(line: 2, column: 3))
  }

  @Test func warnsOfNamesThatATeamsTemplateNeverUses() {
    // The program's own README shows the module and the layers.
    let (rendered, diagnostics) = render("mine{{! layers }}")
    #expect(rendered == "mine")
    #expect(diagnostics.map(\.message) == ["the template never uses 'module'"])
    #expect(diagnostics.map(\.code) == [.unusedTemplateName])
    #expect(diagnostics.allSatisfy { $0.severity == .warning })
  }

  @Test func neverEscapesWhatItFills() {
    #expect(render("a<b> & \"{{module}}\" {{{module}}}{{! layers }}").text == "a<b> & \"Iris\" Iris")
  }

  @Test func refusesFilesThatReplaceNoTemplate() {
    var sink = DiagnosticSink()
    let set = TemplateSet(
      replacing: [.init(fileName: "Readme.md.mustache", path: "team/Readme.md.mustache", text: "")],
      into: &sink
    )
    #expect(set.replaced.isEmpty)
    #expect(sink.diagnostics.map(\.code) == [.unknownTemplate])
    #expect(sink.diagnostics.map(\.help) == ["did you mean 'README.md.mustache'?"])
  }

  @Test func listsWhatATeamReplaces() {
    var sink = DiagnosticSink()
    let set = TemplateSet(
      replacing: ["Tests.swift.mustache", "Model.swift.mustache"].map { .init(fileName: $0, path: $0, text: "") },
      into: &sink
    )
    #expect(set.replaced.map(\.fileName) == ["Model.swift.mustache", "Tests.swift.mustache"])
    #expect(TemplateSet.standard.replaced.isEmpty)
    #expect(sink.diagnostics.isEmpty)
  }

  @Test("carries templates that can be read", arguments: TemplateSet.Name.allCases)
  func carriesSoundTemplates(_ name: TemplateSet.Name) throws {
    #expect(throws: Never.self) { try templateTags(Assets.template(name.rawValue)) }
  }

  /// Comments that name everything, so that nothing counts as unused.
  private let used = "{{! module }}{{! isPublic }}{{! isEmpty }}{{! layers }}{{! notes }}"

  private func render(_ text: String) -> (text: String?, diagnostics: [Diagnostic]) {
    var sink = DiagnosticSink()
    let set = TemplateSet(
      replacing: [.init(fileName: "README.md.mustache", path: "team/README.md.mustache", text: text)],
      into: &sink
    )
    let rendered = set.render(.readme, context, into: &sink)
    return (rendered, sink.diagnostics)
  }
}

extension Diagnostic {
  fileprivate var start: TextPosition? { if case .text(let span) = place { span.start } else { nil } }
}
