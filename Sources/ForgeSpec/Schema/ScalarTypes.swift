import ForgeDiagnostics
import ForgeJSON

extension ValueType where Value == String {
  /// Any scalar, taken as text whatever YAML's own rules make of it: `no` is the text "no".
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
    if let reading = otherReading(of: node) {
      sink.warn(
        .ambiguousScalar,
        "\(name): '\(text)' is taken as text, but other YAML readers see \(reading)",
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
    if let control = text.unicodeScalars.first(where: { $0.value < 0x20 && $0 != "\n" || $0.value == 0x7F }) {
      let code = "U+" + String(control.value, radix: 16, uppercase: true)
      sink.error(.invalidText, "\(name) holds the control character \(code)", at: node.span)
      return nil
    }
    return text
  }
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
  switch node.text?.lowercased() {
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
      case (let low, Int.max) where low > -1 << 53: "a whole number of at least \(low)"
      case (let low, let high) where low > -1 << 53 && high < 1 << 53: "a whole number from \(low) to \(high)"
      default: "a whole number"
      }
    var schema: [JSONMember] = [JSONMember(key: "type", value: .string("integer"))]
    if range.lowerBound > -1 << 53 { schema.append(JSONMember(key: "minimum", value: .integer(range.lowerBound))) }
    if range.upperBound < 1 << 53 { schema.append(JSONMember(key: "maximum", value: .integer(range.upperBound))) }
    return ValueType(expectation, schema: .object(schema)) { node, name, sink in
      let type = ValueType.integer(range)
      guard case .scalar(let text, isPlain: true) = node.content, isDecimal(text), let value = Int(text) else {
        type.mismatch(node, name, help: numberHelp(node), into: &sink)
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
      sink.error(.valueNotAllowed, "\(name) must be a finite number, but '\(text)' is too large for float64", at: node.span)
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
  package static func word(_ type: Value.Type = Value.self) -> ValueType {
    let words = Value.allCases.map(\.rawValue)
    let expectation = words.count == 1 ? "'\(words[0])'" : words.map { "'\($0)'" }.joined(separator: " or ")
    return ValueType(expectation, schema: ["enum": .array(words.map { .string($0) })]) { node, name, sink in
      if let text = node.text, let value = Value.allCases.first(where: { ExactText($0.rawValue) == ExactText(text) }) {
        return value
      }
      let help = node.text.flatMap { didYouMean($0, among: words) }
      let isText = node.text != nil && !node.isEmpty
      ValueType.word(type).mismatch(node, name, code: isText ? .valueNotAllowed : .wrongType, help: help, into: &sink)
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
  if isDecimalNumber(text), let value = Double(text), let whole = Int(exactly: value) { return "write \(whole)" }
  return nil
}

/// What readers of YAML 1.1 or 1.2 make of an unquoted scalar that we take as text, where that is not text or a plain number.
private func otherReading(of node: YAMLNode) -> String? {
  guard case .scalar(let text, isPlain: true) = node.content else { return nil }
  switch text.lowercased() {
  case "yes", "no", "on", "off", "y", "n", "true", "false": return "a boolean"
  case "~", "null": return "nothing"
  case ".nan", ".inf", "-.inf": return "a number"
  default: break
  }
  let isNumeric = text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  if isNumeric { return text.utf8.count > 1 && text.hasPrefix("0") ? "an octal number" : nil }
  if isDecimal(text) { return nil }
  let looksNumeric = text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ":") }
  if looksNumeric, text.utf8.contains(where: { (0x30...0x39).contains($0) }) { return "a number or a time" }
  if isDecimalNumber(text) { return "a number" }
  return nil
}
