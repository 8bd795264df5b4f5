import ForgeDiagnostics
import Mustache

/// The templates of generated files: the program's own, or a team's in place of some of them.
package struct TemplateSet: Sendable {
  /// A template file that a team gave.
  package struct Custom: Sendable {
    /// Such as `Model.swift.mustache`.
    package let fileName: String
    /// As shown in messages.
    package let path: String
    package let text: String

    package init(fileName: String, path: String, text: String) {
      self.fileName = fileName
      self.path = path
      self.text = text
    }
  }

  /// The files of a package that are made from templates.
  enum Name: String, Sendable, CaseIterable {
    case package = "Package.swift"
    case readme = "README.md"
    case model = "Model.swift"
    case session = "Session.swift"
    case predictions = "Predictions.swift"
    case processor = "Processor.swift"
    case input = "Input.swift"
    case output = "Output.swift"
    case weights = "Weights.swift"
    case compute = "Compute.swift"
    case golden = "Golden.swift"
    case tests = "Tests.swift"
    case cSource = "weights.c"
    case cHeader = "weights.h"
  }

  /// The file names that a folder of templates may hold.
  package static var fileNames: [String] { Name.allCases.map { "\($0.rawValue).mustache" } }

  private let custom: [Name: Custom]

  /// The program's own templates.
  package static let standard = TemplateSet(custom: [:])

  private init(custom: [Name: Custom]) { self.custom = custom }

  /// The templates with a team's in place of some; reports files that replace none.
  package init(replacing files: [Custom], into sink: inout DiagnosticSink) {
    var custom: [Name: Custom] = [:]
    for file in files {
      if let name = Name.allCases.first(where: { "\($0.rawValue).mustache" == file.fileName }) {
        custom[name] = file
      } else {
        let near =
          didYouMean(file.fileName, among: Self.fileNames) ?? didYouMean(file.fileName, among: Name.allCases.map(\.rawValue))
        let lacksEnding = Name(rawValue: file.fileName) != nil
        sink.error(
          .unknownTemplate,
          "'\(file.fileName)' replaces no template",
          at: .file(path: file.path),
          help: lacksEnding
            ? "a template's name ends in .mustache: '\(file.fileName).mustache'"
            : near ?? "templates are \(Self.fileNames.joined(separator: ", "))"
        )
      }
    }
    self.custom = custom
  }

  /// The replaced templates with their texts, sorted by file name, for the lock file.
  package var replaced: [Custom] { custom.values.sorted { $0.fileName < $1.fileName } }

  /// Fills a template; nil after reporting what is wrong with it.
  func render(_ name: Name, _ context: TemplateContext, into sink: inout DiagnosticSink) -> String? {
    let own = Assets.template(name.rawValue)
    let text = custom[name]?.text ?? own
    let path = custom[name]?.path ?? "Templates/\(name.rawValue).mustache"
    let check = TemplateCheck(path: path)
    do {
      let tags = try templateTags(text)
      guard check.namesAreKnown(tags, context.shape, into: &sink) else { return nil }
      if custom[name] != nil {
        let wanted = Set(try templateTags(own).map(\.name)).intersection(context.shape.keys)
        check.warnOfUnused(tags, text, wanted: wanted, into: &sink)
      }
      return try MustacheTemplate(string: asPlainText(text)).render(context.object)
    } catch let fault as TemplateFault {
      sink.error(.brokenTemplate, fault.message, at: check.span(fault.position, width: 2))
    } catch let fault as MustacheTemplate.ParserError {
      let position = TextPosition(line: fault.context.lineNumber, column: fault.context.columnNumber)
      sink.error(.brokenTemplate, "the template cannot be read: \(fault.error)", at: check.span(position, width: 1))
    } catch {
      sink.error(.brokenTemplate, "the template cannot be read: \(error)", at: .file(path: path))
    }
    return nil
  }
}

/// A template that says what it makes: without that, Mustache takes it for HTML and escapes `<`, `&` and quotes.
private func asPlainText(_ text: String) -> String {
  let pragma = "{{% CONTENT_TYPE:TEXT }}"
  return text.hasPrefix(pragma) ? text : pragma + text
}

/// Holds a template's names to those that its context has.
private struct TemplateCheck {
  let path: String

  func span(_ start: TextPosition, width: Int) -> SourceSpan {
    SourceSpan(path: path, start: start, end: TextPosition(line: start.line, column: start.column + width))
  }

  func namesAreKnown(_ tags: [TemplateTag], _ shape: [String: TemplateShape], into sink: inout DiagnosticSink) -> Bool {
    var scopes = [shape]
    var isSound = true
    for tag in tags {
      switch tag.kind {
      case .end: scopes.removeLast()
      case .variable, .section, .invertedSection:
        let found = scopes.reversed().compactMap { $0[tag.name] }.first
        if let problem = problem(tag, found) {
          let known = scopes.flatMap(\.keys).sorted()
          sink.error(
            .unknownTemplateName,
            problem,
            at: span(tag.position, width: tag.name.count + 4),
            help: found == nil ? didYouMean(tag.name, among: known) ?? "names here are \(known.joined(separator: ", "))" : nil
          )
          isSound = false
        }
        guard tag.kind != .variable else { continue }
        if tag.kind == .section, case .list(let names) = found { scopes.append(names) } else { scopes.append([:]) }
      }
    }
    return isSound
  }

  private func problem(_ tag: TemplateTag, _ found: TemplateShape?) -> String? {
    switch (tag.kind, found) {
    case (_, nil): "there is no name '\(tag.name)' here"
    case (.variable, .list): "'\(tag.name)' is a list: write {{#\(tag.name)}} … {{/\(tag.name)}}"
    case (.variable, .flag): "'\(tag.name)' is true or false: write {{#\(tag.name)}} … {{/\(tag.name)}}"
    case (.section, .text): "'\(tag.name)' is a text: write {{\(tag.name)}}"
    default: nil
    }
  }

  /// Warns of the names that the program's own template shows and this one leaves out.
  func warnOfUnused(_ tags: [TemplateTag], _ text: String, wanted: Set<String>, into sink: inout DiagnosticSink) {
    let used = Set(tags.map(\.name))
    for name in wanted.subtracting(used).sorted() where !text.contains("{{! \(name) }}") {
      sink.warn(
        .unusedTemplateName,
        "the template never uses '\(name)'",
        at: .file(path: path),
        help: "put {{! \(name) }} into the template if that is meant"
      )
    }
  }
}
