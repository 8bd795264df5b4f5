import ForgeInterface
import Foundation
import Testing

/// Every type that the templates mention is kept, so that no module or enum of a spec hides it.
@Suite struct KeptTypeNamesTests {
  @Test func holdsEveryTypeThatGeneratedSourcesMention() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let templates = root.appending(path: "Templates")
    for file in try FileManager.default.contentsOfDirectory(atPath: templates.path) where file.hasSuffix(".swift.mustache") {
      let text = String(decoding: try Data(contentsOf: templates.appending(path: file)), as: UTF8.self)
      guard !file.hasPrefix("Package.") else { continue }
      let code = text.replacing(#/\/\/.*/#, with: "").replacing(#/"(\\.|[^"\\])*"/#, with: "")
        .replacing(#/\{\{.*?\}\}/#, with: "x").replacing(#/\w*\.\w+/#, with: "x")
      for match in code.matches(of: #/\b[A-Z]\w*/#) {
        let name = String(match.output)
        // `Places` and `Parameters` lie in the compute target's own type, `Element` is a placeholder, `CxGolden` a module, and
        // `Linux` a system that conditions name.
        let isElsewhere = ["Places", "Parameters", "Element", "CxGolden", "Linux"].contains(name)
        #expect(isElsewhere || KeptTypeNames.all.contains(name), "\(file) mentions \(name)")
      }
    }
  }
}
