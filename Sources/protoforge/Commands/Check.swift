import ArgumentParser
import ForgeDiagnostics
import ForgeEmission

/// `protoforge check`
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Tell whether the committed packages are what the specs generate now.",
    discussion: "Exit code 1 when files differ, are missing or are extra. Nothing is written, and parity is not run again."
  )

  @OptionGroup var spec: SpecOptions
  @OptionGroup var package: PackageOptions

  @Flag(help: "Show how texts differ, as a unified diff.")
  var diff = false

  func validate() throws { try package.checkSingleOutput(spec.specs) }

  func run() throws {
    var reader = spec.makeReader()
    guard let templates = package.templateSet(&reader.reporter) else { return try finish(reader.reporter) }
    for path in spec.specs {
      guard let project = reader.read(path) else { continue }
      var sink = DiagnosticSink()
      check(project, templates, showsText: reader.reporter.showsText, into: &sink)
      reader.reporter.take(sink)
    }
    try finish(reader.reporter)
  }

  private func check(_ project: Project, _ templates: TemplateSet, showsText: Bool, into sink: inout DiagnosticSink) {
    guard let files = generatePackage(project.request(templates), into: &sink) else { return }
    let target = project.outputFolder(package.output)
    do {
      guard try isThere(target, project, into: &sink) else { return }
      let comparison = try PackageFolder(path: target).compare(files)
      guard !comparison.isEmpty else {
        if showsText { writeOutput("\(target): up to date (\(files.count) files)\n") }
        return
      }
      report(comparison, target, project, into: &sink)
      if diff, showsText { try showDifferences(comparison, files, target) }
    } catch {
      sink.error(.unreadableFile, error.message, at: .nowhere)
    }
  }

  /// Whether a folder stands where the package belongs; reports what does not.
  private func isThere(_ target: String, _ project: Project, into sink: inout DiagnosticSink) throws(FileFault) -> Bool {
    let folder = PackageFolder(path: target)
    if case .absent = try folder.state() {
      let help = "run 'protoforge build \(project.specPath)'"
      sink.error(.packageDrifted, "the package is not there", at: .file(path: target), help: help)
      return false
    }
    guard folder.isFolder else {
      sink.error(.folderNotOurs, "a file stands where the package belongs", at: .file(path: target))
      return false
    }
    return true
  }

  private func report(_ comparison: FolderComparison, _ target: String, _ project: Project, into sink: inout DiagnosticSink) {
    let notes =
      comparison.changed.map { Diagnostic.Note("differs", at: .file(path: joined(target, $0))) }
      + comparison.missing.map { Diagnostic.Note("is missing", at: .file(path: joined(target, $0))) }
      + comparison.extra.map { Diagnostic.Note("is extra", at: .file(path: joined(target, $0))) }
    let counts = [
      (comparison.changed.count, "differ"), (comparison.missing.count, "missing"), (comparison.extra.count, "extra"),
    ]
    .filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    sink.error(
      .packageDrifted,
      "the package is not what \(project.specPath) generates: \(counts)",
      at: .file(path: target),
      notes: notes,
      help: comparison.extra.isEmpty
        ? "run 'protoforge build \(project.specPath)'"
        : "run 'protoforge build \(project.specPath)', and remove files that are not its own"
    )
  }

  private func showDifferences(_ comparison: FolderComparison, _ files: [GeneratedFile], _ target: String) throws(FileFault) {
    for file in files {
      guard case .text(let new) = file.content else { continue }
      let path = joined(target, file.path)
      if comparison.changed.contains(file.path) {
        let old = try InputFile.bytes(path, limit: 64 << 20)
        writeOutput(unifiedDiff(old: old, new: Array(new.utf8), oldName: path, newName: "\(path) (generated)"))
      } else if comparison.missing.contains(file.path) {
        writeOutput(unifiedDiff(old: [], new: Array(new.utf8), oldName: "/dev/null", newName: "\(path) (generated)"))
      }
    }
    for path in comparison.changed where files.contains(where: { $0.path == path && !$0.isText }) {
      writeOutput("Binary file \(joined(target, path)) differs\n")
    }
  }
}

extension GeneratedFile {
  fileprivate var isText: Bool {
    if case .text = content { true } else { false }
  }
}
