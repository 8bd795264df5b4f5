/// The texts that were read, by path, for showing the lines that diagnostics point at.
package struct SourceTexts: Sendable {
  /// What ends a line, which must be what the file's reader counts.
  package enum LineRule: Sendable {
    /// A line feed, a carriage return, or both.
    case plain
    /// Those of YAML 1.1, which libyaml counts: also NEL, and Unicode's separators of lines and paragraphs.
    case yaml
  }

  private struct Text {
    let bytes: [UInt8]
    let lines: [Range<Int>]
  }

  private var texts: [String: Text] = [:]

  package init() {}

  /// Keeps a file's text. A byte-order mark at its start is no column of it.
  package mutating func add(_ bytes: [UInt8], path: String, rule: LineRule = .plain) {
    var lines: [Range<Int>] = []
    var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var offset = start
    while offset < bytes.count {
      guard let length = rule.breakLength(in: bytes, at: offset) else {
        offset += 1
        continue
      }
      lines.append(start..<offset)
      offset += length
      start = offset
    }
    texts[path] = Text(bytes: bytes, lines: lines + [start..<bytes.count])
  }

  /// A line, counted from 1.
  func line(_ number: Int, of path: String) -> String? {
    guard let text = texts[path], text.lines.indices.contains(number - 1) else { return nil }
    return String(decoding: text.bytes[text.lines[number - 1]], as: UTF8.self)
  }
}

extension SourceTexts.LineRule {
  /// The bytes of the line break at an offset, or nil when there is none.
  fileprivate func breakLength(in bytes: [UInt8], at offset: Int) -> Int? {
    switch bytes[offset] {
    case UInt8(ascii: "\n"): 1
    case UInt8(ascii: "\r"): offset + 1 < bytes.count && bytes[offset + 1] == UInt8(ascii: "\n") ? 2 : 1
    case 0xC2 where self == .yaml: bytes[offset...].starts(with: [0xC2, 0x85]) ? 2 : nil
    case 0xE2 where self == .yaml:
      bytes[offset...].starts(with: [0xE2, 0x80, 0xA8]) || bytes[offset...].starts(with: [0xE2, 0x80, 0xA9]) ? 3 : nil
    default: nil
    }
  }
}
