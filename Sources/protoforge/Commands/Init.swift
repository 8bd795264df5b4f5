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
    let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      let fault = FileFault("write", file)
      writeError("error: \(fault.message)\n")
      throw ExitCode(2)
    }
    defer { close(descriptor) }
    let bytes = Array(starterSpec.utf8)
    guard write(descriptor, bytes, bytes.count) == bytes.count else {
      let fault = FileFault("write", file)
      unlink(file)
      writeError("error: \(fault.message)\n")
      throw ExitCode(1)
    }
    writeOutput("wrote \(file): fill it in, then run 'protoforge validate \(file)'\n")
  }
}
