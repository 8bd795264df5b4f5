/// The texts that were read, by path, for showing the lines that diagnostics point at.
package struct SourceTexts: Sendable {
  private var lines: [String: [Substring]] = [:]

  package init() {}

  /// Keeps a file's text.
  package mutating func add(_ bytes: [UInt8], path: String) {
    let text = String(decoding: bytes, as: UTF8.self)
    lines[path] = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
  }

  /// A line, counted from 1.
  func line(_ number: Int, of path: String) -> String? {
    guard let lines = lines[path], lines.indices.contains(number - 1) else { return nil }
    return String(lines[number - 1])
  }
}
