import CompiledCases
import ForgeJSON
import ForgeSpec
import Foundation

/// `forge-conformance DATA PACKAGE REPORT [GROUP…]`: imports the ONNX standard's own cases and writes one Swift package that holds the
/// generated code of all that the reference interpreter computes right. `Scripts/conformance` runs it.
///
/// - `DATA`: the folder `onnx/backend/test/data` of the Python package.
/// - `REPORT`: a JSON file with what became of each case.
@main
enum Main {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard arguments.count >= 3 else {
      FileHandle.standardError.write(Data("usage: forge-conformance DATA PACKAGE REPORT [GROUP…]\n".utf8))
      exit(2)
    }
    let data = URL(filePath: arguments[0])
    let groups =
      arguments.count > 3 ? Array(arguments[3...]) : ["node", "pytorch-converted", "pytorch-operator", "simple"]
    var compiled: [CompiledCase] = []
    var report: [JSONValue] = []
    for group in groups {
      let folder = data.appending(path: group)
      for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() where name.hasPrefix("test_") {
        let (entry, compiledCase) = try outcome(folder.appending(path: name), name: "\(group)/\(name)")
        report.append(entry)
        if let compiledCase { compiled.append(compiledCase) }
      }
    }
    try CasesPackage(folder: URL(filePath: arguments[1])).write(compiled)
    try Data(JSONValue.array(report).text().utf8).write(to: URL(filePath: arguments[2]))
    print("\(compiled.count) of \(report.count) cases are right in the reference interpreter")
  }

  /// The standard's own tolerance (onnx.backend.test.runner).
  private static let tolerance = Tolerance(absolute: 1e-7, relative: 1e-3)

  private static func outcome(_ folder: URL, name: String) throws -> (JSONValue, CompiledCase?) {
    do {
      let (compiledCase, held) = try ConformanceCase(folder, name: name).compiled(tolerance: tolerance)
      return (["name": .string(name), "held": .array(held.map(JSONValue.string))], compiledCase)
    } catch let failure as Failure {
      return (
        ["name": .string(name), "stage": .string(failure.stage.rawValue), "reason": .string(failure.reason)], nil
      )
    }
  }
}
