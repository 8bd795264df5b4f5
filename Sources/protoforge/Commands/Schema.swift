import ArgumentParser
import ForgeModel

/// `protoforge schema`
struct Schema: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the JSON Schema (draft-07) of the spec language, or its reference page.",
    discussion: """
      Editors with yaml-language-server complete and check specs that start with
      '# yaml-language-server: $schema=protoforge.schema.json'.
      """
  )

  @Flag(help: "Print the reference of all features, transforms, layers and outputs as Markdown.")
  var reference = false

  func run() {
    writeOutput(reference ? specReference() : specSchema().text(indent: 2) + "\n")
  }
}
