import ForgeDiagnostics

/// A tag of a Mustache template at its place.
struct TemplateTag: Sendable, Equatable {
  enum Kind: Sendable, Equatable {
    case variable, section, invertedSection, end
  }

  let kind: Kind
  let name: String
  let position: TextPosition
}

/// Why a template's tags cannot be read.
struct TemplateFault: Error, Sendable, Equatable {
  let message: String
  let position: TextPosition
}

/// Finds the tags of a template, and holds them to the part of Mustache that protoforge's templates are written in: variables,
/// sections, inverted sections, comments and the content type.
///
/// swift-mustache renders a name that is not there as nothing; that would leave holes in generated code, so every name is
/// checked before anything is rendered.
func templateTags(_ text: String) throws(TemplateFault) -> [TemplateTag] {
  var tags: [TemplateTag] = []
  var open: [TemplateTag] = []
  var scanner = TagScanner(text)
  while let (body, position) = try scanner.next() {
    guard let tag = try tag(body, at: position) else { continue }
    switch tag.kind {
    case .variable: break
    case .section, .invertedSection: open.append(tag)
    case .end:
      guard let opening = open.popLast() else {
        throw TemplateFault(message: "'{{/\(tag.name)}}' closes a section that is not open", position: position)
      }
      guard opening.name == tag.name else {
        throw TemplateFault(
          message: "'{{/\(tag.name)}}' stands where '{{/\(opening.name)}}' is needed (opened in line \(opening.position.line))",
          position: position
        )
      }
    }
    tags.append(tag)
  }
  if let opening = open.last {
    throw TemplateFault(message: "the section '{{#\(opening.name)}}' is never closed", position: opening.position)
  }
  return tags
}

private func tag(_ body: Substring, at position: TextPosition) throws(TemplateFault) -> TemplateTag? {
  func name(_ text: Substring) throws(TemplateFault) -> String {
    let words = text.split(whereSeparator: \.isWhitespace)
    guard words.count == 1, let word = words.first, word.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." })
    else {
      throw TemplateFault(message: "'{{\(body)}}' is not a name", position: position)
    }
    return String(word)
  }
  switch body.first {
  case "!": return nil
  case "%": return nil
  case "#": return TemplateTag(kind: .section, name: try name(body.dropFirst()), position: position)
  case "^": return TemplateTag(kind: .invertedSection, name: try name(body.dropFirst()), position: position)
  case "/": return TemplateTag(kind: .end, name: try name(body.dropFirst()), position: position)
  case "&": return TemplateTag(kind: .variable, name: try name(body.dropFirst()), position: position)
  case "{" where body.hasSuffix("}"):
    return TemplateTag(kind: .variable, name: try name(body.dropFirst().dropLast()), position: position)
  case ">", "<", "$", "=", "*":
    throw TemplateFault(
      message: "'{{\(body)}}': partials, inheritance and other delimiters are not part of protoforge's templates",
      position: position
    )
  default: return TemplateTag(kind: .variable, name: try name(body), position: position)
  }
}

/// Walks over a text from tag to tag.
private struct TagScanner {
  private var rest: Substring
  private var position = TextPosition(line: 1, column: 1)

  init(_ text: String) { rest = text[...] }

  mutating func next() throws(TemplateFault) -> (body: Substring, position: TextPosition)? {
    while !rest.isEmpty, !rest.hasPrefix("{{") { advance() }
    guard !rest.isEmpty else { return nil }
    let start = position
    let closing = rest.hasPrefix("{{{") ? "}}}" : rest.hasPrefix("{{%") || rest.hasPrefix("{{! ") ? "}}" : "}}"
    advance(by: 2)
    guard let range = rest.firstRange(of: closing) else {
      throw TemplateFault(message: "the tag that opens here is never closed with '\(closing)'", position: start)
    }
    let body = closing == "}}}" ? rest[..<rest.index(after: range.lowerBound)] : rest[..<range.lowerBound]
    while rest.startIndex < range.upperBound { advance() }
    return (body, start)
  }

  private mutating func advance(by count: Int) { for _ in 0..<count { advance() } }

  private mutating func advance() {
    guard let character = rest.popFirst() else { return }
    if character.isNewline {
      position = TextPosition(line: position.line + 1, column: 1)
    } else {
      position.column += character.unicodeScalars.count
    }
  }
}
