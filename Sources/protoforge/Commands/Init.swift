import ArgumentParser
import ForgeModel

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// `protoforge init`
struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Write a commented spec to start from.")

  @Argument(help: "The file to write; '-' prints it.", completion: .file(extensions: ["yaml", "yml"]))
  var file: String = "model.yaml"

  func run() throws {
    if file == "-" {
      writeOutput(starterSpec)
      return
    }
    do {
      try OutputFile.write(file) { $0(Array(starterSpec.utf8)) }
    } catch {
      writeError("error: \(error.message)\n")
      // What stands in the way is a matter of usage; a disk that is full is not.
      let isInTheWay = [EEXIST, EISDIR, ENOENT, ENOTDIR].contains(error.number)
      throw ExitCode(isInTheWay ? 2 : 1)
    }
    writeOutput("wrote \(file): fill it in, then run 'protoforge validate \(file)'\n")
  }
}
