import ForgeCases
import ForgeEmission
import ForgeGraph
import ForgeModel
import ForgeOperators
import Foundation

/// `forge-cases DIR`: writes one Swift package that holds the generated forward pass of every operator case, with a test that
/// compares the compiled code with what the frameworks gave. One compilation serves all cases.
@main
enum Main {
  static func main() throws {
    guard CommandLine.arguments.count == 2 else {
      FileHandle.standardError.write(Data("usage: forge-cases DIR\n".utf8))
      exit(2)
    }
    let folder = URL(filePath: CommandLine.arguments[1])
    let cases = try OperatorCase.all(in: OperatorCase.folder)
    let writer = CasesPackage(folder: folder)
    try writer.write(cases)
    print("\(cases.count) cases in \(folder.path)")
  }
}
