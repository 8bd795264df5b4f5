import ForgeDiagnostics
import ForgeJSON

extension ValueType where Value == String {
  /// Any scalar but an empty one, taken as text whatever YAML's own rules make of it: `no` is the text "no".
  package static let text: ValueType = ValueType(
    "text",
    schema: ["type": .array([.string("string"), .string("number"), .string("boolean")])]
  ) {
    node,
    name,
    sink in
    guard let text = node.text, !node.isEmpty else {
      ValueType<String>.text.mismatch(node, name, into: &sink)
      return nil
    }
    guard !text.isEmpty else {
      sink.error(.valueNotAllowed, "\(name) must not be empty: an empty cell of a table is a missing value", at: node.span)
      return nil
    }
    guard isOneLine(text, of: node, name, into: &sink) else { return nil }
    if let reading = otherReading(of: node) {
      sink.warn(
        .ambiguousScalar,
        "\(name): \(text.quotedForMessage) is taken as text, but other YAML readers see \(reading)",
        at: node.span,
        help: "put it in quotes"
      )
    }
    return text
  }

  /// One line of text for people: a summary, an author, a unit.
  package static let line: ValueType = ValueType("a line of text", schema: ["type": .string("string")]) { node, name, sink in
    guard let text = node.text, !node.isEmpty else {
      ValueType<String>.line.mismatch(node, name, into: &sink)
      return nil
    }
    return isOneLine(text, of: node, name, into: &sink) ? text : nil
  }
}

extension ValueType where Value == String {
  /// A path from the spec's folder on, which is the same on every machine.
  package static let relativePath: ValueType = ValueType(
    "a relative path",
    schema: ["type": .string("string"), "minLength": 1]
  ) {
    node,
    name,
    sink in
    guard let text = ValueType<String>.line.read(node, as: name, into: &sink) else { return nil }
    guard !text.isEmpty, !text.hasPrefix("/") else {
      let fault = text.isEmpty ? "is no path" : "is absolute, but a spec's paths are relative to its folder"
      sink.error(.pathEscapes, "\(text.quotedForMessage) \(fault)", at: node.span, help: "name a folder below the spec's")
      return nil
    }
    return text
  }
}

/// Whether a text stays on its line where generated code and messages show it; reports what breaks out of it or cannot be seen.
private func isOneLine(_ text: String, of node: YAMLNode, _ name: String, into sink: inout DiagnosticSink) -> Bool {
  guard let unfit = text.unicodeScalars.first(where: \.isUnfitForOneLine) else { return true }
  let digits = String(unfit.value, radix: 16, uppercase: true)
  let code = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  let isBreak = Character(unfit).isNewline
  let isFormat = unfit.properties.generalCategory == .format
  sink.error(
    .invalidText,
    isBreak
      ? "\(name) must be one line, but holds a line break (\(code))"
      : "\(name) holds the \(isFormat ? "invisible" : "control") character \(code)",
    at: node.span,
    help: isBreak ? "write it on one line, or fold it with '>-'" : nil
  )
  return false
}

extension ValueType where Value == Bool {
  /// `true` or `false` and nothing else: `yes`, `on` and `1` mean different things to different YAML readers.
  package static let boolean: ValueType = ValueType("true or false", schema: ["type": .string("boolean")]) { node, name, sink in
    switch node.content {
    case .scalar("true", isPlain: true): return true
    case .scalar("false", isPlain: true): return false
    default:
      ValueType<Bool>.boolean.mismatch(node, name, help: booleanHelp(node), into: &sink)
      return nil
    }
  }
}

private func booleanHelp(_ node: YAMLNode) -> String? {
  if case .scalar(let text, isPlain: false) = node.content, text == "true" || text == "false" {
    return "in quotes it is text: remove the quotes"
  }
  return switch node.text?.lowercased() {
  case "yes", "on", "y", "1", "true": "write true"
  case "no", "off", "n", "0", "false": "write false"
  default: nil
  }
}

extension ValueType where Value == Int {
  /// A whole number within a range, in plain decimal digits.
  package static func integer(_ range: ClosedRange<Int> = (-1 << 53)...(1 << 53)) -> ValueType {
    let expectation =
      switch (range.lowerBound, range.upperBound) {
      case (let low, let high) where low == high: "\(low)"
      case (let low, Int.max) where low > -1 << 53: "a whole number of at least \(low)"
      case (let low, let high) where low > -1 << 53 && high < 1 << 53: "a whole number from \(low) to \(high)"
      default: "a whole number"
      }
    var schema: [JSONMember] = [JSONMember(key: "type", value: .string("integer"))]
    if range.lowerBound > -1 << 53 { schema.append(JSONMember(key: "minimum", value: .integer(range.lowerBound))) }
    if range.upperBound < 1 << 53 { schema.append(JSONMember(key: "maximum", value: .integer(range.upperBound))) }
    return ValueType(expectation, schema: .object(schema)) { node, name, sink in
      let type = ValueType.integer(range)
      guard case .scalar(let text, isPlain: true) = node.content, isDecimal(text) else {
        type.mismatch(node, name, help: numberHelp(node), into: &sink)
        return nil
      }
      guard let value = Int(text) else {
        sink.error(
          .valueNotAllowed,
          "\(name) must be \(expectation), but \(text.quotedForMessage) does not fit 64 bits",
          at: node.span
        )
        return nil
      }
      guard range.contains(value) else {
        type.mismatch(node, name, code: .valueNotAllowed, into: &sink)
        return nil
      }
      return value
    }
  }

  /// A size or count of at least 1.
  package static let count: ValueType = ValueType.integer(1...Int.max)
}

extension ValueType where Value == Double {
  /// A finite decimal number, such as `3`, `-0.5` or `1.0e-5`.
  package static let number: ValueType = ValueType("a number", schema: ["type": .string("number")]) { node, name, sink in
    guard case .scalar(let text, isPlain: true) = node.content, isDecimalNumber(text), let value = Double(text) else {
      ValueType<Double>.number.mismatch(node, name, help: numberHelp(node), into: &sink)
      return nil
    }
    guard value.isFinite else {
      sink.error(
        .valueNotAllowed,
        "\(name) must be a finite number, but \(text.quotedForMessage) is too large for float64",
        at: node.span
      )
      return nil
    }
    return value
  }

  /// A number above zero.
  package static let positiveNumber: ValueType = ValueType(
    "a number above 0",
    schema: ["type": .string("number"), "exclusiveMinimum": .integer(0)]
  ) { node, name, sink in
    guard let value = ValueType<Double>.number.read(node, as: name, into: &sink) else { return nil }
    guard value > 0 else {
      ValueType<Double>.positiveNumber.mismatch(node, name, code: .valueNotAllowed, into: &sink)
      return nil
    }
    return value
  }

  /// A number of at least zero.
  package static let nonNegativeNumber: ValueType = ValueType(
    "a number of at least 0",
    schema: ["type": .string("number"), "minimum": .integer(0)]
  ) { node, name, sink in
    guard let value = ValueType<Double>.number.read(node, as: name, into: &sink) else { return nil }
    guard value >= 0 else {
      ValueType<Double>.nonNegativeNumber.mismatch(node, name, code: .valueNotAllowed, into: &sink)
      return nil
    }
    return value
  }
}

extension ValueType where Value: RawRepresentable<String> & CaseIterable {
  /// One of a closed set of words.
  package static func word(_ type: Value.Type = Value.self) -> ValueType { word(among: Array(Value.allCases)) }

  /// One of some words.
  package static func word(among values: [Value]) -> ValueType {
    let words = values.map(\.rawValue)
    let expectation = words.count == 1 ? "'\(words[0])'" : words.map { "'\($0)'" }.joined(separator: " or ")
    return ValueType(expectation, schema: ["enum": .array(words.map { .string($0) })]) { node, name, sink in
      if let text = node.text, let value = values.first(where: { ExactText($0.rawValue) == ExactText(text) }) {
        return value
      }
      let help = node.text.flatMap { didYouMean($0, among: words) }
      let isText = node.text != nil && !node.isEmpty
      ValueType.word(among: values).mismatch(node, name, code: isText ? .valueNotAllowed : .wrongType, help: help, into: &sink)
      return nil
    }
  }
}

/// Decimal digits with an optional minus sign and no leading zero.
private func isDecimal(_ text: String) -> Bool {
  let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
  guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
  return digits.utf8.count == 1 || digits.utf8.first != UInt8(ascii: "0")
}

/// A JSON-like number, also with a leading `+` or `.`; never hexadecimal, octal, `1_000` or `12:30`.
private func isDecimalNumber(_ text: String) -> Bool {
  var rest = text.utf8[...]
  if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest.removeFirst() }
  func digits() -> Int {
    let count = rest.prefix { (0x30...0x39).contains($0) }.count
    rest.removeFirst(count)
    return count
  }
  let startsWithZero = rest.first == UInt8(ascii: "0")
  let whole = digits()
  if whole > 1, startsWithZero { return false }
  var fraction = 0
  if rest.first == UInt8(ascii: ".") {
    rest.removeFirst()
    fraction = digits()
  }
  guard whole + fraction > 0 else { return false }
  if let mark = rest.first, mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") {
    rest.removeFirst()
    if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest.removeFirst() }
    guard digits() > 0 else { return false }
  }
  return rest.isEmpty
}

private func numberHelp(_ node: YAMLNode) -> String? {
  guard case .scalar(let text, let isPlain) = node.content else { return nil }
  if !isPlain, isDecimalNumber(text) { return "in quotes it is text: remove the quotes" }
  if text.utf8.count > 1, text.hasPrefix("0"), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
    return "some YAML readers take a leading 0 for octal: remove it"
  }
  if text.contains("_") { return "write the digits without '_'" }
  if [".inf", "-.inf", "+.inf", ".nan", "inf", "-inf", "nan"].contains(text.lowercased()) { return "it must be finite" }
  if isDecimalNumber(text), let value = Double(text), let whole = Int(exactly: value) { return "write \(whole)" }
  return nil
}

/// What readers of YAML 1.1 or 1.2 make of an unquoted scalar that we take as text, where that is not text or a plain number.
private func otherReading(of node: YAMLNode) -> String? {
  guard case .scalar(let text, isPlain: true) = node.content else { return nil }
  switch text.lowercased() {
  case "yes", "no", "on", "off", "y", "n", "true", "false": return "a boolean"
  case "~", "null": return "nothing"
  case ".nan", ".inf", "-.inf", "+.inf": return "a number"
  default: break
  }
  let isNumeric = text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  if isNumeric { return text.utf8.count > 1 && text.hasPrefix("0") ? "an octal number" : nil }
  if isDecimal(text) { return nil }
  if isGroupedNumber(text) { return "a number or a time" }
  if isDecimalNumber(text) || isPrefixedInteger(text) { return "a number" }
  return isDate(text) ? "a date" : nil
}

/// `1_000`, `12:30` or `190:20:30.15`: digits with `_` between them or in base 60, an int or float of YAML 1.1.
private func isGroupedNumber(_ text: String) -> Bool {
  let body = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
  guard body.utf8.first.map({ (0x30...0x39).contains($0) }) ?? false else { return false }
  let marks = Set("_:.".utf8)
  return body.utf8.allSatisfy { (0x30...0x39).contains($0) || marks.contains($0) }
    && body.utf8.contains { $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ":") }
    && body.utf8.count { $0 == UInt8(ascii: ".") } <= 1
}

/// `0x1F`, `0o17` or `0b11`, whose digits YAML 1.1 or 1.2 reads in base 16, 8 or 2.
private func isPrefixedInteger(_ text: String) -> Bool {
  let body = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
  let digits = body.dropFirst(2)
  switch body.prefix(2) {
  case "0x": return Int(digits, radix: 16) != nil
  case "0o": return Int(digits, radix: 8) != nil
  case "0b": return Int(digits, radix: 2) != nil
  default: return false
  }
}

/// `2024-01-31`, alone or before a time: a timestamp of YAML 1.1.
private func isDate(_ text: String) -> Bool {
  let parts = text.prefix { $0 != "T" && $0 != "t" && $0 != " " }.split(separator: "-", omittingEmptySubsequences: false)
  guard parts.count == 3, parts[0].utf8.count == 4 else { return false }
  return parts.allSatisfy { part in
    (1...4).contains(part.utf8.count) && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
  } && parts[1].utf8.count <= 2 && parts[2].utf8.count <= 2
}
