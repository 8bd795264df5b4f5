import CompiledCases
import ForgeCases
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
    try writer.write(cases.map { try $0.compiled() })
    print("\(cases.count) cases in \(folder.path)")
  }
}

extension OperatorCase {
  /// The case for a package of many.
  fileprivate func compiled() throws -> CompiledCase {
    CompiledCase(
      name: name,
      model: try model(),
      bindings: bindings,
      inputs: features.map(\.recording),
      outputs: [output],
      rowCount: rowCount,
      tolerance: tolerance
    )
  }

  /// The sizes that the recording gives the named axes.
  private var bindings: [String: Int] {
    var bindings: [String: Int] = [:]
    for feature in features {
      for (name, size) in zip(feature.shape, feature.recording.shape.dropFirst()) where Int(name) == nil {
        bindings[name] = size
      }
    }
    return bindings
  }
}
