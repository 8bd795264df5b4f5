import ArgumentParser
import ForgeDiagnostics
import ForgeJSON

/// `protoforge explain`
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Tell what a diagnostic means and what to do about it.")

  @Argument(help: "The code, such as PF0203; without one, all codes are listed.")
  var code: String?

  func run() throws {
    guard let code else {
      for known in DiagnosticCode.allCases { writeOutput("\(known.rawValue)  \(known.title)\n") }
      return
    }
    guard let known = DiagnosticCode(rawValue: code.uppercased()) else {
      let help = didYouMean(code.uppercased(), among: DiagnosticCode.allCases.map(\.rawValue)).map { "; \($0)" } ?? ""
      throw ValidationError("there is no diagnostic \(code.quotedForMessage)\(help)")
    }
    writeOutput("\(known.rawValue): \(known.title)\n\n\(known.explanation)\n")
  }
}
