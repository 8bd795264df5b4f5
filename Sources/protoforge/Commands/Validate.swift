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
        let layers = project.model.layers
        let parameters = counted(layers.reduce(0) { $0 + $1.parameterCount }, "parameter")
        writeOutput("\(path): \(project.model.name.text) is sound (\(counted(layers.count, "layer")), \(parameters))\n")
      }
    }
    try finish(reader.reporter)
  }
}
