import Foundation
import Testing

/// Kernel files name the files that they need; a generated package carries just those.
@Suite struct KernelNeedsTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Sources/ForgeKernels")

  private struct Kernel {
    let name: String
    let needs: Set<String>
    /// What the file gives to others.
    let declared: Set<String>
    let words: Set<String>
  }

  private static func kernels() throws -> [Kernel] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".swift") }
    return try names.sorted().map { file in
      let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      let needs = text.firstMatch(of: /\/\/ Needs: (.*)/).map { String($0.output.1) } ?? ""
      let code = text.split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("//") }.joined(separator: "\n")
      let declarations = code.matches(of: /(private )?static (?:func|let|var) (\w+)|(?:struct|enum|typealias) (\w+)/)
      let declared = declarations.compactMap { match -> String? in
        match.output.1 == nil ? (match.output.2 ?? match.output.3).map(String.init) : nil
      }
      let own = declarations.compactMap { ($0.output.2 ?? $0.output.3).map(String.init) }
      // Parameters, also those of closures, and local constants may be called like another file's kernel.
      let named = code.matches(of: /(?:let|var) (\w+)|(\w+):/).compactMap { ($0.output.1 ?? $0.output.2).map(String.init) }
      let closures = code.matches(of: /\{ (\w+(?:, \w+)*) in\b/)
      let local = Set(named + closures.flatMap { $0.output.1.split(separator: ", ").map(String.init) })
      let words = code.matches(of: /(\.)?\b([A-Za-z_]\w*)\b/).compactMap { $0.output.1 == nil ? String($0.output.2) : nil }
      return Kernel(
        name: String(file.dropLast(".swift".count)),
        needs: Set(needs.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }),
        declared: Set(declared),
        words: Set(words).subtracting(local).subtracting(own)
      )
    }
  }

  @Test func everyKernelNamesTheFilesThatItNeeds() throws {
    let kernels = try Self.kernels()
    let byName = Dictionary(uniqueKeysWithValues: kernels.map { ($0.name, $0) })
    let owners = kernels.reduce(into: [String: [String]]()) { owners, kernel in
      for name in kernel.declared { owners[name, default: []].append(kernel.name) }
    }
    for kernel in kernels {
      var closure: Set<String> = [kernel.name, "Kernel"]
      var open = Array(kernel.needs)
      while let next = open.popLast() {
        guard closure.insert(next).inserted else { continue }
        let needed = try #require(byName[next], "\(kernel.name) needs '\(next)', which is no kernel file")
        open += needed.needs
      }
      for word in kernel.words {
        guard let files = owners[word], closure.isDisjoint(with: files) else { continue }
        Issue.record("\(kernel.name) uses '\(word)' of \(files), which it does not need")
      }
    }
  }
}
