import ForgeDiagnostics
import ForgeInterface
import ForgeSpec
import Testing

@Suite struct ModuleNameTests {
  @Test(arguments: ["PenguinClassifier", "X", "Net2D", "MNIST"])
  func takesUpperCamelCase(text: String) {
    let (name, diagnostics) = read(text)
    #expect(name?.text == text)
    #expect(diagnostics.isEmpty)
  }

  @Test(
    "refuses other names and proposes one",
    arguments: [
      ("penguinClassifier", "write PenguinClassifier"), ("penguin_classifier", "write PenguinClassifier"),
      ("Penguin Classifier", "write PenguinClassifier"), ("Penguin-2", "write Penguin2"), ("2Fast", nil), ("", nil),
      ("Größe", nil), ("_Net", "write Net"), ("🙂", nil), ("Net\u{301}", nil),
    ] as [(String, String?)]
  )
  func refusesOtherNames(text: String, help: String?) {
    let (name, diagnostics) = read(text)
    #expect(name == nil)
    #expect(diagnostics.map(\.code) == [.invalidName])
    #expect(diagnostics.map(\.help) == [help])
  }

  @Test(arguments: ["Swift", "Testing", "Foundation", "Glibc", "String", "Float", "Int32", "Kernel", "Self", "Type", "Any"])
  func refusesNamesThatHideWhatGeneratedCodeUses(text: String) {
    let (name, diagnostics) = read(text)
    #expect(name == nil)
    #expect(diagnostics.map(\.code) == [.nameClash])
    #expect(diagnostics.map(\.help) == ["write \(text)Model"])
  }

  /// Types that generated modules and their tests mention or declare; with each of them 'swift build' failed.
  @Test(
    arguments: [
      "Weights", "WorkingMemory", "Golden", "Examples", "Test", "MemoryLayout", "ClosedRange", "CustomStringConvertible",
      "UnsafeMutableRawPointer", "SIMD4",
      "Copyable",
    ]
  )
  func refusesNamesWithWhichGeneratedCodeDoesNotCompile(text: String) {
    #expect(read(text).diagnostics.map(\.code) == [.nameClash])
  }

  @Test(
    "makes names of variables and of C",
    arguments: [
      ("PenguinClassifier", "penguinClassifier", "penguin_classifier"), ("X", "x", "x"), ("Digits", "digits", "digits"),
      ("MNIST", "mNIST", "mnist"), ("Net2D", "net2D", "net2_d"), ("ABTest", "aBTest", "abtest"),
    ]
  )
  func makesOtherNames(text: String, variable: String, snakeCase: String) {
    #expect(ModuleName(trusted: text).variable == variable)
    #expect(ModuleName(trusted: text).snakeCase == snakeCase)
  }

  private func read(_ text: String) -> (name: ModuleName?, diagnostics: [Diagnostic]) {
    var sink = DiagnosticSink()
    let place = TextPosition(line: 1, column: 1)
    let name = ModuleName(Located(text, at: SourceSpan(path: "spec.yaml", start: place, end: place)), into: &sink)
    return (name, sink.diagnostics)
  }
}
