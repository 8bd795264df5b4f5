import ArgumentParser

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The program. Exit codes: 0 fine; 1 findings (errors, drift, parity failed); 2 usage, or an input that is not there; 70 a
/// fault of the program.
@main
enum Main {
  static func main() {
    do {
      var command = try Protoforge.parseAsRoot()
      try command.run()
    } catch let code as ExitCode {
      exit(code.rawValue)
    } catch {
      let code = Protoforge.exitCode(for: error)
      let message = Protoforge.fullMessage(for: error)
      if code == .success { writeOutput(message + "\n") } else { writeError(message + "\n") }
      exit(code == .success ? 0 : 2)
    }
  }
}

/// The root of the commands.
struct Protoforge: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "protoforge",
    abstract: "Turns a data-science prototype into a working model: a standalone Swift package.",
    discussion: """
      'protoforge build spec.yaml' reads a model spec (features, layers, weights file), checks the model against the \
      prototype's golden vectors, and writes a Swift package with a typed inference module and its tests.

      Exit codes: 0 fine, 1 findings (errors, drift, parity failed), 2 usage or an input that is not there, 70 a fault of \
      the program.
      """,
    version: toolVersion,
    subcommands: [
      Build.self, Check.self, Validate.self, Verify.self, Inspect.self, Import.self, Init.self, Schema.self, Explain.self,
    ]
  )
}
