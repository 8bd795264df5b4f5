import ArgumentParser
import ForgeDiagnostics
import ForgeModel

/// `protoforge verify`
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run models in the reference interpreter against their golden vectors.",
    discussion: "Shows a row an output: rows, largest absolute and relative difference, verdict. Exit code 1 when one fails."
  )

  @OptionGroup var spec: SpecOptions

  func run() throws {
    var reader = spec.makeReader()
    for path in spec.specs {
      guard let project = reader.read(path) else { continue }
      var sink = DiagnosticSink()
      if let golden = project.golden {
        let report = checkParity(project.model, graph: project.graph, golden)
        if reader.reporter.showsText { writeOutput("\(path)\n" + ParityTable.text(report)) }
        ParityTable.report(report, spec: project, into: &sink)
      } else {
        sink.error(
          .parityNotVerified,
          "the spec names no golden vectors to verify against",
          at: .file(path: path),
          help: "record inputs and outputs of the prototype and name the file under 'golden'"
        )
      }
      reader.reporter.take(sink)
    }
    try finish(reader.reporter)
  }
}
