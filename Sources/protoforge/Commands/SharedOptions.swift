import ArgumentParser
import ForgeDiagnostics
import ForgeEmission
import ForgeSpec
import ForgeTensors

extension ReportFormat: ExpressibleByArgument {}

/// The flags of every command that reads specs.
struct SpecOptions: ParsableArguments {
  @Argument(help: "The specs.", completion: .file(extensions: ["yaml", "yml"]))
  var specs: [String]

  @Option(
    help: ArgumentHelp("The folder that a spec's paths may not leave (default: the spec's own).", valueName: "dir"),
    completion: .directory
  )
  var root: String?

  @Option(help: "How diagnostics are shown: text, json, github or sarif.")
  var format: ReportFormat = .text

  @Option(name: .customLong("max-spec-mib"), help: ArgumentHelp("The largest spec, in MiB.", valueName: "n"))
  var maxSpecMiB: Int = 16

  @Option(
    name: .customLong("max-weights-gib"),
    help: ArgumentHelp("The largest weights or golden file, in GiB.", valueName: "n")
  )
  var maxWeightsGiB: Int = 4

  func validate() throws {
    guard !specs.isEmpty else { throw ValidationError("name at least one spec") }
    guard (1...1024).contains(maxSpecMiB) else { throw ValidationError("--max-spec-mib must be from 1 to 1024") }
    guard (1...1024).contains(maxWeightsGiB) else { throw ValidationError("--max-weights-gib must be from 1 to 1024") }
  }

  var reading: ReadingOptions {
    var options = ReadingOptions(root: root)
    options.yamlLimits.bytes = maxSpecMiB << 20
    options.tensorLimits.totalBytes = maxWeightsGiB << 30
    return options
  }

  func makeReader() -> ProjectReader { ProjectReader(options: reading, reporter: Reporter(format: format)) }
}

/// The flags of commands that make packages.
struct PackageOptions: ParsableArguments {
  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "The folder of the package (default: the spec's generate.output, else a folder named like the model beside the spec).",
      valueName: "dir"
    ),
    completion: .directory
  )
  var output: String?

  @Option(
    help: ArgumentHelp("A folder with Mustache templates that replace protoforge's own, by file name.", valueName: "dir"),
    completion: .directory
  )
  var templates: String?

  /// The templates to fill; nil after reporting what is wrong with the folder.
  func templateSet(_ reporter: inout Reporter) -> TemplateSet? {
    guard let templates else { return .standard }
    var sink = DiagnosticSink()
    defer { reporter.take(sink) }
    do {
      let names = try PackageFolder(path: templates).allFiles()
      var files: [TemplateSet.Custom] = []
      for name in names where !name.hasPrefix(".") {
        let path = joined(templates, name)
        let bytes = try InputFile.bytes(path, limit: 1 << 20)
        guard bytes.count <= 1 << 20, let text = String(validating: bytes, as: UTF8.self) else {
          sink.error(.brokenTemplate, "a template is UTF-8 text of at most 1 MiB", at: .file(path: path))
          continue
        }
        reporter.sources.add(bytes, path: path)
        files.append(.init(fileName: name, path: path, text: text))
      }
      let set = TemplateSet(replacing: files, into: &sink)
      return sink.hasErrors ? nil : set
    } catch {
      sink.error(error.isNotThere ? .fileNotFound : .unreadableFile, error.message, at: .nowhere)
      return nil
    }
  }

  func checkSingleOutput(_ specs: [String]) throws {
    if output != nil, specs.count > 1 { throw ValidationError("-o names one folder, but there are \(specs.count) specs") }
  }
}

/// Ends the command with the reporter's exit code, after showing what it holds.
func finish(_ reporter: Reporter) throws {
  reporter.show()
  if reporter.exitCode != 0 { throw ExitCode(reporter.exitCode) }
}
