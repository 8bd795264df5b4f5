import ArgumentParser
import ForgeDiagnostics

/// `protoforge validate`
struct Validate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show every diagnostic of specs, weights and golden files in one run."
  )

  @OptionGroup var spec: SpecOptions

  func run() throws {
    var reader = spec.makeReader()
    for path in spec.specs {
      guard let project = reader.read(path) else { continue }
      if reader.reporter.showsText {
        let parameters = project.model.layers.reduce(0) { $0 + $1.parameterCount }
        writeOutput(
          "\(path): \(project.model.name.text) is sound (\(project.model.layers.count) layers, \(parameters) parameters)\n"
        )
      }
    }
    try finish(reader.reporter)
  }
}
