import ArgumentParser
import ForgeDiagnostics
import ForgeEmission
import ForgeModel

/// `protoforge build`
struct Build: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check a model against its prototype and write or refresh its Swift package.",
    discussion: """
      Nothing is written when anything is wrong, and nothing when nothing changed. The old package stays whole until the new \
      one is complete.
      """
  )

  @OptionGroup var spec: SpecOptions
  @OptionGroup var package: PackageOptions

  func validate() throws { try package.checkSingleOutput(spec.specs) }

  func run() throws {
    var reader = spec.makeReader()
    guard let templates = package.templateSet(&reader.reporter) else { return try finish(reader.reporter) }
    for path in spec.specs {
      guard let project = reader.read(path) else { continue }
      var sink = DiagnosticSink()
      build(project, templates, showsText: reader.reporter.showsText, into: &sink)
      reader.reporter.take(sink)
    }
    try finish(reader.reporter)
  }

  private func build(_ project: Project, _ templates: TemplateSet, showsText: Bool, into sink: inout DiagnosticSink) {
    guard parityHolds(project, showsText: showsText, into: &sink) else { return }
    guard let files = generatePackage(project.request(templates), into: &sink) else { return }
    let target = project.outputFolder(package.output)
    do {
      let action = try refresh(files, at: target, into: &sink)
      if let action, showsText { writeOutput("\(target): \(action)\n") }
    } catch {
      sink.error(.cannotWrite, error.message, at: .nowhere, help: "the folder is as it was")
    }
  }

  /// Runs the golden vectors, shows the table, and reports what fails or is not there.
  private func parityHolds(_ project: Project, showsText: Bool, into sink: inout DiagnosticSink) -> Bool {
    guard let golden = project.golden else {
      sink.warn(
        .parityNotVerified,
        "parity not verified: the spec names no golden vectors",
        at: .file(path: project.specPath),
        help: "record inputs and outputs of the prototype and name the file under 'golden'"
      )
      return true
    }
    let report = checkParity(project.model, graph: project.graph, golden)
    if showsText { writeOutput(ParityTable.text(report)) }
    ParityTable.report(report, spec: project, into: &sink)
    return report.passes
  }

  /// Writes the files where they differ; says what was done, nil after reporting why nothing was.
  private func refresh(_ files: [GeneratedFile], at target: String, into sink: inout DiagnosticSink) throws(FileFault)
    -> String?
  {
    let writer = PackageWriter(target: target)
    let folder = PackageFolder(path: writer.target)
    let verb: String
    switch try folder.state() {
    case .foreign:
      sink.error(
        .folderNotOurs,
        "what stands here is no package of protoforge, and nothing is written over it",
        at: .file(path: target),
        help: "name a folder that is not there yet, with -o or 'generate: { output: … }'"
      )
      return nil
    case .absent, .empty: verb = "wrote \(files.count) files"
    case .package(let lock):
      let comparison = try folder.compare(files)
      let generated = Set(files.map(\.path))
      let stale = Set(lock.files).subtracting(generated).intersection(comparison.extra)
      if comparison.missing.isEmpty, comparison.changed.isEmpty, stale.isEmpty { return "up to date (\(files.count) files)" }
      verb = "refreshed (\(comparison.changed.count) changed, \(comparison.missing.count) new, \(stale.count) removed)"
    }
    let isWithin = writer.holdsCurrentFolder
    try writer.write(files)
    // The folder that a shell stands in is now the old one, which is gone.
    if isWithin { return "\(verb); it is a new folder: 'cd .' takes your shell there" }
    return verb
  }
}
