import ForgeCases
import ForgeEmission
import ForgeGraph
import ForgeModel
import ForgeOperators
import Foundation

/// `forge-cases DIR [CASES]`: writes one Swift package that holds the generated forward pass of every operator case, with a test
/// that compares the compiled code with what the frameworks gave. One compilation serves all cases. `CASES` is a folder of
/// recorded cases, the suite of this repository unless it is given.
@main
enum Main {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard (1...2).contains(arguments.count) else {
      FileHandle.standardError.write(Data("usage: forge-cases DIR [CASES]\n".utf8))
      exit(2)
    }
    let folder = URL(filePath: CommandLine.arguments[1])
    let cases = try OperatorCase.all(in: arguments.count == 2 ? URL(filePath: CommandLine.arguments[2]) : OperatorCase.folder)
    let writer = CasesPackage(folder: folder)
    try writer.write(cases)
    print("\(cases.count) cases in \(folder.path)")
  }
}
