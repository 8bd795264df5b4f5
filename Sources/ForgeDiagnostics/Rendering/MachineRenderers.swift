import ForgeJSON

/// Diagnostics as one JSON document: `{schema, tool, version, diagnostics: […]}`. Lines and columns count from 1, columns in
/// Unicode scalars.
package func renderJSON(_ diagnostics: [Diagnostic], toolVersion: String) -> String {
  let document: JSONValue = [
    "schema": 1, "tool": "protoforge", "version": .string(toolVersion), "diagnostics": .array(diagnostics.map(jsonValue)),
  ]
  return document.text(indent: 2) + "\n"
}

private func jsonValue(_ diagnostic: Diagnostic) -> JSONValue {
  var members: [JSONMember] = [
    JSONMember(key: "code", value: .string(diagnostic.code.rawValue)),
    JSONMember(key: "severity", value: .string(diagnostic.severity.rawValue)),
    JSONMember(key: "message", value: .string(diagnostic.message)),
  ]
  members += placeMembers(diagnostic.place)
  members.append(
    JSONMember(
      key: "notes",
      value: .array(
        diagnostic.notes.map { .object([JSONMember(key: "message", value: .string($0.message))] + placeMembers($0.place)) }
      )
    )
  )
  if let help = diagnostic.help { members.append(JSONMember(key: "help", value: .string(help))) }
  return .object(members)
}

private func placeMembers(_ place: Place) -> [JSONMember] {
  func position(_ position: TextPosition) -> JSONValue {
    ["line": .integer(position.line), "column": .integer(position.column)]
  }
  switch place {
  case .text(let span):
    return [
      JSONMember(key: "file", value: .string(span.path)),
      JSONMember(key: "range", value: ["start": position(span.start), "end": position(span.end)]),
    ]
  case .byte(let path, let offset):
    return [JSONMember(key: "file", value: .string(path)), JSONMember(key: "byteOffset", value: .integer(offset))]
  case .file(let path): return [JSONMember(key: "file", value: .string(path))]
  case .nowhere: return []
  }
}

/// Diagnostics as workflow commands of GitHub Actions, a line each
/// (https://docs.github.com/actions/reference/workflow-commands).
package func renderGitHub(_ diagnostics: [Diagnostic]) -> String {
  diagnostics.map { diagnostic in
    var properties: [String] = []
    if let path = diagnostic.place.path { properties.append("file=\(escapedProperty(path.escapedForOneLine))") }
    if case .text(let span) = diagnostic.place {
      properties += [
        "line=\(span.start.line)", "col=\(span.start.column)", "endLine=\(span.end.line)", "endColumn=\(span.end.column)",
      ]
    }
    properties.append("title=\(diagnostic.code.rawValue)")
    let notes = diagnostic.notes.map { "\n\(($0.place.prefix + $0.message).escapedForOneLine)" }.joined()
    let help = diagnostic.help.map { "\n\($0.escapedForOneLine)" } ?? ""
    let message = escapedData("\(diagnostic.message.escapedForOneLine) [\(diagnostic.code.rawValue)]\(notes)\(help)")
    return "::\(diagnostic.severity.rawValue) \(properties.joined(separator: ","))::\(message)\n"
  }.joined()
}

private func escapedData(_ text: String) -> String { escaping(["%", "\r", "\n"], in: text) }

private func escapedProperty(_ text: String) -> String { escaping(["%", "\r", "\n", ":", ","], in: text) }

/// The text with some ASCII characters as `%0A`: scalar by scalar, since a character may hold one of them and an accent.
private func escaping(_ reserved: Set<Unicode.Scalar>, in text: String) -> String {
  text.unicodeScalars.reduce(into: "") { escaped, scalar in
    if reserved.contains(scalar) {
      escaped += percentEncoded(UInt8(scalar.value))
    } else {
      escaped.unicodeScalars.append(scalar)
    }
  }
}

/// A byte as `%0A`.
private func percentEncoded(_ byte: UInt8) -> String {
  let hex = String(byte, radix: 16, uppercase: true)
  return "%" + (hex.count == 1 ? "0" : "") + hex
}

/// Diagnostics as a log of SARIF 2.1.0 (OASIS), for code scanning.
package func renderSARIF(_ diagnostics: [Diagnostic], toolVersion: String) -> String {
  let codes = Set(diagnostics.map(\.code)).sorted { $0.rawValue < $1.rawValue }
  let rules = codes.map { code -> JSONValue in
    [
      "id": .string(code.rawValue), "name": .string("\(code)"),
      "shortDescription": ["text": .string(code.title)], "fullDescription": ["text": .string(code.explanation)],
    ]
  }
  let document: JSONValue = [
    "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
    "version": "2.1.0",
    "runs": [
      [
        "tool": ["driver": ["name": "protoforge", "version": .string(toolVersion), "rules": .array(rules)]],
        "columnKind": "unicodeCodePoints",
        "results": .array(diagnostics.map { sarifResult($0, codes) }),
      ]
    ],
  ]
  return document.text(indent: 2) + "\n"
}

private func sarifResult(_ diagnostic: Diagnostic, _ codes: [DiagnosticCode]) -> JSONValue {
  // A related location needs a file: notes without one follow the message.
  let notes = diagnostic.notes.filter { $0.place.path == nil }.map { "\n\($0.message)" }.joined()
  let help = diagnostic.help.map { "\n\($0)" } ?? ""
  var members: [JSONMember] = [
    JSONMember(key: "ruleId", value: .string(diagnostic.code.rawValue)),
    JSONMember(key: "ruleIndex", value: .integer(codes.firstIndex(of: diagnostic.code) ?? 0)),
    JSONMember(key: "level", value: .string(diagnostic.severity.rawValue)),
    JSONMember(key: "message", value: ["text": .string(diagnostic.message + notes + help)]),
  ]
  if let location = sarifLocation(diagnostic.place, message: nil) {
    members.append(JSONMember(key: "locations", value: .array([location])))
  }
  let related = diagnostic.notes.compactMap { sarifLocation($0.place, message: $0.message) }
  if !related.isEmpty { members.append(JSONMember(key: "relatedLocations", value: .array(related))) }
  return .object(members)
}

private func sarifLocation(_ place: Place, message: String?) -> JSONValue? {
  guard let path = place.path else { return nil }
  var physical: [JSONMember] = [JSONMember(key: "artifactLocation", value: ["uri": .string(uri(path))])]
  switch place {
  case .text(let span):
    physical.append(
      JSONMember(
        key: "region",
        value: [
          "startLine": .integer(span.start.line), "startColumn": .integer(span.start.column),
          "endLine": .integer(span.end.line), "endColumn": .integer(span.end.column),
        ]
      )
    )
  case .byte(_, let offset):
    physical.append(JSONMember(key: "region", value: ["byteOffset": .integer(offset), "byteLength": 1]))
  case .file, .nowhere: break
  }
  var location: [JSONMember] = [JSONMember(key: "physicalLocation", value: .object(physical))]
  if let message { location.append(JSONMember(key: "message", value: ["text": .string(message)])) }
  return .object(location)
}

/// A path as a relative URI reference or file URI (RFC 3986).
private func uri(_ path: String) -> String {
  let kept = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/".utf8)
  let escaped = path.utf8.map { kept.contains($0) ? String(UnicodeScalar($0)) : percentEncoded($0) }.joined()
  return path.hasPrefix("/") ? "file://\(escaped)" : escaped
}
