extension JSONValue {
  /// The value as JSON text: the same value gives the same bytes on every machine. No newline at the end.
  ///
  /// Members keep their order. Numbers are written with the fewest digits that read back as the same `Double`; JSON has
  /// no word for infinities and NaN, so they are written as `null`. Only `"`, `\` and control characters are escaped.
  ///
  /// - Parameter indent: spaces for each level, one element or member on a line; nil for everything on one line.
  package func text(indent: Int? = nil) -> String {
    var writer = JSONWriter(indent: indent)
    writer.write(self, depth: 0)
    return String(decoding: writer.output, as: UTF8.self)
  }
}

private struct JSONWriter {
  let indent: Int?
  var output: [UInt8] = []

  init(indent: Int?) {
    self.indent = indent.map { max(0, $0) }
  }

  mutating func write(_ value: JSONValue, depth: Int) {
    switch value {
    case .null: write("null")
    case .boolean(let value): write(value ? "true" : "false")
    case .integer(let value): write(String(value))
    case .number(let value): write(value.isFinite ? value.description : "null")
    case .string(let value): writeQuoted(value)
    case .array(let elements):
      write(elements, between: "[", "]", depth: depth) { writer, element in writer.write(element, depth: depth + 1) }
    case .object(let members):
      write(members, between: "{", "}", depth: depth) { writer, member in
        writer.writeQuoted(member.key)
        writer.write(writer.indent == nil ? ":" : ": ")
        writer.write(member.value, depth: depth + 1)
      }
    }
  }

  private mutating func write<Part>(
    _ parts: [Part],
    between opening: String,
    _ closing: String,
    depth: Int,
    each: (inout JSONWriter, Part) -> Void
  ) {
    write(opening)
    for (index, part) in parts.enumerated() {
      if index > 0 { write(",") }
      breakLine(depth: depth + 1)
      each(&self, part)
    }
    if !parts.isEmpty { breakLine(depth: depth) }
    write(closing)
  }

  private mutating func breakLine(depth: Int) {
    guard let indent else { return }
    output.append(0x0A)
    output.append(contentsOf: repeatElement(0x20, count: indent * depth))
  }

  private mutating func write(_ text: String) {
    output.append(contentsOf: text.utf8)
  }

  private mutating func writeQuoted(_ text: String) {
    output.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): write("\\\"")
      case UInt8(ascii: "\\"): write("\\\\")
      case 0x08: write("\\b")
      case 0x09: write("\\t")
      case 0x0A: write("\\n")
      case 0x0C: write("\\f")
      case 0x0D: write("\\r")
      case 0x00...0x1F: write("\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16))
      default: output.append(byte)
      }
    }
    output.append(UInt8(ascii: "\""))
  }
}
