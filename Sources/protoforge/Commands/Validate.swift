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
        let model = project.model
        let size = "\(counted(model.layers.count, "layer")), \(counted(model.parameterCount, "parameter"))"
        writeOutput("\(path): \(model.name.text) is sound (\(size))\n")
      }
    }
    try finish(reader.reporter)
  }
}
